"""The list of the future: what each official and the portal itself must do next, and by when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import Facts, legal_day
from procurement.rules.inquiries import OpenQuestion, end_of, supervisor_acts_after
from procurement.rules.opening import alone_from
from procurement.rules.recount import shortened_by
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count
from procurement.rules.vocabulary import PROGRAMME, REGIMES, STATUTORY

PORTAL = "portal"
# Portal rule: what must follow when too few bids were found is decided within so many working days.
VOID_WITHIN_WORKING_DAYS = 3


@dataclass(frozen=True)
class PlannedDuty:
    """``due_at`` is the last moment: for a day it is 24:00 local time, the first moment of the next day.

    ``holder`` is a role or ``portal``; ``subject`` a question's tag or ""; ``provisional`` says that the day
    hangs on a year not yet announced."""

    kind: str
    holder: str
    due_at: datetime
    rule: str = ""
    provisional: bool = False
    subject: str = ""


@dataclass(frozen=True)
class Sealed:
    """The bids of one round past their time: ``confirmed`` by two people, or ``found_few`` at the opening."""

    opens_at: datetime
    round: int = 1
    confirmed: bool = False
    found_few: bool = False


@dataclass(frozen=True)
class _Counted:
    """A duty whose last day is counted by a row, from opening or from when the step was entered."""

    steps: tuple[str, ...]
    kind: str
    holder: str
    parameter: str
    from_opening: bool = False
    regimes: tuple[str, ...] = REGIMES


_COUNTED = (
    _Counted(("evaluating",), "score_bids", "approver", "scoring.max", True, (PROGRAMME,)),
    _Counted(("publicity",), "make_award", "approver", "publicity.min", False, (PROGRAMME,)),
    _Counted(("awarded",), "publish_result", "approver", "result.max_after_award"),
    _Counted(("awarded",), "sign_contract", "head", "contract.max_after_award"),
    _Counted(("contracted",), "publish_contract", "drafter", "contract.publication_max"),
    _Counted(("contracted",), "file_contract", "drafter", "contract.filing_max", False, (STATUTORY,)),
    _Counted(("contracted",), "make_first_payment", "head", "first_payment.max_after_agreement"),
    _Counted(
        ("terminated", "void"), "refund_deposits", "drafter", "termination.refund_max", False, (STATUTORY,)
    ),
)
KINDS = (
    "approve",
    "publish_scheduled",
    "enter_official_medium",
    "show_batch",
    "answer_question",
    "act_on_silence",
    "suspend_closing",
    "correct_for_calendar",
    "close",
    "open_bids",
    "unseal",
    "decide_void",
    "answer_objection",
    *(one.kind for one in _COUNTED),
)


@dataclass(frozen=True)
class _Now:
    case: Case
    step: str
    questions: tuple[OpenQuestion, ...]
    entered_at: datetime | None
    sealed: Sealed | None = None
    newer: WorkCalendar | None = None
    objections: tuple[tuple[str, date], ...] = ()


def _before_publication(now: _Now) -> Iterator[PlannedDuty]:
    planned = now.case.facts.published_at
    if planned is None:
        return
    if now.step == "submitted":
        yield PlannedDuty("approve", "approver", planned)
    elif now.step == "scheduled":
        yield PlannedDuty("publish_scheduled", PORTAL, planned)
    elif now.step == "awaiting_medium":
        yield _enter_medium(now, legal_day(planned))


def _enter_medium(now: _Now, planned: date) -> PlannedDuty:
    """The official medium has a working day to put the notice out; then its address can be entered."""
    row = now.case.row("medium.max_after_receipt")
    if row is None:
        return PlannedDuty("enter_official_medium", "drafter", end_of(planned))
    counted = count(now.case, row, planned)
    due = end_of(counted.last_day)
    return PlannedDuty("enter_official_medium", "drafter", due, row.id, counted.provisional)


def _questions(now: _Now) -> Iterator[PlannedDuty]:
    if now.step not in ("open", "suspended", "closed"):
        return
    row = now.case.row("answer.max_after_arrival")
    for one in now.questions:
        if not one.shown:
            yield PlannedDuty("show_batch", PORTAL, one.show_at, subject=one.tag)
        provisional = now.case.calendar.is_provisional(one.answer_due)
        rule = row.id if row else ""
        yield PlannedDuty("answer_question", "drafter", end_of(one.answer_due), rule, provisional, one.tag)
        silence = supervisor_acts_after(one.arrived_at, calendar=now.case.calendar)
        yield PlannedDuty(
            "act_on_silence", "supervisor", end_of(silence.last_day), "", silence.provisional, one.tag
        )


def _answers_complete(now: _Now) -> Iterator[PlannedDuty]:
    """In the programme regime the portal looks, after *answers by*, whether closing goes on hold."""
    last = now.case.facts.answers_by
    waiting = any(one.timely for one in now.questions)
    if now.step == "open" and now.case.regime == PROGRAMME and last is not None and waiting:
        row = now.case.row("answers_by.min_before_closing")
        yield PlannedDuty("suspend_closing", PORTAL, end_of(last), row.id if row else "")


def _closing_and_opening(now: _Now) -> Iterator[PlannedDuty]:
    facts = now.case.facts
    provisional = facts.closes_on is not None and now.case.calendar.is_provisional(facts.closes_on)
    if now.step == "open" and facts.bids_due is not None:
        yield PlannedDuty("close", PORTAL, facts.bids_due, "", provisional)
    opens = facts.opens_at or facts.bids_due
    found_few = now.sealed is not None and now.sealed.found_few
    if now.step in ("open", "closed") and opens is not None and not found_few:
        row = now.case.row("opening.at_deadline")
        yield PlannedDuty("open_bids", "approver", opens, row.id if row else "", provisional)


def _sealed(now: _Now) -> Iterator[PlannedDuty]:
    """The portal unseals once two people have confirmed, or alone in the programme regime."""
    sealed, calendar = now.sealed, now.case.calendar
    if sealed is None:
        return
    subject = "" if sealed.round == 1 else str(sealed.round)
    if sealed.found_few:
        day = legal_day(sealed.opens_at)
        due = calendar.add(day, VOID_WITHIN_WORKING_DAYS, Unit.WORKING_DAYS, roll=False)
        yield PlannedDuty("decide_void", "approver", end_of(due.last_day), "", due.provisional, subject)
        return
    if sealed.round > 1:
        yield PlannedDuty("open_bids", "approver", sealed.opens_at, subject=subject)
    if sealed.confirmed:
        yield PlannedDuty("unseal", PORTAL, sealed.opens_at, subject=subject)
    elif now.case.regime == PROGRAMME:
        yield PlannedDuty("unseal", PORTAL, alone_from(sealed.opens_at, calendar=calendar), subject=subject)


def _recounted(now: _Now) -> Iterator[PlannedDuty]:
    """A calendar announced since publication takes away days the call had counted on."""
    facts, case = now.case.facts, now.case
    if now.newer is None or now.step not in ("open", "suspended") or facts.bids_due is None:
        return
    lost = shortened_by(facts, book=case.book, pinned=case.calendar, newer=now.newer)
    if lost:
        yield PlannedDuty("correct_for_calendar", "drafter", facts.bids_due, lost[0].rule)


def _objections(now: _Now) -> Iterator[PlannedDuty]:
    for number, due in now.objections:
        provisional = now.case.calendar.is_provisional(due)
        yield PlannedDuty("answer_objection", "drafter", end_of(due), "", provisional, number)


def _counted(now: _Now) -> Iterator[PlannedDuty]:
    for one in _COUNTED:
        start = now.case.facts.opens_at if one.from_opening else now.entered_at
        row = now.case.row(one.parameter)
        if now.step not in one.steps or now.case.regime not in one.regimes or start is None or row is None:
            continue
        counted = count(now.case, row, legal_day(start))
        yield PlannedDuty(one.kind, one.holder, end_of(counted.last_day), row.id, counted.provisional)


_PLANS: tuple[Callable[[_Now], Iterator[PlannedDuty]], ...] = (
    _before_publication,
    _questions,
    _answers_complete,
    _closing_and_opening,
    _sealed,
    _recounted,
    _objections,
    _counted,
)


def plan(
    facts: Facts,
    *,
    step: str,
    questions: Iterable[OpenQuestion],
    book: Rulebook,
    calendar: WorkCalendar,
    entered_at: datetime | None = None,
    sealed: Sealed | None = None,
    newer: WorkCalendar | None = None,
    objections: Iterable[tuple[str, date]] = (),
) -> list[PlannedDuty]:
    """All duties of a tender in ``step``, soonest first.

    ``questions`` are those without an answer. In step *scheduled* or *awaiting_medium* ``facts.published_at``
    is the planned time. ``entered_at`` is when the step was entered (the award, the signature): duties
    counted from it are left out while it is not known. ``sealed``: bids whose opening has come and that are
    not opened; ``newer``: a calendar announced since publication; ``objections``: numbers of those open
    with the last day of the reply. Buyers' duties are not rolled past
    days off."""
    now = _Now(
        Case(facts, book, calendar), step, tuple(questions), entered_at, sealed, newer, tuple(objections)
    )
    found = [duty for part in _PLANS for duty in part(now)]
    return sorted(found, key=lambda duty: (duty.due_at, KINDS.index(duty.kind), duty.subject))
