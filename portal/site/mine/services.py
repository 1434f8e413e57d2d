"""Closing one's account, as far as what runs allows it."""

import logging
from datetime import datetime

from organizations.models import User
from organizations.services import closing
from portal.site.mine.hindrances import Hindrance, hindrances

log = logging.getLogger(__name__)


class HinderedError(Exception):
    """Something runs that would have nobody left; ``why`` says what."""

    def __init__(self, why: list[Hindrance]) -> None:
        super().__init__(", ".join(one.code for one in why))
        self.why = why


def ask(user: User, *, now: datetime) -> User:
    """Close ``user``'s account in seven days. Raises HinderedError."""
    if why := hindrances(user, now=now):
        raise HinderedError(why)
    return closing.ask(user, now=now)


def close_due(now: datetime) -> int:
    """Erase the accounts whose seven days are over; says how many. One with something that began meanwhile waits until
    it is over."""
    closed = 0
    due = User.objects.filter(closes_at__lte=now).only("id").order_by("closes_at", "id")
    for user in due:
        try:
            closed += not hindrances(user, now=now) and closing.finish(user, now=now)
        except Exception:
            log.exception("an account whose days are over was not closed")
    return closed
