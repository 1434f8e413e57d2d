"""What a correction may change, and how far closing moves because of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.rules.calendar import Count, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.dates import (
    day_of,
    documents_until_closing,
    host_of,
    is_below,
    latest_before,
    opening,
    order_of_days,
    questions,
    working_hours,
)
from procurement.rules.facts import LOCAL_TIME, Facts, legal_day
from procurement.rules.rulebook import Rulebook
from procurement.rules.schedule import next_workday
from procurement.rules.spans import strictest, surely
from procurement.rules.verdicts import Verdict
from procurement.rules.vocabulary import STATUTORY


class Change(StrEnum):
    """The weight of a change, the lightest first."""

    COSMETIC = "cosmetic"
    INFORMATIVE = "informative"
    MATERIAL = "material"
    FORBIDDEN = "forbidden"


class Touches(StrEnum):
    """What a change of a field touches."""

    WORDS = "words"
    INFORMATION = "information"
    # A deadline is information in itself: it only moves later.
    DEADLINE = "deadline"
    TERMS = "terms"
    # Order 87 art. 27: object and qualification conditions; stop and publish again instead.
    QUALIFICATION = "qualification"
    # A tender is one attempt by one procedure of one buyer: this makes it another tender, in either regime.
    TENDER = "tender"


_WEIGHT = {
    Touches.WORDS: Change.COSMETIC,
    Touches.INFORMATION: Change.INFORMATIVE,
    Touches.DEADLINE: Change.INFORMATIVE,
    Touches.TERMS: Change.MATERIAL,
    Touches.QUALIFICATION: Change.MATERIAL,
    Touches.TENDER: Change.FORBIDDEN,
}


def weight_of(touched: Touches, *, regime: str) -> Change:
    """How much a change weighs that touches ``touched``."""
    if touched is Touches.QUALIFICATION and regime == STATUTORY:
        return Change.FORBIDDEN
    return _WEIGHT[touched]


# A figure that gives a bidder more room when it rises (1) or falls (-1).
_ROOM = {
    "ceiling_price": 1,
    "largest_award": 1,
    "indirect_ceiling": 1,
    "management_ceiling": 1,
    "staff_ceiling": 1,
    "max_awards": 1,
    "deposit": -1,
    "min_age_years": -1,
}
# What lets more bidders in, or pays them more, when it holds more; a condition shuts nobody out once it is gone.
_WIDER = frozenset({"legal_forms", "indirect_payable"})
_WELCOMES = frozenset({"hosted_allowed", "consortium_allowed"})
_CONDITIONS = frozenset({"area_limit", "experience_required"})


def binds(name: str, before: object, after: object) -> bool:
    """Whether a bid that was sealed before this change has to be confirmed, as far as the change is material: not where
    its bidder keeps every room it had. A ceiling that falls away gives all, a deposit that does asks for nothing."""
    if name in _WIDER:
        return not _members(before) <= _members(after)
    if name in _WELCOMES:
        return bool(before) and not after
    if name in _CONDITIONS:
        return bool(after)
    room = _ROOM.get(name)
    if room is None:
        return True
    least, most = (_figure(one) for one in (before, after))
    if room < 0:
        return (most or Decimal(0)) > (least or Decimal(0))
    return most is not None and (least is None or most < least)


def asks_confirmation(changes: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether bids that were sealed before a correction with these ``changes`` have to be confirmed."""
    return any(one.get("weight") == Change.MATERIAL and one.get("binds", True) for one in changes.values())


def _members(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list | tuple | set) else frozenset()


def _figure(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def heaviest(weights: Iterable[Change]) -> Change:
    """The heaviest of the weights; cosmetic when nothing changed."""
    return max(weights, key=list(Change).index, default=Change.COSMETIC)


@dataclass(frozen=True)
class DeadlineAfter:
    """``bids_due`` is the closing after the correction; ``earliest`` the first lawful day by the row."""

    bids_due: datetime
    earliest: date
    moved: bool
    rule: str
    counted: Count


def deadline_after(
    facts: Facts, *, weight: Change, corrected_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> DeadlineAfter | None:
    """Where closing comes to stand after a correction of that ``weight`` published at ``corrected_at``.

    A material change keeps its days before closing (15 calendar days by Regulation art. 31 for tenders, 5
    calendar days for consultation, 3 working days for negotiation and quotation, 5 working days in the
    programme regime) or closing moves, at the published hour, to the first working day that does. It never
    moves earlier. None when nothing material changed, no row applies or no closing is set."""
    case = Case(facts, book, calendar)
    rows = case.possible("correction.min_before_closing")
    if not rows or weight is not Change.MATERIAL or facts.bids_due is None:
        return None
    start = legal_day(corrected_at)
    row = strictest(case, rows, start)
    counted = surely(case, row, start)
    local = facts.bids_due.astimezone(LOCAL_TIME)
    if local.date() >= counted.last_day:
        return DeadlineAfter(facts.bids_due, counted.last_day, False, row.id, counted)
    moved = datetime.combine(next_workday(counted.last_day, calendar), local.timetz())
    return DeadlineAfter(moved, counted.last_day, True, row.id, counted)


def reopened(
    facts: Facts, *, bids_due: datetime, on: date, book: Rulebook, calendar: WorkCalendar
) -> dict[str, date]:
    """*ask by* and *answers by* where closing moves later, to ``bids_due``: the last days that the rules leave before
    it, and where no rule names them as far before it as they stood. Only those of the two that are stated, none
    earlier than it stood, none before the day ``on`` of the correction."""
    case, closing = Case(facts, book, calendar), legal_day(bids_due)
    moved: dict[str, date] = {}
    for field in ("ask_by", "answers_by"):
        standing = day_of(case, field)
        if standing is None or facts.closes_on is None or closing <= facts.closes_on:
            continue
        last = latest_before(case, field, closing) or standing + (closing - facts.closes_on)
        if last > standing and last >= on:
            moved[field] = last
    return moved


Changes = Mapping[str, Mapping[str, object]]


def _stamp(value: object) -> date | datetime | None:
    """A deadline of a correction, as an object or in ISO form; None for none."""
    if value in (None, ""):
        return None
    if isinstance(value, str):
        value = (
            date.fromisoformat(value) if len(value) <= len("2024-07-02") else datetime.fromisoformat(value)
        )
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=LOCAL_TIME)
    return value if isinstance(value, date) else None


def _not_changed_at_all(case: Case, changes: Changes) -> Iterator[Verdict]:
    row = case.row("correction.forbidden")
    for name, change in changes.items():
        if change["weight"] == Change.FORBIDDEN:
            yield case.breaks(row or "portal.correction", name, "change_forbidden")


def _never_earlier(case: Case, moved: Changes) -> Iterator[Verdict]:
    for name in sorted(moved):
        before, after = (_stamp(moved[name][side]) for side in ("before", "after"))
        if before is not None and (after is None or after < before):
            day = legal_day(before) if isinstance(before, datetime) else before
            yield case.breaks("portal.correction", name, "deadline_earlier", earliest=day)


def _late_change(case: Case, changes: Changes, at: datetime) -> Iterator[Verdict]:
    weight = heaviest(Change(str(change["weight"])) for change in changes.values())
    after = deadline_after(case.facts, weight=weight, corrected_at=at, book=case.book, calendar=case.calendar)
    if after is None:
        return
    row = strictest(case, case.possible("correction.min_before_closing"), legal_day(at))
    tell, code = (case.breaks, "correction_too_late") if after.moved else (case.meets, "correction_in_time")
    yield tell(row, "bids_due", code, earliest=legal_day(after.bids_due), counted=after.counted)


def _as_many_lots(case: Case, changes: Changes) -> Iterator[Verdict]:
    """Bids are sealed for the lots that were published: none comes, none goes."""
    before, after = (changes.get("lots", {}).get(side) or [] for side in ("before", "after"))
    if isinstance(before, list) and isinstance(after, list) and len(before) != len(after):
        yield case.breaks("portal.lots", "lots", "lots_stay")


def check_correction(
    facts: Facts,
    changes: Changes,
    *,
    deadlines: Collection[str],
    corrected_at: datetime,
    book: Rulebook,
    calendar: WorkCalendar,
) -> list[Verdict]:
    """All verdicts on a correction published at ``corrected_at``; ``facts`` are those that stand now.

    ``changes`` is ``{field: {"before", "after", "weight"}}`` by flat name; those of them that are ``deadlines`` are
    facts of the same name. A late material change breaks on ``bids_due`` with the day that would do, until the
    correction moves closing there."""
    moved = {name: change for name, change in changes.items() if name in deadlines}
    stamps = {name: _stamp(change["after"]) for name, change in moved.items()}
    case = Case(replace(facts, **stamps), book, calendar)  # type: ignore[arg-type]
    verdicts = [
        *_not_changed_at_all(case, changes),
        *_as_many_lots(case, changes),
        *_never_earlier(case, moved),
        *_late_change(case, changes, corrected_at),
    ]
    if moved:
        for check in (opening, working_hours, order_of_days, questions, documents_until_closing):
            verdicts += check(case)
    return verdicts


_SAME_MEDIA = {"correction": "correction.same_media", "termination": "termination.same_media"}


def same_medium(
    facts: Facts, *, act: str, first: str, then: str, book: Rulebook, calendar: WorkCalendar
) -> list[Verdict]:
    """Whether the notice of ``act`` (correction, termination), which stands at ``then`` on the official medium, stands
    where the notice at ``first`` does (Order 87 art. 27, 29)."""
    case = Case(facts, book, calendar)
    row, hosts = case.row(_SAME_MEDIA[act]), case.row("medium.hosts")
    if row is None or not first:
        return []
    listed = hosts.allowed if hosts else ()
    if _medium(first, listed) == _medium(then, listed):
        return [case.meets(row, "medium_url", "medium_same")]
    return [case.fails(row, "medium_url", "medium_other_than_first", first=first)]


def _medium(url: str, hosts: Collection[str]) -> str:
    """The listed host of an address, else its own."""
    host = host_of(url)
    return next((one for one in hosts if is_below(host, one)), host)
