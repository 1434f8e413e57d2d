"""Reads: what people told the province, and what agencies and providers reply."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Q, QuerySet

from organizations.models import Division, Kind, Membership, Organization, Role, User
from portal.ground.clock import LEGAL_ZONE, legal_date
from procurement.models import Award, Duty, Reading, Reply, Report, Tender
from procurement.models.reports import OPEN_OUTCOMES
from procurement.rules.calendar import WorkCalendar
from procurement.rules.indicators import LEAST_CASES
from procurement.selectors.calls import public_tenders
from procurement.selectors.compliance import Scope

# What the province found true: it was bought, and not published here at the time.
CONFIRMED = Q(outcome__in=("posted", "asked"))


def reported_missing() -> QuerySet[Report]:
    """What was said to be missing here, as far as the public reads it: once the province has looked at it. In the
    order of its decisions, because the moment somebody told is nobody's business."""
    return Report.objects.filter(kind="missing", decided_at__isnull=False).select_related("agency", "tender")


@dataclass(frozen=True)
class Told:
    """How many reports of one kind came before ``until``, the first of a month; whether any of them waits past its
    day; how many the province found true. ``all`` is None below LEAST_CASES, where one more or less would tell of
    somebody."""

    until: date
    all: int | None
    late: bool
    confirmed: int


def told(kind: str, *, now: datetime) -> Told:
    """The reports of this year up to the end of last month. One query."""
    until = legal_date(now).replace(day=1)
    before = datetime.combine(until, time(0), LEGAL_ZONE)
    counted = Report.objects.filter(
        kind=kind, received_at__gte=before.replace(month=1), received_at__lt=before
    ).aggregate(
        all=Count("id"),
        overdue=Count("id", filter=Q(outcome="", reply_due__lt=until)),
        confirmed=Count("id", filter=CONFIRMED),
    )
    enough = counted["all"] >= LEAST_CASES
    return Told(
        until, counted["all"] if enough else None, late=counted["overdue"] > 0, confirmed=counted["confirmed"]
    )


def leaked(scope: Scope) -> int:
    """How many purchases of the year people reported as missing here, and the province found to be so."""
    reports = Report.objects.filter(CONFIRMED, scope.within("received_at"), kind="missing")
    if scope.agency is not None:
        reports = reports.filter(agency=scope.agency)
    if scope.place is not None:
        reports = reports.filter(division__code__startswith=Division.stem_of(scope.place.code))
    return reports.count()


def reports_waiting() -> QuerySet[Report]:
    """What supervisors still have to decide, the nearest day first."""
    return (
        Report.objects.filter(outcome__in=OPEN_OUTCOMES).select_related("agency").order_by("reply_due", "id")
    )


def unanswered_readings(before: datetime) -> int:
    """How often somebody asked before then for words in confidence, or to let a question go, and got no answer."""
    return Reading.objects.filter(answer__isnull=True, asked_at__lt=before).count()


def report_by_code(hashes: Collection[str]) -> Report | None:
    found = Report.objects.filter(code_hash__in=hashes)
    return found.select_related("agency", "tender", "confidence").first()


def replies_of(organization: Organization) -> QuerySet[Reply]:
    """What an organisation said about its figures, the newest first; withdrawn ones stand as withdrawn."""
    return Reply.objects.public().filter(organization=organization, tender=None)


def replies_about(tender: Tender) -> QuerySet[Reply]:
    """What its buyer and its providers said about one call."""
    return Reply.objects.public().filter(tender=tender).select_related("organization")


def call_to_reply_about(organization: Organization, number: str) -> Tender | None:
    """The public call of that number, if it is the agency's own or names the provider."""
    call = public_tenders().filter(number=number).first()
    if call is None:
        return None
    if organization.kind == Kind.AGENCY:
        return call if call.buyer_id == organization.pk else None
    named = Award.objects.filter(lot__tender=call).filter(
        Q(supplier=organization) | Q(bid__lead=organization)
    )
    return call if named.exists() else None


# Working days after which a role whose holders never came is said to be left alone.
AWAY_AFTER_WORKING_DAYS = 3
# Whoever has let a question go waits so long for the confidant before it is said that it does not come.
STUCK_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Watch:
    """Who looks after what is told in confidence and held back: how many hold each role, in which none of them was
    signed in for days, and how many texts wait longer than they should."""

    holders: dict[str, int]
    away: tuple[str, ...]
    late: int
    stuck: int


def watch(calendar: WorkCalendar, *, now: datetime) -> Watch:
    """How well the province's two roles are kept today. Six queries."""
    today = legal_date(now)
    holders, away = {}, []
    for role in (Role.PRIVACY_REVIEWER, Role.SUPERVISOR):
        people = User.objects.filter(
            is_active=True, pk__in=Membership.objects.on(today).filter(role=role).values("user")
        )
        holders[str(role)] = people.count()
        seen = people.aggregate(seen=Max("sign_ins__seen_at"), joined=Max("date_joined"))
        last = max((moment for moment in seen.values() if moment), default=None)
        if last is not None and calendar.workdays_between(legal_date(last), today) > AWAY_AFTER_WORKING_DAYS:
            away.append(str(role))
    deputies = Duty.objects.due(now).filter(kind="stand_in_for_reviewer").count()
    told = Report.objects.filter(kind="confidential", outcome="", reply_due__lt=today).count()
    stuck = Reading.objects.filter(act="release", answer__isnull=True, asked_at__lt=now - STUCK_AFTER)
    return Watch(holders, tuple(away), deputies + told, stuck.count())


# So many are shown to whoever holds the role.
LATELY = 20


def opened_lately(kind: str) -> QuerySet[Reading]:
    """Which words of ``kind``, ``inquiry`` or ``report``, were opened for whom in the last thirty days, the newest
    first."""
    opened = Reading.objects.filter(act="read", answer__fault="", subject__startswith=f"{kind}:")
    return opened.select_related("by", "answer").order_by("-answer__at", "-id")[:LATELY]
