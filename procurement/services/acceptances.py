"""Acceptance: what was delivered and how good it was, with the word of service users, published."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal import ledger
from portal.clock import legal_date
from procurement.facts import facts_of
from procurement.models import Acceptance, Contract
from procurement.permissions import awards as permissions
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardRefusedError
from procurement.services import contract_steps, duties, editions, notices
from procurement.services.notices import Medium
from procurement.services.tenders import locked, require


@transaction.atomic
def accept(
    contract_number: str,
    *,
    result: str,
    accepted_on: date,
    quantity_zh: str,
    quality_zh: str,
    users_zh: str,
    service_users_took_part: bool,
    summary_en: str = "",
    medium: Medium | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> Acceptance:
    """Record and publish the acceptance of a contract: what was delivered, how good it was, what service users
    said under no name, or why none took part (Regulation art. 45). A second press gives the first one.

    Raises AwardRefusedError with every fault, PersonalDataError, MediumNeededError."""
    found = Contract.objects.select_related("tender").get(number=contract_number)
    tender = locked(found.tender.number)
    contract = Contract.objects.select_related("tender__buyer", "award__lot").get(pk=found.pk)
    if standing := Acceptance.objects.filter(form_id=form_id, contract=contract, by=by).first():
        return standing
    require(permissions.may_accept(by, contract, now=now))
    standing_at = notices.standing_of(tender, medium, now=now)
    words = {
        "quantity_zh": quantity_zh,
        "quality_zh": quality_zh,
        "users_zh": users_zh,
        "summary_en": summary_en,
    }
    notices.guard(words)
    book, calendar = editions.law_of(tender)
    faults = rules.check_acceptance(
        accepted_on, facts_of(tender), starts_on=contract.starts_on, on=legal_date(now),
        users_took_part=service_users_took_part, book=book, calendar=calendar,
    )  # fmt: skip
    if faults:
        raise AwardRefusedError(faults)
    contract.state = "completed"
    contract.save(update_fields=["state"])
    duties.done(tender, "accept_contract", subject=contract.number, now=now)
    contract_steps.complete_if_all_accepted(tender, now=now)
    said = words | {
        "contract": contract.number,
        "name_zh": contract.signatory.name_zh,
        "name_en": contract.signatory.name_en,
        "result": result,
        "accepted_on": accepted_on.isoformat(),
        "service_users_took_part": service_users_took_part,
    }
    notice = notices.add_notice(
        tender, kind="acceptance", legal_at=standing_at.at, now=now, medium_url=standing_at.url,
        extra={"acceptance": said},
    )  # fmt: skip
    made = Acceptance.objects.create(
        contract=contract,
        result=result,
        accepted_on=accepted_on,
        service_users_took_part=service_users_took_part,
        notice=notice,
        by=by,
        at=now,
        form_id=form_id,
        **words,
    )
    notices.after_notice(tender, notice, event="acceptance_published", actor=by.pseudonym, now=now)
    on_time = rules.in_time(
        facts_of(tender), "acceptance.publication_max", start=accepted_on, done_on=legal_date(standing_at.at),
        book=book, calendar=calendar,
    )  # fmt: skip
    ledger.record(
        "accepted", subject=tender.subject, actor=by.pseudonym, at=now, contract=contract.number,
        result=result, published_in_time=on_time,
    )  # fmt: skip
    return made
