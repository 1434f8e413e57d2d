"""What may come between award and signature: money that was conditional stands, and one talk on the plan."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.facts import facts_of
from procurement.judgement import law, repeats
from procurement.models import Award, FundingConfirmation, PlanTalk
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardRefusedError
from procurement.services import public_words
from procurement.services.calls.tenders import locked


@transaction.atomic
def confirm_funding(
    number: str,
    *,
    document_no: str,
    note_zh: str = "",
    note_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> FundingConfirmation:
    """The money of a call that stood on conditional funding is there, by that document: public.

    Raises OtherWordsError, PersonalDataError."""
    tender = locked(number)
    said = {"document_no": document_no, "note_zh": note_zh, "note_en": note_en}
    own = {"tender": tender, "by": by}
    if standing := repeats.standing(FundingConfirmation, form_id, own=own, said=said):
        return standing
    require(permissions.may_confirm_funding(by, tender, now=now))
    public_words.guard(said, about=tender.subject)
    made = FundingConfirmation.objects.create(**own, **said, at=now, form_id=form_id)
    ledger.record("funding_confirmed", subject=tender.subject, actor=by.pseudonym, at=now)
    return made


@transaction.atomic
def record_plan_talk(
    award_number: str,
    *,
    held_on: date,
    changes_zh: str,
    changes_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> PlanTalk:
    """Record the one talk in which a winner's plan may change; it is published with the contract.

    Raises OtherWordsError, AwardRefusedError for a day outside its time, PersonalDataError."""
    found = Award.objects.select_related("lot__tender").get(number=award_number)
    tender = locked(found.lot.tender.number)
    award = Award.objects.select_related("lot__tender__buyer").get(pk=found.pk)
    said = {"held_on": held_on, "changes_zh": changes_zh, "changes_en": changes_en}
    own = {"award": award, "by": by}
    if standing := repeats.standing(PlanTalk, form_id, own=own, said=said):
        return standing
    require(permissions.may_record_plan_talk(by, award, now=now))
    public_words.guard({"changes_zh": changes_zh, "changes_en": changes_en}, about=tender.subject)
    book, calendar = law.law_of(tender)
    faults = rules.check_plan_talk(
        held_on, facts_of(tender), awarded_on=legal_date(award.at), on=legal_date(now), book=book,
        calendar=calendar,
    )  # fmt: skip
    if faults:
        raise AwardRefusedError(faults)
    made = PlanTalk.objects.create(**own, **said, at=now, form_id=form_id)
    ledger.record(
        "plan_talk_held",
        subject=tender.subject,
        actor=by.pseudonym,
        at=now,
        award=award_number,
        held_on=held_on,
    )
    return made
