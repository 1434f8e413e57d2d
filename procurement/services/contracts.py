"""Contracts: recorded when they are signed, published at once, ended by acceptance."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import Organization, User
from organizations.selectors import hosts_of
from portal import ledger
from portal.clock import legal_date
from procurement.facts import facts_of
from procurement.models import Acceptance, Award, Contract, Tender
from procurement.permissions import awards as permissions
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardRefusedError
from procurement.rules.contracting import Signed
from procurement.rules.procedures import LOT_TRANSITIONS, move
from procurement.selectors.awards import open_objections
from procurement.services import duties, editions, notices
from procurement.services.errors import MediumNeededError
from procurement.services.tenders import locked, require


@transaction.atomic
def sign(
    award_number: str,
    *,
    value: Decimal,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    payments: Sequence[dict[str, Any]],
    host: Organization | None = None,
    host_fee_percent: Decimal | None = None,
    summary_zh: str = "",
    summary_en: str = "",
    medium_url: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> Contract:
    """Record a signed contract or grant agreement, in yuan, and publish it. ``payments`` are
    ``[{"percent": "40", "when_zh": "…", "when_en": "…"}]``; ``host`` signs for a winner on no register.

    Raises AwardRefusedError with every fault, PersonalDataError, MediumNeededError."""
    found = Award.objects.select_related("lot__tender").get(number=award_number)
    tender = locked(found.lot.tender.number)
    require(permissions.may_sign(by, tender, now=now))
    standing = Contract.objects.filter(form_id=form_id).first() or getattr(found, "contract", None)
    if standing:
        return standing
    if tender.regime == "statutory" and not medium_url:
        raise MediumNeededError
    signatory = _signatory(found, host)
    notices.guard({"summary_zh": summary_zh, "summary_en": summary_en})
    signed = Signed(
        value, found.value, signed_on, starts_on, ends_on, [Decimal(one["percent"]) for one in payments]
    )
    _check(tender, signed, signatory, host_fee_percent, legal_date(now))
    contract = Contract.objects.create(
        number=award_number.replace("-A", "-C"),
        award=found,
        tender=tender,
        signatory=signatory,
        value=value,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        payments=list(payments),
        host_fee_percent=host_fee_percent,
        summary_zh=summary_zh,
        summary_en=summary_en,
        signed_by=by,
        recorded_at=now,
        form_id=form_id,
    )
    _publish(contract, tender, medium_url=medium_url, by=by, now=now)
    return contract


def _signatory(award: Award, host: Organization | None) -> Organization:
    """The winner; or the host, where both have confirmed that it signs for it."""
    if host is not None and host.pk != award.supplier_id:
        require(hosts_of(award.bid.lead).filter(pk=host.pk).exists())
        return host
    return award.supplier


def _check(tender: Tender, signed: Signed, signatory: Organization, fee: Decimal | None, on: date) -> None:
    book, calendar = editions.law_of(tender)
    faults = rules.check_contract(
        signed,
        facts_of(tender),
        on=on,
        open_objections=open_objections(tender).count(),
        signatory_registered=signatory.is_registered,
        host_fee=fee,
        book=book,
        calendar=calendar,
    )
    if faults:
        raise AwardRefusedError(faults)


def _publish(contract: Contract, tender: Tender, *, medium_url: str, by: User, now: datetime) -> None:
    if medium_url:
        tender.official_medium_url = medium_url
        tender.save(update_fields=["official_medium_url"])
    duties.done(tender, "sign_contract", now=now)
    lot = contract.award.lot
    unsigned = Award.objects.filter(lot=lot, revoked_at__isnull=True, contract__isnull=True)
    if tender.step == "awarded" and not unsigned.exists():
        tender.step = move(tender.step, "sign", regime=tender.regime)
        tender.entered_at = now
        tender.version += 1
        tender.save(update_fields=["step", "entered_at", "version"])
        lot.status = move(lot.status, "sign", regime=tender.regime, table=LOT_TRANSITIONS)
        lot.save(update_fields=["status"])
    notice = notices.add_notice(
        tender, kind="contract", legal_at=now, now=now, extra={"contract": contract_part(contract)}
    )
    contract.notice, contract.published_at = notice, now
    contract.save(update_fields=["notice", "published_at"])
    notices.after_notice(tender, notice, event="contract_published", actor=by.pseudonym, now=now)
    duties.done(tender, "publish_contract", now=now)


def contract_part(contract: Contract) -> dict[str, Any]:
    """What a contract notice says; the implementing group only by its consent."""
    group = contract.award.implementer
    return {
        "number": contract.number,
        "award": contract.award.number,
        "name_zh": contract.signatory.name_zh,
        "name_en": contract.signatory.name_en,
        "implementer_zh": group.name_zh if group else "",
        "implementer_en": group.name_en if group else "",
        "value": f"{contract.value:f}",
        "signed_on": contract.signed_on.isoformat(),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "payments": contract.payments,
        "host_fee_percent": f"{contract.host_fee_percent:f}" if contract.host_fee_percent is not None else "",
        "summary_zh": contract.summary_zh,
        "summary_en": contract.summary_en,
    }


@transaction.atomic
def accept(
    contract_number: str,
    *,
    result: str,
    accepted_on: date,
    quantity_zh: str,
    quality_zh: str,
    summary_en: str = "",
    service_users_took_part: bool,
    form_id: UUID,
    by: User,
    now: datetime,
) -> Acceptance:
    """Record and publish the acceptance of a contract: what was delivered, how good it was, whether service
    users, who are never named, took part (Regulation art. 45).

    Raises PersonalDataError."""
    found = Contract.objects.get(number=contract_number)
    tender = locked(found.tender.number)
    contract = Contract.objects.select_related("tender__buyer", "award__lot").get(pk=found.pk)
    standing = Acceptance.objects.filter(form_id=form_id).first() or getattr(contract, "acceptance", None)
    if standing:
        return standing
    require(permissions.may_accept(by, contract, now=now))
    notices.guard({"quantity_zh": quantity_zh, "quality_zh": quality_zh, "summary_en": summary_en})
    contract.state = "completed"
    contract.save(update_fields=["state"])
    said = {
        "contract": contract.number,
        "result": result,
        "accepted_on": accepted_on.isoformat(),
        "quantity_zh": quantity_zh,
        "quality_zh": quality_zh,
        "summary_en": summary_en,
        "service_users_took_part": service_users_took_part,
    }
    _complete(tender, contract, now)
    notice = notices.add_notice(tender, kind="acceptance", legal_at=now, now=now, extra={"acceptance": said})
    made = Acceptance.objects.create(
        contract=contract,
        result=result,
        accepted_on=accepted_on,
        quantity_zh=quantity_zh,
        quality_zh=quality_zh,
        summary_en=summary_en,
        service_users_took_part=service_users_took_part,
        notice=notice,
        by=by,
        at=now,
        form_id=form_id,
    )
    notices.after_notice(tender, notice, event="accepted", actor=by.pseudonym, now=now)
    return made


def _complete(tender: Tender, contract: Contract, now: datetime) -> None:
    """The call is completed with its last contract."""
    if tender.step != "contracted" or tender.contracts.filter(state="signed").exists():
        return
    tender.step = move(tender.step, "complete", regime=tender.regime)
    tender.entered_at = now
    tender.version += 1
    tender.save(update_fields=["step", "entered_at", "version"])
    lot = contract.award.lot
    lot.status = move(lot.status, "complete", regime=tender.regime, table=LOT_TRANSITIONS)
    lot.save(update_fields=["status"])
    ledger.record("completed", subject=tender.subject, at=now)
