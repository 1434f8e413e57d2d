"""What a correction may change, and how far closing moves because of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from procurement.rules.calendar import Count, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.dates import documents_until_closing, opening, order_of_days, questions
from procurement.rules.facts import LOCAL_TIME, Facts, legal_day
from procurement.rules.rulebook import Rulebook
from procurement.rules.schedule import next_workday
from procurement.rules.spans import strictest, surely
from procurement.rules.verdicts import Verdict
from procurement.rules.vocabulary import STATUTORY


class Change(StrEnum):
    COSMETIC = "cosmetic"
    INFORMATIVE = "informative"
    MATERIAL = "material"
    FORBIDDEN = "forbidden"


# A tender is one attempt by one procedure of one buyer: these make it another tender, in either regime.
_ANOTHER_TENDER = frozenset(
    {
        "procedure",
        "regime",
        "instrument",
        "object",
        "level",
        "buyer_class",
        "division_id",
        "intention_published_on",
        "published_at",
        "publish_at",
        "documents_from",
        "official_medium_url",
        "official_medium_published_at",
    }
)
# Order 87 art. 27: object and qualification conditions; stop and publish again instead.
_OBJECT_AND_QUALIFICATION = frozenset(
    {
        "service_class",
        "populations",
        "services",
        "eligibility",
        "legal_forms",
        "hosted_allowed",
        "area_limit",
        "experience_required",
        "min_age_years",
        "sme_reservation",
        "sme_ground",
        "ground",
    }
)
# Dates are informative in themselves: they only move later.
DEADLINES = frozenset({"documents_to", "ask_by", "answers_by", "bids_due", "opens_at"})
_INFORMATIVE = DEADLINES | {
    "contact_office",
    "contact_phone",
    "contact_email",
    "contact_address",
    "funding_source_zh",
    "capacity_note_zh",
    "how_to_bid_zh",
    "place_detail_zh",
}
_COSMETIC = frozenset({"title_zh", "title_en", "project_no", "summary_zh", "source_text"})


def classify_change(field: str, *, regime: str) -> Change:
    """What changing ``field`` is. A dotted fact counts as its last member; an unknown field is material."""
    name = field.rpartition(".")[2]
    if name in _ANOTHER_TENDER:
        return Change.FORBIDDEN
    if name in _OBJECT_AND_QUALIFICATION or field.startswith("eligibility"):
        return Change.FORBIDDEN if regime == STATUTORY else Change.MATERIAL
    if name in _COSMETIC or name.endswith("_en"):
        return Change.COSMETIC
    if name in _INFORMATIVE:
        return Change.INFORMATIVE
    return Change.MATERIAL


_WEIGHT = (Change.COSMETIC, Change.INFORMATIVE, Change.MATERIAL, Change.FORBIDDEN)


def heaviest(fields: Iterable[str], *, regime: str) -> Change:
    """The heaviest kind among the changed fields; cosmetic when nothing changed."""
    return max((classify_change(one, regime=regime) for one in fields), key=_WEIGHT.index, default=_WEIGHT[0])


@dataclass(frozen=True)
class DeadlineAfter:
    """``bids_due`` is the closing after the correction; ``earliest`` the first lawful day by the row."""

    bids_due: datetime
    earliest: date
    moved: bool
    rule: str
    counted: Count


def deadline_after(
    facts: Facts, *, changed: Iterable[str], corrected_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> DeadlineAfter | None:
    """Where closing comes to stand after a correction published at ``corrected_at``.

    A material change keeps its days before closing (15 calendar days by Regulation art. 31 for tenders, 5
    calendar days for consultation, 3 working days for negotiation and quotation, 5 working days in the
    programme regime) or closing moves, at the published hour, to the first working day that does. It never
    moves earlier. None when nothing material changed, no row applies or no closing is set."""
    case = Case(facts, book, calendar)
    rows = case.possible("correction.min_before_closing")
    material = heaviest(changed, regime=case.regime) is Change.MATERIAL
    if not rows or not material or facts.bids_due is None:
        return None
    start = legal_day(corrected_at)
    row = strictest(case, rows, start)
    counted = surely(case, row, start)
    local = facts.bids_due.astimezone(LOCAL_TIME)
    if local.date() >= counted.last_day:
        return DeadlineAfter(facts.bids_due, counted.last_day, False, row.id, counted)
    moved = datetime.combine(next_workday(counted.last_day, calendar), local.timetz())
    return DeadlineAfter(moved, counted.last_day, True, row.id, counted)


Changes = Mapping[str, Mapping[str, object]]
_DAYS = frozenset({"documents_to", "ask_by", "answers_by"})


def _stamp(field: str, value: object) -> date | datetime | None:
    """A deadline of a correction, as an object or in ISO form; None for none."""
    if value in (None, ""):
        return None
    if isinstance(value, str):
        value = date.fromisoformat(value[:10]) if field in _DAYS else datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=LOCAL_TIME)
    return value if isinstance(value, date) else None


def corrected(facts: Facts, changes: Changes) -> Facts:
    """``facts`` with the deadlines of a correction in place."""
    moved = {name: _stamp(name, change["after"]) for name, change in changes.items() if name in DEADLINES}
    return replace(facts, **moved)  # type: ignore[arg-type]


def _not_changed_at_all(case: Case, changes: Changes) -> Iterator[Verdict]:
    row = case.row("correction.forbidden")
    for name in changes:
        if classify_change(name, regime=case.regime) is Change.FORBIDDEN:
            yield case.breaks(row or "portal.correction", name, "change_forbidden")


def _never_earlier(case: Case, changes: Changes) -> Iterator[Verdict]:
    for name in sorted(DEADLINES & changes.keys()):
        before, after = (_stamp(name, changes[name][side]) for side in ("before", "after"))
        if before is not None and (after is None or after < before):
            day = legal_day(before) if isinstance(before, datetime) else before
            yield case.breaks("portal.correction", name, "deadline_earlier", earliest=day)


def _late_change(case: Case, changes: Changes, at: datetime) -> Iterator[Verdict]:
    after = deadline_after(
        case.facts, changed=changes, corrected_at=at, book=case.book, calendar=case.calendar
    )
    if after is None:
        return
    row = strictest(case, case.possible("correction.min_before_closing"), legal_day(at))
    tell, code = (case.breaks, "correction_too_late") if after.moved else (case.meets, "correction_in_time")
    yield tell(row, "bids_due", code, earliest=legal_day(after.bids_due), counted=after.counted)


def check_correction(
    facts: Facts, changes: Changes, *, corrected_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> list[Verdict]:
    """All verdicts on a correction published at ``corrected_at``; ``facts`` are those that stand now.

    ``changes`` is ``{field: {"before", "after"}}`` by flat name. A late material change breaks on
    ``bids_due`` with the day that would do, until the correction moves closing there."""
    case = Case(corrected(facts, changes), book, calendar)
    verdicts = [
        *_not_changed_at_all(case, changes),
        *_never_earlier(case, changes),
        *_late_change(case, changes, corrected_at),
    ]
    if DEADLINES & changes.keys():
        for check in (opening, order_of_days, questions, documents_until_closing):
            verdicts += check(case)
    return verdicts
