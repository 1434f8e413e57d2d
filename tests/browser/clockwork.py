"""The portal's clock as the walks move it, and waiting for what the background does about it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from tests.support.stack import Stack

Found = TypeVar("Found")


class Clock:
    """Forward only: other walks stand on the same portal, and nobody else moves its clock."""

    def __init__(self, site: Stack) -> None:
        self.site = site
        # What the portal's clock showed when this machine's stood at nought.
        self._nought: datetime | None = None

    def now(self) -> datetime:
        """Local time of Yunnan, without its zone. Asked once; from there on it ticks here as it does there."""
        if self._nought is None:
            self._nought = self._asked()
        return self._nought + timedelta(seconds=time.monotonic())

    def to(self, moment: datetime) -> None:
        """Never back: a moment that has passed leaves the clock where it is."""
        if moment > self.now():
            self._nought = self._asked(moment.replace(second=0, microsecond=0))

    def _asked(self, to: datetime | None = None) -> datetime:
        return self.site.clock(to).replace(microsecond=0) - timedelta(seconds=time.monotonic())

    def after_next_batch(self) -> None:
        """A minute past the hour at which a question asked now is shown, on any day."""
        now = self.now()
        batch = now.replace(hour=16) if now.hour < 16 else now.replace(hour=10) + timedelta(days=1)
        self.to(batch.replace(minute=1, second=0))

    def to_office_hours(self, *, working_days: int) -> None:
        """So many days on from Monday to Friday, 9:30; long enough for the portal's own planned hour."""
        day = self.now()
        while working_days:
            day += timedelta(days=1)
            working_days -= day.weekday() < 5
        self.to(day.replace(hour=9, minute=30, second=0))

    def wait_for(self, found: Callable[[], Found], seconds: float = 60) -> Found:
        """What `found` returns, as soon as it is something; the tasks run every ten to fifteen seconds."""
        until = time.monotonic() + seconds
        while not (value := found()):
            assert time.monotonic() < until, f"nothing happened within {seconds:.0f} s"
            time.sleep(0.5)
        return value
