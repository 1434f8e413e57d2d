"""How a year's purchases went for those who took part: answers, approvals, who bids, who learns why."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import TruncDate

from portal.ground.clock import LEGAL_ZONE
from procurement.models import (
    Acceptance,
    Answer,
    BidResult,
    Contract,
    Inquiry,
    Notice,
    OpenedOffer,
    Pulse,
    Tender,
)
from procurement.models.pulses import PULSE_QUESTIONS
from procurement.rules.indicators import LEAST_CASES, Share
from procurement.rules.procedures import FINAL_STEPS
from procurement.selectors.compliance import Median, Scope
from procurement.selectors.voices import leaked


@dataclass(frozen=True)
class ProcessFigures:
    """One year, Beijing time. ``days_to_answer``: the median of calendar days from the batch that showed a question to
    its first answer, because when it arrived is nobody's business; ``hours_to_approve``: whole hours from the
    beginning of a draft to its approval; both None for fewer than LEAST_CASES. ``leaked``: purchases found to
    be missing here, among those and the calls published."""

    days_to_answer: int | None
    hours_to_approve: int | None
    first_time: Share
    assisted: Share
    reasons_given: Share
    leaked: Share
    on_phone: Share
    clear: Share
    covered: Share
    again: Share


def process_figures(scope: Scope, *, calls: int) -> ProcessFigures:
    """Six queries. ``calls``: how many were published in the year."""
    bidders = _bidders(scope)
    results = BidResult.objects.filter(scope.of("lot__tender__"), scope.within("at")).aggregate(
        lost=Count("id", filter=Q(outcome="lost")),
        told=Count("id", filter=Q(outcome="lost") & ~Q(criteria=[])),
    )
    missing = leaked(scope)
    return ProcessFigures(
        days_to_answer=_days_to_answer(scope),
        hours_to_approve=_hours(_approvals(scope)),
        first_time=Share(bidders["first"], bidders["all"]),
        assisted=Share(bidders["assisted"], bidders["all"]),
        reasons_given=Share(results["told"], results["lost"]),
        leaked=Share(missing, missing + calls),
        on_phone=Share(bidders["on_phone"], bidders["all"]),
        **_pulse(scope),
    )


def _hours(spans: Any) -> int | None:
    found = spans.aggregate(median=Median("span", output_field=DurationField()), number=Count("pk"))
    if found["number"] < LEAST_CASES:
        return None
    median: timedelta = found["median"]
    return round(median / timedelta(hours=1))


def _days_to_answer(scope: Scope) -> int | None:
    """Between two dates, Beijing time, so that nothing finer than a day is in it. One query."""
    first = Subquery(Answer.objects.filter(inquiry=OuterRef("pk")).order_by("at", "id").values("at")[:1])
    asked = Inquiry.objects.filter(scope.of("tender__"), scope.within("shown_at"), state="shown")
    found = (
        asked.filter(Exists(Answer.objects.filter(inquiry=OuterRef("pk"))))
        .annotate(
            span=ExpressionWrapper(
                TruncDate(first, tzinfo=LEGAL_ZONE) - TruncDate("shown_at", tzinfo=LEGAL_ZONE),
                output_field=DurationField(),
            )
        )
        .aggregate(median=Median("span", output_field=DurationField()), number=Count("pk"))
    )
    if found["number"] < LEAST_CASES:
        return None
    median: timedelta = found["median"]
    return round(median / timedelta(days=1))


def _approvals(scope: Scope) -> Any:
    """From the draft's first moment to the second person's yes; what was sent back meanwhile counts too."""
    return (
        Tender.objects.filter(scope.of(""), scope.within("published_at"))
        .annotate(approved=Min("reviews__at", filter=Q(reviews__act="approved", reviews__amendment=None)))
        .filter(approved__isnull=False)
        .annotate(span=ExpressionWrapper(F("approved") - F("created_at"), output_field=DurationField()))
    )


def _pulse(scope: Scope) -> dict[str, Share]:
    """Who said *yes*, of those who answered, in the whole province: an answer names no agency and no place. Fewer
    than LEAST_CASES are not counted in public at all."""
    said = Pulse.objects.filter(year=scope.year).aggregate(
        all=Count("pk"), **{name: Count("pk", filter=Q(**{name: "yes"})) for name in PULSE_QUESTIONS}
    )
    if said["all"] < LEAST_CASES:
        return {name: Share(0, 0) for name in PULSE_QUESTIONS}
    return {name: Share(said[name], said["all"]) for name in PULSE_QUESTIONS}


def _bidders(scope: Scope) -> dict[str, int]:
    """Bids opened in the year; of them those of organisations that had never bid here before, those that a
    host typed in, and those sealed on a telephone."""
    earlier = OpenedOffer.objects.filter(
        bid__lead=OuterRef("bid__lead"), opening__opened_at__lt=OuterRef("opening__opened_at")
    )
    offers = OpenedOffer.objects.filter(
        scope.of("opening__tender__"), scope.within("opening__opened_at"), opening__round=1
    )
    counted: dict[str, int] = offers.annotate(known=Exists(earlier)).aggregate(
        all=Count("bid", distinct=True),
        first=Count("bid", filter=Q(known=False), distinct=True),
        assisted=Count("bid", filter=Q(bid__assisted_by__isnull=False), distinct=True),
        on_phone=Count("bid", filter=Q(package__on_phone=True), distinct=True),
    )
    return counted


def over_before(day: date) -> QuerySet[Tender]:
    """Calls that came to their end before ``day``: nothing was published of them, no contract ran and nothing was
    accepted on that day or later."""
    begins = datetime.combine(day, time(0), LEGAL_ZONE)
    of_call = {"tender": OuterRef("pk")}
    return Tender.objects.filter(
        ~Exists(Notice.objects.filter(published_at__gte=begins, **of_call)),
        ~Exists(Contract.objects.filter(Q(ends_on__gte=day) | Q(state="signed"), **of_call)),
        ~Exists(Acceptance.objects.filter(at__gte=begins, contract__tender=OuterRef("pk"))),
        step__in=FINAL_STEPS,
        published_at__lt=begins,
    )
