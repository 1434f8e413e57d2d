"""The list of the future: what each official and the portal itself must do next, and by when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import Facts, legal_day
from procurement.rules.inquiries import (
    OpenQuestion,
    deputies_due,
    end_of,
    review_due,
    supervisor_acts_after,
)
from procurement.rules.opening import alone_from
from procurement.rules.recount import shortened_by
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count
from procurement.rules.vocabulary import PROGRAMME, REGIMES, STATUTORY

PORTAL = "portal"
# A seal of the record stands within so long (portal.ground.ledger.seals).
SEALED_WITHIN = timedelta(minutes=5)
# Portal rule: what must follow when too few bids were found is decided within so many working days.
VOID_WITHIN_WORKING_DAYS = 3
# Portal rule: a date that was published in step although it breaks a rule is corrected within so many working days,
# and before closing, with as long to spare as anybody needs who reads it then.
CORRECT_WITHIN_WORKING_DAYS = 2
BEFORE_CLOSING = timedelta(hours=1)


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
class Decision:
    """The decision on bids that were judged: the days of the report and, once it is written down, of the
    decision itself."""

    reported_on: date
    decided_on: date | None = None


@dataclass(frozen=True)
class Agreement:
    """A signed contract and what of it is done already; ``with_host_since``: when a host got money that it has not
    passed on."""

    number: str
    signed_on: date
    ends_on: date
    paid: bool = False
    filed: bool = False
    accepted: bool = False
    with_host_since: date | None = None


@dataclass(frozen=True)
class _Counted:
    """A duty whose last day is counted by a row, from when the step was entered."""

    steps: tuple[str, ...]
    kind: str
    holder: str
    parameter: str
    regimes: tuple[str, ...] = REGIMES


_COUNTED = (
    _Counted(("awarded",), "sign_contract", "head", "contract.max_after_award"),
    _Counted(("terminated", "void"), "refund_deposits", "drafter", "termination.refund_max", (STATUTORY,)),
)
# Done outside this portal, which is not told of it: reminded of, never called overdue.
UNTOLD = ("refund_deposits",)
# What is owed of the agreements of a call, from the award on.
OF_AGREEMENTS = (
    "sign_contract",
    "make_first_payment",
    "pass_on_payment",
    "file_contract",
    "accept_contract",
)
KINDS = (
    "approve",
    "publish_scheduled",
    "enter_official_medium",
    "show_batch",
    "answer_question",
    "act_on_silence",
    "review_question",
    "stand_in_for_reviewer",
    "suspend_closing",
    "correct_for_calendar",
    "correct_date_fault",
    "close",
    "open_bids",
    "unseal",
    "decide_void",
    "draw_panel",
    "score_bids",
    "decide_award",
    "publish_result",
    "answer_objection",
    "make_award",
    "make_first_payment",
    "pass_on_payment",
    "file_contract",
    "accept_contract",
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
    faulty_since: datetime | None = None
    objections: tuple[tuple[str, date], ...] = ()
    objections_ended: date | None = None
    decision: Decision | None = None
    agreements: tuple[Agreement, ...] = ()
    pool_closed_at: datetime | None = None

    def by_row(
        self, kind: str, holder: str, parameter: str, start: date, subject: str = ""
    ) -> Iterator[PlannedDuty]:
        """The duty whose last day a row counts from ``start``; nothing where no row asks for it."""
        if (row := self.case.row(parameter)) is not None:
            counted = count(self.case, row, start)
            due = end_of(counted.last_day)
            yield PlannedDuty(kind, holder, due, row.id, counted.provisional, subject)


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
        if one.held:
            yield from _kept_back(now, one)
            continue
        if not one.shown:
            yield PlannedDuty("show_batch", PORTAL, one.show_at, subject=one.tag)
        provisional = now.case.calendar.is_provisional(one.answer_due)
        rule = row.id if row else ""
        yield PlannedDuty("answer_question", "drafter", end_of(one.answer_due), rule, provisional, one.tag)
        silence = supervisor_acts_after(one.arrived_at, calendar=now.case.calendar)
        yield PlannedDuty(
            "act_on_silence", "supervisor", end_of(silence.last_day), "", silence.provisional, one.tag
        )


def _kept_back(now: _Now, one: OpenQuestion) -> Iterator[PlannedDuty]:
    """First the reviewer's day, then that of those who stand in; the buyer owes nothing yet."""
    review = review_due(one.arrived_at, calendar=now.case.calendar)
    stand_in = deputies_due(one.arrived_at, calendar=now.case.calendar)
    yield PlannedDuty(
        "review_question", "privacy_reviewer", end_of(review.last_day), "", review.provisional, one.tag
    )
    yield PlannedDuty(
        "stand_in_for_reviewer", "supervisor", end_of(stand_in.last_day), "", stand_in.provisional, one.tag
    )


def _answers_complete(now: _Now) -> Iterator[PlannedDuty]:
    """In the programme regime the portal looks, after *answers by*, whether closing goes on hold."""
    last = now.case.facts.answers_by
    if now.step != "open" or now.case.regime != PROGRAMME or last is None:
        return
    looks = [max(last, _silent_after(now, one)) for one in now.questions if one.timely]
    if looks:
        row = now.case.row("answers_by.min_before_closing")
        yield PlannedDuty("suspend_closing", PORTAL, end_of(min(looks)), row.id if row else "")


def _silent_after(now: _Now, one: OpenQuestion) -> date:
    """The last day on which a question cannot put closing on hold, whatever *answers by* is."""
    return deputies_due(one.arrived_at, calendar=now.case.calendar).last_day if one.held else date.min


def _closing_and_opening(now: _Now) -> Iterator[PlannedDuty]:
    facts = now.case.facts
    provisional = facts.closes_on is not None and now.case.calendar.is_provisional(facts.closes_on)
    if now.step == "open" and facts.bids_due is not None:
        yield PlannedDuty("close", PORTAL, facts.bids_due, "", provisional)
    opens = facts.opens_at or facts.bids_due
    found_few = now.sealed is not None and now.sealed.found_few
    if now.step in ("open", "closed") and opens is not None and not found_few:
        row = now.case.row("opening.at_deadline")
        # Where the law does not name the moment (Order 87 art. 40), the day of the opening has it done.
        due = opens if row else end_of(legal_day(opens))
        yield PlannedDuty("open_bids", "approver", due, row.id if row else "", provisional)


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
        yield PlannedDuty("open_bids", "approver", end_of(legal_day(sealed.opens_at)), subject=subject)
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


def _faulty(now: _Now) -> Iterator[PlannedDuty]:
    """A date that broke its rule when the call was published in step with the official medium."""
    if now.faulty_since is None or now.step not in ("open", "suspended"):
        return
    last = now.case.calendar.add(
        legal_day(now.faulty_since), CORRECT_WITHIN_WORKING_DAYS, Unit.WORKING_DAYS, roll=False
    )
    due, closes = end_of(last.last_day), now.case.facts.bids_due
    due = min(due, closes - BEFORE_CLOSING) if closes else due
    yield PlannedDuty("correct_date_fault", "drafter", due, "", last.provisional)


def _objections(now: _Now) -> Iterator[PlannedDuty]:
    for number, due in now.objections:
        provisional = now.case.calendar.is_provisional(due)
        yield PlannedDuty("answer_objection", "drafter", end_of(due), "", provisional, number)


def _judged(now: _Now) -> Iterator[PlannedDuty]:
    """Scores, then the decision, then the second person, each counted from the one before it."""
    opened, decision = now.case.facts.opens_at, now.decision
    if now.step != "evaluating":
        return
    if now.pool_closed_at is not None:
        yield PlannedDuty("draw_panel", PORTAL, now.pool_closed_at + SEALED_WITHIN)
    if decision is None:
        if opened is not None:
            yield from now.by_row("score_bids", "approver", "scoring.max", legal_day(opened))
    elif decision.decided_on is None:
        yield from now.by_row("decide_award", "drafter", "winner.max_after_report", decision.reported_on)
    elif now.case.regime == STATUTORY:
        yield from now.by_row("publish_result", "approver", "result.max_after_award", decision.decided_on)
    else:
        yield from now.by_row("publish_result", "approver", "winner.max_after_report", decision.reported_on)


def _shown(now: _Now) -> Iterator[PlannedDuty]:
    """The list that has stood its time becomes the award, but not before every objection is answered."""
    row = now.case.row("publicity.min")
    if now.step != "publicity" or now.entered_at is None or row is None:
        return
    stood = count(now.case, row, legal_day(now.entered_at)).last_day
    start = max(stood, now.objections_ended or stood, *(due for _number, due in now.objections))
    yield from now.by_row("make_award", "approver", "result.max_after_publicity", start)


def _agreed(now: _Now) -> Iterator[PlannedDuty]:
    for one in now.agreements if now.step in ("awarded", "contracted") else ():
        if not one.paid:
            yield from now.by_row(
                "make_first_payment", "head", "first_payment.max_after_agreement", one.signed_on, one.number
            )
        if one.with_host_since is not None:
            yield from now.by_row(
                "pass_on_payment", "drafter", "host_fee.pass_on_max", one.with_host_since, one.number
            )
        if not one.filed:
            yield from now.by_row(
                "file_contract", "drafter", "contract.filing_max", one.signed_on, one.number
            )
        if not one.accepted and now.case.regime == PROGRAMME:
            yield from now.by_row(
                "accept_contract", "approver", "acceptance.publication_max", one.ends_on, one.number
            )


def _counted(now: _Now) -> Iterator[PlannedDuty]:
    for one in _COUNTED:
        if one.kind in UNTOLD and not now.case.facts.deposit:
            continue
        if now.step in one.steps and now.case.regime in one.regimes and now.entered_at is not None:
            yield from now.by_row(one.kind, one.holder, one.parameter, legal_day(now.entered_at))


_PLANS: tuple[Callable[[_Now], Iterator[PlannedDuty]], ...] = (
    _before_publication,
    _questions,
    _answers_complete,
    _closing_and_opening,
    _sealed,
    _recounted,
    _faulty,
    _objections,
    _judged,
    _shown,
    _agreed,
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
    faulty_since: datetime | None = None,
    objections: Iterable[tuple[str, date]] = (),
    objections_ended: date | None = None,
    decision: Decision | None = None,
    agreements: Iterable[Agreement] = (),
    pool_closed_at: datetime | None = None,
) -> list[PlannedDuty]:
    """All duties of a tender in ``step``, soonest first.

    ``questions`` are those without an answer. In step *scheduled* or *awaiting_medium* ``facts.published_at``
    is the planned time. ``entered_at`` is when the step was entered (the list, the award): duties
    counted from it are left out while it is not known. ``sealed``: bids whose opening has come and that are
    not opened; ``newer``: a calendar announced since publication; ``faulty_since``: when it was published in step with
    a date that breaks a rule and that nobody has corrected; ``objections``: numbers of those open
    with the last day of the reply, ``objections_ended`` the day the last one was decided; ``decision``: once
    there is a report; ``agreements``: the contracts signed so far; ``pool_closed_at``: of a panel that is not drawn
    yet. Buyers' duties are not rolled past days off."""
    now = _Now(
        Case(facts, book, calendar),
        step,
        tuple(questions),
        entered_at,
        sealed,
        newer,
        faulty_since,
        tuple(objections),
        objections_ended,
        decision,
        tuple(agreements),
        pool_closed_at,
    )
    found = [duty for part in _PLANS for duty in part(now)]
    return sorted(found, key=lambda duty: (duty.due_at, KINDS.index(duty.kind), duty.subject))
