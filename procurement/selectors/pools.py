"""Reads of the pool for panels: whose it is, who is in it, how each entry stands."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from organizations.models import Division, Organization, User
from organizations.models.codes import Level
from organizations.permissions import organizations_where
from organizations.selectors import prefecture_of
from portal.ground.clock import legal_date
from procurement.models import PoolEntry
from procurement.permissions.calls import APPROVERS, DRAFTERS


def pool_of(division: Division) -> str:
    """The place whose pool an agency of ``division`` shares: its prefecture, or the province for its own agencies."""
    return prefecture_of(division) or division.code


def agencies_of_pool(user: User, place: str, *, now: datetime) -> list[Organization]:
    """The agencies of ``user`` that share the pool of ``place``."""
    own = organizations_where(user, DRAFTERS, now=now).agencies().order_by("pk")  # type: ignore[attr-defined]
    return [one for one in own if pool_of(one.division) == place]


def pools_of(user: User, *, now: datetime) -> list[Division]:
    """The places whose pools the agencies of ``user`` share, each once."""
    own = organizations_where(user, DRAFTERS, now=now).agencies()  # type: ignore[attr-defined]
    codes = {pool_of(one.division) for one in own}
    return list(Division.objects.filter(code__in=codes))


def all_pools() -> QuerySet[Division]:
    """Every place that has a pool: the province and its prefectures."""
    return Division.objects.filter(level__in=(Level.PROVINCE, Level.PREFECTURE)).order_by("code")


def entries_of(place: str) -> QuerySet[PoolEntry]:
    """Everybody who is or was in a pool, the newest first."""
    return PoolEntry.objects.filter(place=place).select_related("agency", "vouched_by").order_by("-id")


def standing(place: str, day: date) -> QuerySet[PoolEntry]:
    """Who may be drawn on ``day``: entered by two people, in its time, and not about to leave."""
    return (
        entries_of(place)
        .filter(Q(until_date=None) | Q(until_date__gte=day), from_date__lte=day)
        .filter(confirmed_at__isnull=False, ended_at=None)
    )


def state_of(entry: PoolEntry, now: datetime) -> str:
    """``left``, ``leaving``, ``waiting``, ``early``, ``over`` or ``standing``."""
    today = legal_date(now)
    if entry.end_confirmed_at:
        return "left"
    if entry.ended_at:
        return "leaving"
    if not entry.confirmed_at:
        return "waiting"
    if entry.from_date > today:
        return "early"
    return "over" if entry.until_date and entry.until_date < today else "standing"


def waiting_entries(user: User, *, now: datetime) -> QuerySet[PoolEntry]:
    """What a colleague entered or ended and ``user`` may confirm, the oldest first."""
    mine = PoolEntry.objects.filter(agency__in=organizations_where(user, APPROVERS, now=now))
    new = Q(confirmed_at=None, ended_at=None) & ~Q(entered_by=user)
    leaving = Q(ended_at__isnull=False, end_confirmed_at=None) & ~Q(ended_by=user)
    return mine.filter(new | leaving).select_related("agency").order_by("id")


def contacts_over(day: date) -> QuerySet[PoolEntry]:
    """Entries whose time was over before ``day`` and whose contact is still kept."""
    return PoolEntry.objects.filter(until_date__lt=day).exclude(contact="")
