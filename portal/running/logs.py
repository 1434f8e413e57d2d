"""Log lines as JSON, so that a machine can read them and nobody's address slips in with them."""

import json
import logging
import re
from datetime import UTC, datetime

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
