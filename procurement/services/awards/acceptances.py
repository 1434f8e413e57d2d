"""Acceptance: what was delivered and how good it was, with the word of service users, published."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.judgement import contracts as judgement
from procurement.judgement import law
from procurement.judgement.awards import standing_after
from procurement.judgement.calls import Medium
from procurement.models import Acceptance, Contract, RecordDraft, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules import contracting as rules
from procurement.services import duties, public_words
from procurement.services.awards import contract_steps, records
from procurement.services.calls import notices
from procurement.services.calls.tenders import locked


@transaction.atomic
def record(
    contract_number: str,
    *,
    result: str,
    accepted_on: date,
    quantity_zh: str,
    quality_zh: str,
    users_zh: str,
    service_users_took_part: bool,
    early_zh: str = "",
    panel_zh: str = "",
    summary_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> RecordDraft:
    """Record the acceptance of a contract: what was delivered, how good it was, what service users said under
    no name, or why none took part (Regulation art. 45); ``early_zh`` why it comes before the service ended,
    ``panel_zh`` who accepted.
    Nothing is public before a second person confirms it. A second press gives the first record.

    Raises OtherWordsError where the first record said something else, AwardRefusedError with every fault,
    PersonalDataError, PermissionDenied."""
    contract, tender = _contract(contract_number)
    said = {
        "result": result,
        "accepted_on": accepted_on.isoformat(),
        "service_users_took_part": service_users_took_part,
        "quantity_zh": quantity_zh,
        "quality_zh": quality_zh,
        "users_zh": users_zh,
        "early_zh": early_zh,
        "panel_zh": panel_zh,
        "summary_en": summary_en,
    }
    if standing := judgement.standing(form_id, "acceptance", contract_number, said, None, by):
        return standing
    require(permissions.may_accept(by, contract, now=now))
    public_words.guard(judgement.words_of("acceptance", said), about=tender.subject)
    judgement.judge_acceptance(contract, law.case_of(tender), said, now)
    return records.keep(tender, "acceptance", contract_number, said, form_id=form_id, by=by, now=now)


def _contract(number: str) -> tuple[Contract, Tender]:
    """The contract and its tender, locked. Raises Contract.DoesNotExist."""
    found = Contract.objects.select_related("tender").get(number=number)
    tender = locked(found.tender.number)
    return Contract.objects.select_related("tender__buyer", "award__lot", "signatory").get(
        pk=found.pk
    ), tender


@transaction.atomic
def accept(
    pk: int, *, comment: str = "", medium: Medium | None = None, by: User, now: datetime
) -> Acceptance:
    """The second person confirms a recorded acceptance, and it is published at once. A second press gives the
    first one.

    Raises NotOpenError for what waits no more, AwardRefusedError where something changed since,
    MediumNeededError, PermissionDenied."""
    _tender, draft = records.opened(pk, "acceptance")
    if draft.state == "published" and draft.confirmed_by_id == by.pk:
        return Acceptance.objects.get(contract__number=draft.subject)
    contract, tender = _contract(draft.subject)
    judgement.require_waiting(draft, by=by, now=now)
    require(permissions.may_accept(by, contract, now=now))
    standing_at = standing_after(tender, medium, tender.notices.filter(contract=contract), now=now)
    said = draft.said
    public_words.guard(judgement.words_of("acceptance", said), about=tender.subject)
    case = law.case_of(tender)
    judgement.judge_acceptance(contract, case, said, now)
    records.confirmed(draft, comment=comment, by=by, now=now)
    contract.state = "completed"
    contract.save(update_fields=["state"])
    duties.done(tender, "accept_contract", subject=contract.number, now=now)
    contract_steps.complete_if_all_accepted(tender, now=now)
    notice = notices.add_notice(
        tender, kind="acceptance", legal_at=standing_at.at, now=now, medium_url=standing_at.url,
        extra={"acceptance": judgement.acceptance_part(contract, said)},
    )  # fmt: skip
    accepted_on = date.fromisoformat(said["accepted_on"])
    made = Acceptance.objects.create(
        contract=contract,
        result=said["result"],
        accepted_on=accepted_on,
        service_users_took_part=said["service_users_took_part"],
        notice=notice,
        by=by,
        at=now,
        form_id=draft.form_id,
        **judgement.words_of("acceptance", said),
    )
    notices.after_notice(tender, notice, case, actor=by.pseudonym, now=now)
    on_time = rules.in_time(
        case.facts, "acceptance.publication_max", start=accepted_on, done_on=legal_date(standing_at.at),
        book=case.book, calendar=case.calendar,
    )  # fmt: skip
    ledger.record(
        "accepted", subject=tender.subject, actor=by.pseudonym, at=now, contract=contract.number,
        result=said["result"], published_in_time=on_time,
    )  # fmt: skip
    return made
