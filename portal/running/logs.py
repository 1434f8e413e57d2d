"""Log lines as JSON, so that a machine can read them and nobody's address slips in with them."""

import json
import logging
import re
from datetime import UTC, datetime
from logging.handlers import DatagramHandler

# Addresses that hold a secret: links of a panel, of letters. Django names the path of what it refuses.
SECRET_PATHS = re.compile(r"(/(?:panel|alerts/(?:confirm|manage|stop))/)[^/\s]+")


class JsonLines(logging.Formatter):
    """One object a line: when, how grave, which logger, what; with the trace of an exception.

    The secret of a link is never written."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": SECRET_PATHS.sub(r"\1…", record.getMessage()),
        }
        status = getattr(record, "status_code", None)
        if status is not None:
            line["status"] = status
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class ToCollector(DatagramHandler):
    """The same lines to a syslog elsewhere, by UDP: nobody waits for it, and it is not there to begin with or at all
    without anything else standing still. What is lost on the way stands in the process's own log."""

    ERROR_OF_A_USERS_PROCESS = "<11>"  # RFC 5424, section 6.2.1
    LONGEST = 8_000  # bytes; a longer trace is cut

    def makePickle(self, record: logging.LogRecord) -> bytes:  # noqa: N802 - the library's name
        line = f"{self.ERROR_OF_A_USERS_PROCESS}yangguang: {self.format(record)}"
        return line.encode()[: self.LONGEST]
