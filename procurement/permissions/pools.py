"""Who enters people in the pool for panels, who ends it, and who reads who is in it."""

from datetime import datetime

from organizations.models import Organization, User
from organizations.permissions import Person
from procurement.models import PoolEntry
from procurement.permissions.calls import approves_for, may_oversee, works_for
from procurement.selectors import pools as reads


def may_read_pool(user: Person, place: str, *, now: datetime) -> bool:
    """The people of the agencies that share it, and the supervisor."""
    if not isinstance(user, User):
        return False
    return bool(reads.agencies_of_pool(user, place, now=now)) or may_oversee(user, now=now)


def may_enter(user: Person, agency: Organization, *, now: datetime) -> bool:
    """Enter somebody for ``agency``, or ask that an entry of it ends."""
    return works_for(user, agency, now=now)


def may_confirm_entry(user: Person, entry: PoolEntry, *, now: datetime) -> bool:
    """The second person: an approver of the agency that entered it, who neither entered nor ended it."""
    wrote = entry.ended_by_id if entry.ended_at else entry.entered_by_id
    return isinstance(user, User) and user.pk != wrote and approves_for(user, entry.agency, now=now)


def may_reach(user: Person, entry: PoolEntry, *, now: datetime) -> bool:
    """Read how somebody is reached: the people of the agency that entered it."""
    return works_for(user, entry.agency, now=now)
