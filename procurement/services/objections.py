"""Objections to an intended result, and challenges: filed under a code, answered in time, stopping what follows."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from organizations.models import Organization, User
from portal import ledger
from portal.clock import legal_date
from procurement.facts import facts_of
from procurement.models import Objection, Tender
from procurement.permissions import awards as permissions
from procurement.rules import awarding as rules
from procurement.rules.vocabulary import STATUTORY
from procurement.services import duties, editions, notices
from procurement.services.errors import NotOpenError
from procurement.services.inquiries import hash_of
from procurement.services.tenders import locked, require

# Steps to which an objection can be raised, by regime.
OBJECTION_STEPS = ("publicity",)
CHALLENGE_STEPS = ("awarded",)


def takes_objections(tender: Tender, *, now: datetime) -> bool:
    """Programme: anyone, while the list stands. Statutory: who took part, in the days of the challenge."""
    steps = CHALLENGE_STEPS if tender.regime == STATUTORY else OBJECTION_STEPS
    if tender.step not in steps or tender.entered_at is None:
        return False
    book, calendar = editions.law_of(tender)
    until = rules.objection_until(facts_of(tender), told_at=tender.entered_at, book=book, calendar=calendar)
    return until is not None and legal_date(now) <= until.last_day


@transaction.atomic
def file(
    number: str,
    *,
    text: str,
    code: str,
    organization: Organization | None = None,
    form_id: UUID,
    now: datetime,
) -> Objection:
    """Raise an objection. Its text is private; who sends it the buyer never learns, but for a statutory
    challenge, which the law asks to be signed by a supplier who took part (GPL art. 52).

    Raises NotOpenError outside the days for it, PersonalDataError."""
    tender = locked(number)
    standing = Objection.objects.filter(form_id=form_id, tender=tender).first()
    if standing:
        return standing
    if not takes_objections(tender, now=now):
        raise NotOpenError(tender.number)
    if tender.regime == STATUTORY:
        took_part = tender.bids.filter(lead=organization, status__in=("opened", "not_opened")).exists()
        require(organization is not None and took_part)
    notices.guard({"text": text})
    book, calendar = editions.law_of(tender)
    due = rules.reply_due(facts_of(tender), received_at=now, book=book, calendar=calendar)
    filed = Objection.objects.create(
        tender=tender,
        lot=tender.first_lot,
        kind="challenge" if tender.regime == STATUTORY else "objection",
        step=tender.step,
        organization=organization if tender.regime == STATUTORY else None,
        text=text,
        received_at=now,
        reply_due=due.last_day if due else legal_date(now),
        code_hash=hash_of(code),
        form_id=form_id,
    )
    duties.replan(tender, now=now)
    ledger.record("objection_received", subject=tender.subject, at=now, objection_kind=filed.kind)
    return filed


@transaction.atomic
def answer(
    number: str, *, outcome: str, reply_zh: str, reply_en: str = "", by: User, now: datetime
) -> Objection:
    """The buyer's reply; it reaches whoever holds the code. An upheld one lets the bids be judged again.

    Raises PersonalDataError; NotOpenError for one that was decided already."""
    found = Objection.objects.select_related("tender").get(number=number)
    tender = locked(found.tender.number)
    objection = Objection.objects.select_related("tender__buyer").get(pk=found.pk)
    if objection.decided_at is not None:
        raise NotOpenError(number)
    require(permissions.may_answer_objection(by, objection, now=now))
    notices.guard({"reply_zh": reply_zh, "reply_en": reply_en})
    objection.outcome, objection.reply_zh, objection.reply_en = outcome, reply_zh, reply_en
    objection.decided_by, objection.decided_at = by, now
    objection.save(update_fields=["outcome", "reply_zh", "reply_en", "decided_by", "decided_at"])
    duties.done(tender, "answer_objection", subject=objection.number, now=now)
    duties.replan(tender, now=now)
    ledger.record(
        "objection_decided", subject=tender.subject, actor=by.pseudonym, at=now, outcome=outcome,
        on_time=legal_date(now) <= objection.reply_due,
    )  # fmt: skip
    return objection
