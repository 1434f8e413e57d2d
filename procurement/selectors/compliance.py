"""What each agency and place owes the public and how it was kept, with the calls behind every figure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import Coalesce, Least, TruncDate

from organizations.models import Division, Organization
from portal.ground.clock import LEGAL_ZONE, legal_date
from procurement.facets import STATUSES
from procurement.models import Contract, Duty, Opening, SearchEntry, Tender
from procurement.rules.indicators import AT_ITS_MOMENT, GRACE, NEAR_CEILING, PUBLISHED_DUTIES, Kept, Share
from procurement.rules.procedures import PROCEDURES
from procurement.selectors.calls import listed_entries
from procurement.selectors.holds import awards_standing
from procurement.selectors.registers import in_place

INVITED = tuple(one.code for one in PROCEDURES.values() if one.invited)


class Median(Aggregate):
    """The middle value, between the two in the middle of an even number."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Scope:
    """Whose calls are meant: one agency's, a place's with all that lies in it, or everybody's; of one
    year."""

    year: int
    agency: Organization | None = None
    place: Division | None = None

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        begin, end = (
            datetime.combine(date(year, 1, 1), time(), LEGAL_ZONE) for year in (self.year, self.year + 1)
        )
        return begin, end

    def of(self, path: str) -> Q:
        """Public calls of this scope; ``path`` leads to the tender."""
        where = Q(**{f"{path}published_at__isnull": False})
        if self.agency is not None:
            where &= Q(**{f"{path}buyer": self.agency})
        if self.place is not None:
            where &= in_place(self.place, path=path)
        return where

    def within(self, field: str) -> Q:
        begin, end = self.bounds
        return Q(**{f"{field}__gte": begin, f"{field}__lt": end})


def _owed(scope: Scope, now: datetime) -> QuerySet[Duty]:
    """Duties whose last moment fell into the year and has passed, or that are done. One that was dropped before its
    last moment was never owed; one dropped after it was, unless a later version of it took its place."""
    later = Duty.objects.filter(
        tender=OuterRef("tender"),
        kind=OuterRef("kind"),
        subject=OuterRef("subject"),
        version__gt=OuterRef("version"),
    )
    return (
        Duty.objects.told()
        .filter(scope.of("tender__"), scope.within("due_at"), kind__in=PUBLISHED_DUTIES)
        .filter(Q(dropped_at__isnull=True) | Q(dropped_at__gt=F("due_at") + GRACE) & ~Exists(later))
        .filter(Q(due_at__lte=now - GRACE) | Q(done_at__isnull=False))
    )


_DONE_LATE = Q(done_at__gt=F("due_at")) & ~Q(kind__in=AT_ITS_MOMENT, done_at__lte=F("due_at") + GRACE)
_ON_TIME = Count("id", filter=Q(done_at__isnull=False) & ~_DONE_LATE)
_LATE = Count("id", filter=_DONE_LATE)
_OVERDUE = Count("id", filter=Q(done_at__isnull=True, dropped_at__isnull=True))
_NEVER = Count("id", filter=Q(done_at__isnull=True, dropped_at__isnull=False))


def _kept_by(path: str, scope: Scope, now: datetime) -> dict[Any, dict[str, int]]:
    """How many duties were kept which way, by what ``path`` leads to. One query."""
    rows = (
        _owed(scope, now)
        .order_by()
        .values(path)
        .annotate(on_time=_ON_TIME, late=_LATE, overdue=_OVERDUE, never=_NEVER)
    )
    return {row.pop(path): row for row in rows}


def duties_kept(scope: Scope, *, now: datetime) -> list[Kept]:
    """How duties were kept, a row for each kind there was one of, in the order of a call. One query."""
    found = _kept_by("kind", scope, now)
    return [Kept(kind, **found[kind]) for kind in PUBLISHED_DUTIES if kind in found]


def kept_by_prefecture(year: int, *, now: datetime) -> dict[str, Kept]:
    """The same for each prefecture by its code; the province's own agencies under ''. One query."""
    found = _kept_by("tender__search_entry__prefecture_code", Scope(year), now)
    return {code or "": Kept("", **counted) for code, counted in found.items()}


def _money(step: str) -> Coalesce:
    """Yuan of the calls: nobody buys for those that ended without an award, and what follows one counts itself."""
    return Coalesce(Sum("estimated_value", filter=~Q(**{f"{step}__in": STATUSES["ended"]})), Decimal(0))


def calls_by_prefecture(year: int) -> dict[str, tuple[int, Decimal]]:
    """Calls published in the year and the yuan of those that did not end without an award, by the code of the
    prefecture. One query."""
    rows = (
        SearchEntry.objects.filter(Scope(year).within("published_at"))
        .order_by()
        .values_list("prefecture_code")
        .annotate(calls=Count("id"), money=_money("status"))
    )
    return {code: (calls, money) for code, calls, money in rows}


@dataclass(frozen=True)
class CallFigures:
    """The calls of one year. ``money``: yuan of those that did not end without an award; ``days_given`` is the median
    of calendar days from publication to closing."""

    calls: int
    money: Decimal
    days_given: float | None
    least_days: int | None
    public: Share
    hosted: Share
    indirect: Share
    moved: Share
    faulty: Share


_STARTED = Coalesce("official_medium_published_at", "published_at")
_DAYS = ExpressionWrapper(
    TruncDate("bids_due", tzinfo=LEGAL_ZONE) - TruncDate(_STARTED, tzinfo=LEGAL_ZONE),
    output_field=DurationField(),
)
_REASONED = Q(terms__has_key="invited_only_reason") & ~Q(terms__invited_only_reason="")
NOT_PUBLIC = Q(procedure__in=INVITED) | _REASONED
HOSTED = Q(terms__eligibility__hosted_allowed=True)
INDIRECT = Q(terms__indirect_costs__has_key="payable") & ~Q(terms__indirect_costs__payable=[])
MOVED = Q(deadline_version__gt=1)
FAULTY = Q(in_step__passed_at__isnull=False)


def _calls(scope: Scope) -> QuerySet[Tender]:
    return Tender.objects.filter(scope.of(""), scope.within("published_at"))


def call_figures(scope: Scope) -> CallFigures:
    """What was called for in the year. One query."""
    said: dict[str, Any] = _calls(scope).aggregate(
        calls=Count("id"),
        money=_money("step"),
        days=Median(_DAYS),
        least=Min(_DAYS),
        closed=Count("id", filter=NOT_PUBLIC),
        hosted=Count("id", filter=HOSTED),
        indirect=Count("id", filter=INDIRECT),
        moved=Count("id", filter=MOVED),
        faulty=Count("id", filter=FAULTY),
    )
    calls = said["calls"]
    return CallFigures(
        calls=calls,
        money=said["money"],
        days_given=said["days"] / timedelta(days=1) if said["days"] is not None else None,
        least_days=said["least"].days if said["least"] is not None else None,
        public=Share(calls - said["closed"], calls),
        hosted=Share(said["hosted"], calls),
        indirect=Share(said["indirect"], calls),
        moved=Share(said["moved"], calls),
        faulty=Share(said["faulty"], calls),
    )


@dataclass(frozen=True)
class ResultFigures:
    """What came of calls in the year. ``bidders``: the median number of bids opened; ``days_to_payment``: the
    median of calendar days from signing to the first payment; ``through_host``: awards to groups on no register."""

    awards: int
    money: Decimal
    bidders: float | None
    through_host: Share
    contracts: int
    days_to_payment: float | None
    paid: int


def result_figures(scope: Scope) -> ResultFigures:
    """Three queries."""
    standing = awards_standing().filter(scope.of("lot__tender__"), scope.within("at"))
    awards: dict[str, Any] = standing.aggregate(
        awards=Count("id"),
        money=Coalesce(Sum("value"), Decimal(0)),
        hosted=Count("id", filter=Q(bid__lead__legal_form="unregistered")),
    )
    begin, end = (moment.date() for moment in scope.bounds)
    contracts: dict[str, Any] = Contract.objects.filter(
        scope.of("tender__"), signed_on__gte=begin, signed_on__lt=end, published_at__isnull=False
    ).aggregate(
        contracts=Count("id"),
        paid=Count("first_paid_on"),
        days=Median(
            ExpressionWrapper(F("first_paid_on") - F("signed_on"), output_field=DurationField()),
            filter=Q(first_paid_on__isnull=False),
        ),
    )
    opened: dict[str, Any] = _openings(scope).aggregate(bidders=Median("bids", output_field=FloatField()))
    return ResultFigures(
        awards=awards["awards"],
        money=awards["money"],
        bidders=opened["bidders"],
        through_host=Share(awards["hosted"], awards["awards"]),
        contracts=contracts["contracts"],
        days_to_payment=contracts["days"] / timedelta(days=1) if contracts["days"] is not None else None,
        paid=contracts["paid"],
    )


def _openings(scope: Scope) -> QuerySet[Opening]:
    """First rounds opened in the year."""
    return Opening.objects.filter(scope.of("tender__"), scope.within("opened_at"), round=1)


def _awarded(scope: Scope) -> QuerySet[Any]:
    """Calls with an award made in the year that stands, and a ceiling or a budget to set it against."""
    standing = awards_standing().filter(scope.within("at"))
    return Tender.objects.filter(scope.of(""), lots__awards__in=standing).annotate(
        above=Max(F("lots__awards__value") - _MOST_OF_ONE * NEAR_CEILING)
    )


# The most that one award of a lot may give.
_MOST_OF_ONE = Least(
    "ceiling_price",
    Coalesce("lots__own_largest", "largest_award"),
    Coalesce("lots__value", "estimated_value"),
)


def _one_bidder(scope: Scope) -> QuerySet[Any]:
    return _tenders(_openings(scope).filter(bids=1))


def _at_ceiling(scope: Scope) -> QuerySet[Any]:
    return _awarded(scope).filter(above__gte=0)


def _tenders(openings: QuerySet[Opening]) -> QuerySet[Any]:
    return openings.order_by().values("tender").distinct()


def reasons_to_look(scope: Scope, calls: CallFigures) -> dict[str, Share]:
    """Each indicator with the number of calls it marks among those it can mark; ``calls`` are those of ``scope``."""
    return {
        "not_public": Share(calls.calls - calls.public.part, calls.calls),
        "one_bidder": Share(_one_bidder(scope).count(), _tenders(_openings(scope)).count()),
        "at_ceiling": Share(_at_ceiling(scope).count(), _awarded(scope).count()),
        "moved_deadline": calls.moved,
        "date_fault": calls.faulty,
    }


def calls_behind(code: str, scope: Scope, *, now: datetime) -> QuerySet[SearchEntry] | None:
    """The calls a figure counts: an indicator's, or those of a duty not kept in time (``late:KIND``). None for a
    figure that does not exist."""
    if code.startswith("late:"):
        late = (
            _owed(scope, now)
            .filter(kind=code.removeprefix("late:"))
            .filter(_DONE_LATE | Q(done_at__isnull=True))
        )
        return listed_entries().filter(tender__in=late.values("tender"))
    marked: dict[str, QuerySet[Any]] = {
        "all": _calls(scope),
        "not_public": _calls(scope).filter(NOT_PUBLIC),
        "moved_deadline": _calls(scope).filter(MOVED),
        "date_fault": _calls(scope).filter(FAULTY),
        "one_bidder": Tender.objects.filter(pk__in=_one_bidder(scope)),
        "at_ceiling": _at_ceiling(scope),
    }
    return listed_entries().filter(tender__in=marked[code].values("pk")) if code in marked else None


def years_with_calls(now: datetime) -> list[int]:
    """From the year of the first published call to this one, the newest first."""
    first = Tender.objects.published().aggregate(first=Min("published_at"))["first"]
    this = legal_date(now).year
    return list(range(this, (legal_date(first).year if first else this) - 1, -1))
