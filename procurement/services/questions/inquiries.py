"""Questions: anyone asks, the public sees a tag, the buyer never learns who."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from organizations.models import User
from portal.ground import ledger
from portal.ground.clock import legal_date
from portal.ground.people.doubt import is_doubtful
from procurement.errors import AnsweredMeanwhileError, NotOpenError, OtherWordsError
from procurement.judgement import confidences as words
from procurement.judgement import law, slips
from procurement.judgement import repeats as judgement
from procurement.judgement.public_words import check_reach
from procurement.judgement.slips import FirstTry
from procurement.models import Answer, Asker, Inquiry, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.rules import inquiries as rules
from procurement.rules.calendar import Unit
from procurement.rules.case import Case
from procurement.services import confidences, duties, public_words
from procurement.services.calls import closings
from procurement.services.calls.tenders import locked
from procurement.services.savepoints import or_taken

# Longer than anybody needs to tick a box; a slip kept for days must not make the reviewer late.
FIRST_TRY_COUNTS = timedelta(hours=1)
# Working days that a buyer has at least for a question that waited for the privacy reviewer.
LEAST_AFTER_RELEASE = 1

new_code, hash_of = slips.new_code, slips.hash_of


@dataclass(frozen=True)
class Asked:
    """What the asker takes away. ``code`` is shown once and kept nowhere."""

    inquiry: Inquiry
    code: str


def _free_tag(tender: Tender) -> str:
    taken = set(tender.inquiries.values_list("tag", flat=True))
    while True:
        tag = secrets.choice(slips.ALPHABET) + secrets.choice(slips.ALPHABET)
        if tag not in taken:
            return tag


@transaction.atomic
def ask(
    number: str,
    *,
    text: str,
    to_reviewer: bool = False,
    form_id: UUID,
    code: str,
    first_try: FirstTry | None = None,
    now: datetime,
) -> Asked:
    """Put a question to the buyer of an open call.

    ``form_id`` and ``code`` are those of the form's slip, so that a repeated request can show it again.
    A doubtful text goes to the privacy reviewer by itself, before anybody sees it, and is sealed. One that was refused
    and is now sent to the reviewer unchanged arrived with its ``first_try``, where that is an hour ago at most.

    Raises OtherWordsError where the slip was used for another question; PersonalDataError for a number or address
    that reaches a person, unless the text goes ``to_reviewer``; NotOpenError when the call takes no questions any
    more."""
    own = slips.of_code(code)
    tender = locked(number)
    said = slips.digest_of(number, text)
    used = (
        Asker.objects.filter(Q(form_id=form_id) | Q(code_hash__in=own.hashes))
        .select_related("inquiry")
        .first()
    )
    if used:
        shown = used.inquiry.text if used.inquiry.state in ("waiting", "shown") else ""
        slips.same_or_refuse(used, own, form_id=form_id, code=code, said=said, shown=shown)
        return Asked(used.inquiry, code)
    if tender.step not in ("open", "suspended"):
        raise NotOpenError(tender.number)
    if not to_reviewer:
        check_reach({"text": text})
        to_reviewer = is_doubtful(text)
    case = law.case_of(tender)
    arrived = now
    if to_reviewer and first_try and first_try.said == said and now - FIRST_TRY_COUNTS <= first_try.at <= now:
        arrived = first_try.at
    inquiry = Inquiry(tender=tender, tag=_free_tag(tender), arrived_at=arrived)
    inquiry.state, inquiry.text = ("held", "") if to_reviewer else ("waiting", text)
    inquiry.timely = rules.is_timely(case.facts, arrived_at=arrived)
    _set_clock(inquiry, case, arrived)
    inquiry.save()
    with or_taken(lambda: OtherWordsError(shown="")):  # at another call
        Asker.objects.create(inquiry=inquiry, code_hash=own.hash, form_id=form_id, said=said)
    if to_reviewer:
        confidences.keep(inquiry, words.words_of(text), reader=own.key.public_key(), now=now)
    duties.replan(tender, now=now, case=case)
    ledger.record("question_received", subject=tender.subject, at=now, public=False, tag=inquiry.tag)
    return Asked(inquiry, code)


def _set_clock(inquiry: Inquiry, case: Case, start: datetime) -> None:
    """The clock of a question runs from ``start``; the next of the day's two batches shows it."""
    due = rules.answer_due(case.facts, arrived_at=start, book=case.book, calendar=case.calendar)
    inquiry.answer_due = due.last_day
    inquiry.show_at = rules.next_batch(start)


@transaction.atomic
def show_batch(number: str, *, now: datetime) -> list[str]:
    """Show every question of the call whose batch has come; returns their tags. One that was let go waits until the
    confidant has written its words."""
    tender = locked(number)
    due = list(tender.inquiries.filter(state="waiting", show_at__lte=now).exclude(text=""))
    for inquiry in due:
        inquiry.state, inquiry.shown_at = "shown", now
        inquiry.save(update_fields=["state", "shown_at"])
        ledger.record(
            "question_shown",
            subject=tender.subject,
            thread=f"inquiry:{number}/{inquiry.tag}",
            at=now,
            tag=inquiry.tag,
        )
    duties.replan(tender, now=now)
    return [inquiry.tag for inquiry in due]


@transaction.atomic
def answer(
    number: str,
    tag: str,
    *,
    kind: str,
    text_zh: str = "",
    text_en: str = "",
    same_as: str = "",
    after: int | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> Answer:
    """Answer a shown question in public. ``kind``: ``answer``, ``out_of_scope`` or ``answered_in`` (then
    ``same_as`` is the other question's tag). ``after``: how many answers stood when its writer read the question.

    The last answer to an overdue question sets the new closing of a programme call that was on hold.
    Raises OtherWordsError where the same form answered before in other words, AnsweredMeanwhileError,
    PersonalDataError; Inquiry.DoesNotExist for a tag that is not shown."""
    tender = locked(number)
    inquiry = tender.inquiries.get(tag=tag, state="shown")
    require(permissions.may_answer(by, inquiry, now=now))
    other = tender.inquiries.get(tag=same_as, state="shown") if kind == "answered_in" else None
    said = {"kind": kind, "text_zh": text_zh, "text_en": text_en, "same_as": other}
    if standing := judgement.standing(Answer, form_id, own={"inquiry": inquiry}, said=said):
        return standing
    if after is not None and inquiry.answers.count() != after:
        raise AnsweredMeanwhileError
    public_words.guard({"text_zh": text_zh, "text_en": text_en}, about=tender.subject)
    _book, calendar = law.law_of(tender)
    reply = Answer.objects.create(
        inquiry=inquiry,
        **said,
        by=by,
        at=now,
        working_days=calendar.workdays_between(legal_date(inquiry.arrived_at), legal_date(now)),
        on_time=legal_date(now) <= inquiry.answer_due,
        form_id=form_id,
    )
    ledger.record(
        "answered",
        subject=tender.subject,
        thread=f"inquiry:{number}/{tag}",
        actor=by.pseudonym,
        at=now,
        tag=tag,
        reply=kind,
        on_time=reply.on_time,
    )
    duties.done(tender, "answer_question", subject=tag, now=now)
    duties.replan(tender, now=now)
    closings.resume_if_answered(tender, now=now)
    return reply


@transaction.atomic
def release(number: str, tag: str, *, by: User, now: datetime) -> Inquiry:
    """The privacy reviewer read the question and finds nothing that identifies a person: it goes on, and the confidant
    writes its words where the batch finds them. Its clock runs from the first try; the buyer, who knew nothing of it,
    has the working day after this one at least. Raises UnreadError where ``by`` has not read it."""
    tender = locked(number)
    inquiry = tender.inquiries.get(tag=tag, state="held")
    case = law.case_of(tender)
    require(permissions.may_review_question(by, inquiry, calendar=case.calendar, now=now))
    inquiry.state = "waiting"
    _set_clock(inquiry, case, inquiry.arrived_at)
    least = case.calendar.add(legal_date(now), LEAST_AFTER_RELEASE, Unit.WORKING_DAYS, roll=False).last_day
    inquiry.answer_due = max(inquiry.answer_due, least)
    inquiry.show_at = rules.next_batch(now)
    inquiry.save(update_fields=["state", "answer_due", "show_at"])
    confidences.let_go(inquiry.confidence, by=by, now=now)
    _reviewed(tender, tag, now)
    duties.replan(tender, now=now, case=case)
    ledger.record(
        "question_released", subject=tender.subject, actor=by.pseudonym, at=now, public=False, tag=tag
    )
    return inquiry


def _reviewed(tender: Tender, tag: str, now: datetime) -> None:
    for kind in ("review_question", "stand_in_for_reviewer"):
        duties.done(tender, kind, subject=tag, now=now)


@transaction.atomic
def refuse(number: str, tag: str, *, by: User, now: datetime) -> Inquiry:
    """The privacy reviewer keeps the question unpublished; the asker reads so under the code."""
    tender = locked(number)
    inquiry = tender.inquiries.get(tag=tag, state="held")
    _book, calendar = law.law_of(tender)
    require(permissions.may_review_question(by, inquiry, calendar=calendar, now=now))
    inquiry.state = "refused"
    inquiry.save(update_fields=["state"])
    _reviewed(tender, tag, now)
    duties.replan(tender, now=now)
    ledger.record(
        "question_refused", subject=tender.subject, actor=by.pseudonym, at=now, public=False, tag=tag
    )
    # It may have been the last one that kept closing on hold.
    closings.resume_if_answered(tender, now=now)
    return inquiry
