"""A clock that is wrong on purpose: the database machine's and this process's, and a time source that is right."""

import contextlib
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.db import connection

from portal.ground.clock import clock_sql

_1900 = 2_208_988_800


@contextlib.contextmanager
def machine_ahead(step: timedelta) -> Iterator[None]:
    """The whole machine's clock stands ``step`` ahead: the database's, the portal's, and this process's.

    A schema before the catalogue's own gives this connection another ``clock_timestamp()``, by which
    ``portal_clock()`` goes too, moved by a demonstration or not; rolled back with the test."""
    seconds = step.total_seconds()
    with _as_owner() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS wrong")
        cursor.execute("GRANT USAGE ON SCHEMA wrong TO PUBLIC")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
            f" $$ SELECT pg_catalog.clock_timestamp() + make_interval(secs => {seconds}) $$"
        )
        cursor.execute("SELECT set_config('search_path', 'wrong, pg_catalog, public', true)")
        _clock_of(cursor, "wrong")
    try:
        with time_machine.travel(datetime.now(UTC) + step):
            yield
    finally:
        with _as_owner() as cursor:
            cursor.execute("SET LOCAL search_path = public")
            _clock_of(cursor, "pg_catalog")


@contextlib.contextmanager
def _as_owner() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")
        yield cursor
        cursor.execute("SELECT set_config('role', %s, true)", [role])


def _clock_of(cursor: Any, schema: str) -> None:
    """What reads ``portal_clock()`` from a trigger, under a search path of its own, reads the same clock."""
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'portal_clock'")
    (body,) = cursor.fetchone()
    named = re.sub(r"(?:\w+\.)?clock_timestamp\(\)", f"{schema}.clock_timestamp()", body)
    cursor.execute(
        clock_sql(named.strip().removeprefix("SELECT ")).replace("portal_clock", "public.portal_clock", 1)
    )


class Source:
    """A time source on this machine (SNTP): right, or ``ahead`` by so much; ``mood`` spoils its answers."""

    def __init__(self) -> None:
        self.ahead, self.mood = timedelta(), ""
        # By a clock that nobody sets.
        self.began, self.ticks = datetime.now(UTC), time.monotonic()
        self.channel = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.channel.bind(("127.0.0.1", 0))
        self.address = f"ntp://127.0.0.1:{self.channel.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                question, sender = self.channel.recvfrom(512)
            except OSError:
                return
            now = self.began + timedelta(seconds=time.monotonic() - self.ticks) + self.ahead
            stamp = struct.pack("!II", (int(now.timestamp()) + _1900) % (1 << 32), now.microsecond * 4294)
            first, stratum = 0b00_100_100, 2
            if self.mood == "unsynchronised":
                first, stratum = 0b11_100_100, 0
            echo = bytes(8) if self.mood == "forged" else question[40:48]
            answer = bytes([first, stratum, 0, 0]) + bytes(20) + echo + stamp + stamp
            self.channel.sendto(answer[:20] if self.mood == "short" else answer, sender)

    def stop(self) -> None:
        self.channel.close()
