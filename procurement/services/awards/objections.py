"""Objections to an intended result, and challenges: filed under a code, answered in time, stopping what follows."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from organizations.models import Organization, User
from organizations.permissions import Person
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.errors import NotOpenError, OtherWordsError
from procurement.facts import facts_of
from procurement.judgement import law, slips
from procurement.judgement.awards import concerned, holds_on_awards, takes_objections
from procurement.judgement.public_words import check_reach
from procurement.models import Objection
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules import awarding as rules
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY
from procurement.services import duties, public_words
from procurement.services.awards import awards
from procurement.services.calls.tenders import locked
from procurement.services.savepoints import or_taken

# What a buyer may say; an objection can also be withdrawn by whoever raised it.
ANSWERS = ("upheld", "upheld_in_part", "rejected")
# What a 质疑函 says beyond its points (Order 94 art. 12).
LETTER = ("requests", "facts", "basis", "contact")


@transaction.atomic
def file(
    number: str,
    *,
    text: str,
    code: str,
    about: str = "",
    letter: Mapping[str, str] = NOTHING,
    organization: Organization | None = None,
    form_id: UUID,
    by: Person,
    now: datetime,
) -> Objection:
    """Raise an objection, in a programme ``about`` one award, one lot or all of the list
    (:func:`procurement.judgement.awards.concerned`). Its text is private; who sends it the buyer never learns and
    nobody keeps, but for a statutory challenge, which the law asks to be signed by a supplier who took part (GPL art.
    52).

    Raises NotOpenError outside the days for it, OtherWordsError where the slip was used for another one,
    PersonalDataError, ValueError for another ``about``."""
    own = slips.of_code(code)
    tender = locked(number)
    said_about = (about,) if about else ()
    digest = slips.digest_of(
        number, text, *letter.items(), organization.pk if organization else "", *said_about
    )
    used = Objection.objects.filter(Q(form_id=form_id) | Q(code_hash__in=own.hashes)).first()
    if used:
        slips.same_or_refuse(used, own, form_id=form_id, code=code, said=digest, shown="")
        return used
    if not takes_objections(tender, now=now):
        raise NotOpenError(tender.number)
    require(permissions.may_object(by, organization, tender, now=now))
    said = {name: letter.get(name, "") for name in LETTER} if tender.regime == STATUTORY else {}
    # Nothing of it is published, so names may stand in it; a challenge has its own contact, which the law asks for.
    check_reach({"text": text} | {name: words for name, words in said.items() if name != "contact"})
    book, calendar = law.law_of(tender)
    lot, bid = concerned(tender, about if tender.regime != STATUTORY else "")
    due = rules.reply_due(facts_of(tender), received_at=now, book=book, calendar=calendar)
    with or_taken(lambda: OtherWordsError(shown="")):
        filed = Objection.objects.create(
            tender=tender,
            lot=lot,
            bid=bid,
            kind="challenge" if tender.regime == STATUTORY else "objection",
            step=tender.step,
            organization=organization,
            text=text,
            letter=said,
            received_at=now,
            reply_due=due.last_day if due else legal_date(now),
            code_hash=own.hash,
            form_id=form_id,
            said=digest,
        )
    duties.replan(tender, now=now)
    # The public reads the day on the call's page; the minute would tell of who sent it.
    ledger.record(
        "objection_received", subject=tender.subject, at=now, public=False, objection_kind=filed.kind
    )
    return filed


@transaction.atomic
def answer(
    number: str, *, outcome: str, reply_zh: str, reply_en: str = "", by: User, now: datetime
) -> Objection:
    """The buyer's reply; it reaches whoever holds the code. An upheld one lets the bids be judged again. Where an award
    was given meanwhile and the reply changes how it stands, the result is published anew.

    Raises PersonalDataError; NotOpenError for one that was decided already; ValueError for another outcome."""
    if outcome not in ANSWERS:
        raise ValueError(outcome)
    found = Objection.objects.select_related("tender").get(number=number)
    tender = locked(found.tender.number)
    objection = Objection.objects.select_related("tender__buyer").get(pk=found.pk)
    require(permissions.may_read_objection(by, objection, now=now))
    if objection.decided_at is not None:
        raise NotOpenError(number)
    public_words.guard({"reply_zh": reply_zh, "reply_en": reply_en}, about=tender.subject)
    before = holds_on_awards(tender)
    objection.outcome, objection.reply_zh, objection.reply_en = outcome, reply_zh, reply_en
    objection.decided_by, objection.decided_at = by, now
    objection.save(update_fields=["outcome", "reply_zh", "reply_en", "decided_by", "decided_at"])
    duties.done(tender, "answer_objection", subject=objection.number, now=now)
    duties.replan(tender, now=now)
    ledger.record(
        "objection_decided", subject=tender.subject, actor=by.pseudonym, at=now, outcome=outcome,
        on_time=legal_date(now) <= objection.reply_due,
    )  # fmt: skip
    awards.restate(tender, before, by=by, now=now)
    return objection
