"""Asks the outside what time it is (SNTP, RFC 4330). Run by the letters' process alone; the others read its rows."""

import logging
import secrets
import socket
import struct
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db import connection

from portal.ground.ledger.models import TimeReading

log = logging.getLogger(__name__)

PORT, PATIENCE = 123, 3.0
# Seconds from 1900, where its time begins, to 1970; it begins anew in 2036.
_TO_1970, _ERA = 2_208_988_800, 1 << 32
_CLIENT, _SERVER = 0b00_100_011, 4
_REPLY = struct.Struct("!BBbb11I")


class NoAnswerError(Exception):
    """The source did not answer, or nothing that can be believed."""


def ask(source: str) -> datetime:
    """What ``source``, an address like `ntp://ntp.example` or `ntp://10.0.0.1:1123`, takes the time to be.

    Raises NoAnswerError. The answer has to repeat a random number of the question's."""
    parts = urlsplit(source)
    if parts.scheme != "ntp" or not parts.hostname:
        raise NoAnswerError("not an address like ntp://host")
    mark = secrets.token_bytes(8)
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            parts.hostname, parts.port or PORT, type=socket.SOCK_DGRAM
        )[0]
        with socket.socket(family, kind) as channel:
            channel.settimeout(PATIENCE)
            channel.connect(address)
            channel.send(bytes([_CLIENT]) + bytes(39) + mark)
            answer = channel.recv(512)
    except (OSError, ValueError) as error:
        raise NoAnswerError(type(error).__name__) from error
    if len(answer) < _REPLY.size or answer[24:32] != mark:
        raise NoAnswerError("not an answer to this question")
    first, stratum, *rest = _REPLY.unpack(answer[: _REPLY.size])
    seconds, fraction = rest[-2:]
    if first & 7 != _SERVER or first >> 6 == 3 or not 0 < stratum < 16 or not seconds:
        raise NoAnswerError("it has no time itself")
    era = _ERA if seconds < _TO_1970 else 0
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds + era - _TO_1970 + fraction / _ERA)


def read_all(sources: list[str]) -> int:
    """Ask each source, keep what it said beside the database's clock, and say how many answered."""
    answered = 0
    for source in sources:
        ahead, error = None, ""
        try:
            ahead = _database_now() - ask(source)
            answered += 1
        except NoAnswerError as silent:
            error = str(silent)
            log.warning("time source %s: %s", source, silent)
        TimeReading.objects.update_or_create(
            source=source, defaults={"read_at": _database_now(), "ahead": ahead, "error": error}
        )
    TimeReading.objects.exclude(source__in=sources).delete()
    return answered


def _database_now() -> datetime:
    """The database machine's own clock, which no demonstration moves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
