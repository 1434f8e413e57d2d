"""Closing a call, and the hold that an unanswered question puts on it."""

from datetime import datetime

from django.db import transaction

from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.judgement import law
from procurement.judgement.corrections import moved_by_rule
from procurement.models import Tender
from procurement.rules import inquiries as rules
from procurement.rules.case import Case
from procurement.rules.procedures import move
from procurement.rules.vocabulary import PROGRAMME
from procurement.selectors.calls import open_questions
from procurement.services import duties
from procurement.services.calls import corrections, search_entries
from procurement.services.calls.tenders import locked


@transaction.atomic
def suspend(number: str, *, now: datetime) -> Tender:
    """Programme: a timely question is still open after *answers by*, so closing is on hold."""
    tender = locked(number)
    case = law.case_of(tender)
    silent = rules.silent(case.facts, open_questions(tender), on=legal_date(now), calendar=case.calendar)
    if tender.step == "open" and tender.regime == PROGRAMME and silent:
        _step(tender, "suspend", case, now=now)
        # The tag of a question that is not shown is nobody's business yet.
        ledger.record(
            "closing_suspended",
            subject=tender.subject,
            at=now,
            questions=[one.tag for one in silent if one.shown],
            owed_by=sorted({"privacy_reviewer" if one.held else "buyer" for one in silent}),
        )
    return tender


@transaction.atomic
def close(number: str, *, now: datetime) -> Tender:
    """The closing time has come. A call on hold does not close."""
    tender = locked(number)
    if tender.step == "open" and tender.bids_due and tender.bids_due <= now:
        tender.closed_at = now
        tender.save(update_fields=["closed_at"])
        duties.done(tender, "close", now=now)
        _step(tender, "close", law.case_of(tender), now=now)
        ledger.record("closed", subject=tender.subject, at=now)
    return tender


def _step(tender: Tender, act: str, case: Case, *, now: datetime) -> None:
    tender.step = move(tender.step, act, regime=tender.regime)
    tender.version += 1
    tender.save(update_fields=["step", "version"])
    duties.replan(tender, now=now, case=case)
    search_entries.index(tender, now=now)


def resume_if_answered(tender: Tender, *, now: datetime) -> None:
    """Nothing holds the call any more: closing goes on, at a new time that leaves bidders the days the rule
    asks for between answers and closing, never earlier than the time published before."""
    if tender.step != "suspended":
        return
    case = law.case_of(tender)
    if rules.silent(case.facts, open_questions(tender), on=legal_date(now), calendar=case.calendar):
        return
    after = rules.closing_after_last_answer(
        case.facts, answered_at=now, book=case.book, calendar=case.calendar
    )
    changes = moved_by_rule(tender, after)
    _step(tender, "resume", case, now=now)
    if changes:
        corrections.publish_by_rule(tender, changes, reason_code="answer_to_question", now=now)
    ledger.record("closing_resumed", subject=tender.subject, at=now, deadline_version=tender.deadline_version)
