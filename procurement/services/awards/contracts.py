"""Contracts: recorded when they are signed, published by a second person, then paid and filed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import Organization, User
from organizations.selectors import hosts_of
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement import fields
from procurement.errors import NotOpenError
from procurement.facts import facts_of
from procurement.judgement import calls, law, public_words
from procurement.judgement.calls import Medium
from procurement.judgement.public_files import guard_file
from procurement.models import Award, Contract, RecordDraft, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardFault, AwardRefusedError
from procurement.rules.contracting import PaymentLine, Signed
from procurement.selectors.awards import open_objections
from procurement.selectors.parties import implementer_of
from procurement.services import duties
from procurement.services.awards import contract_steps, records
from procurement.services.calls import notices
from procurement.services.calls.tenders import locked
from procurement.uploads import CleanFile


@transaction.atomic
def record(
    award_number: str,
    *,
    value: Decimal,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    payments: Sequence[PaymentLine],
    host: Organization | None = None,
    host_fee_percent: Decimal | None = None,
    summary_zh: str = "",
    summary_en: str = "",
    document: CleanFile | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> RecordDraft:
    """Record a signed contract or grant agreement, in yuan; nothing is public before a second person confirms
    it. ``host`` signs for a winner on no register; ``document`` is the text with its secrets taken out. A second
    press gives the first record, another record takes the place of one that waits.

    Raises OtherWordsError where the first record said something else, AwardRefusedError with every fault,
    PersonalDataError, PermissionDenied."""
    award, tender = _awarded(award_number)
    said = {
        "value": f"{value:f}",
        "signed_on": signed_on.isoformat(),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "payments": [
            {"share": fields.plain(one.share), "due_on": one.due_on.isoformat(), "basis": one.basis}
            for one in payments
        ],
        "host": host.number if host is not None and host.pk != award.supplier_id else "",
        "host_fee_percent": None if host_fee_percent is None else f"{host_fee_percent:f}",
        "summary_zh": summary_zh,
        "summary_en": summary_en,
    }
    if standing := records.standing(form_id, "contract", award_number, said, document, by):
        return standing
    require(permissions.may_sign(by, award, now=now))
    if document is not None:
        guard_file(document, tender)
    _judge(_contract_of(award, said), said, now)
    return records.keep(
        tender, "contract", award_number, said, document=document, form_id=form_id, by=by, now=now
    )


def _awarded(number: str) -> tuple[Award, Tender]:
    """The award and its tender, locked. Raises Award.DoesNotExist."""
    found = Award.objects.select_related("lot__tender").get(number=number)
    tender = locked(found.lot.tender.number)
    return Award.objects.select_related("lot__tender__buyer", "bid__lead", "supplier").get(
        pk=found.pk
    ), tender


def _contract_of(award: Award, said: Mapping[str, Any], draft: RecordDraft | None = None) -> Contract:
    """The contract that ``said`` describes, not saved. Raises PermissionDenied for a host that is none."""
    host = Organization.objects.get(number=said["host"]) if said["host"] else None
    fee = said["host_fee_percent"]
    return Contract(
        number=award.number.replace("-A", "-C"),
        award=award,
        tender=award.lot.tender,
        signatory=_signatory(award, host),
        value=Decimal(said["value"]),
        **{name: date.fromisoformat(said[name]) for name in ("signed_on", "starts_on", "ends_on")},
        payments=said["payments"],
        host_fee_percent=None if fee is None else Decimal(fee),
        summary_zh=said["summary_zh"],
        summary_en=said["summary_en"],
        document=draft.document if draft else None,
        document_extension=draft.document_extension if draft else "",
    )


def _judge(contract: Contract, said: Mapping[str, Any], now: datetime) -> None:
    """Raises AwardRefusedError with every fault, PersonalDataError."""
    award = contract.award
    public_words.guard(
        {name: said[name] for name in ("summary_zh", "summary_en")}, office=award.lot.tender.buyer_id
    )
    signed = Signed(
        value=contract.value,
        award=award.value,
        awarded_on=legal_date(award.at),
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        payments=[
            PaymentLine(Decimal(one["share"]), date.fromisoformat(one["due_on"]), one["basis"])
            for one in contract.payments
        ],
        signatory_registered=contract.signatory.is_registered,
        hosted=contract.signatory_id != award.bid.lead_id,
        host_fee=contract.host_fee_percent,
    )
    if faults := faults_of(contract.tender, signed, on=legal_date(now)):
        raise AwardRefusedError(faults)


def preview(draft: RecordDraft) -> dict[str, Any]:
    """What the notice of this record would say."""
    award = Award.objects.select_related("lot__tender__buyer", "bid__lead", "supplier").get(
        number=draft.subject
    )
    return contract_part(_contract_of(award, draft.said, draft))


@transaction.atomic
def sign(pk: int, *, comment: str = "", medium: Medium | None = None, by: User, now: datetime) -> Contract:
    """The second person confirms a recorded contract, and it is published at once. A second press gives the
    first contract.

    Raises NotOpenError for what waits no more, AwardRefusedError where something changed since,
    MediumNeededError, PermissionDenied."""
    _tender, draft = records.opened(pk, "contract")
    if draft.state == "published" and draft.confirmed_by_id == by.pk:
        return Contract.objects.get(award__number=draft.subject)
    award, tender = _awarded(draft.subject)
    records.require_waiting(draft, by=by, now=now)
    require(permissions.may_sign(by, award, now=now))
    standing_at = calls.standing_of(tender, medium, now=now)
    contract = _contract_of(award, draft.said, draft)
    _judge(contract, draft.said, now)
    contract.tender = tender
    contract.signed_by, contract.recorded_at, contract.form_id = by, now, draft.form_id
    contract.save(force_insert=True)
    records.confirmed(draft, comment=comment, by=by, now=now)
    _publish(contract, tender, standing=standing_at, by=by, now=now)
    return contract


def _signatory(award: Award, host: Organization | None) -> Organization:
    """The winner; or the host, where both have confirmed that it signs for it."""
    if host is not None and host.pk != award.supplier_id:
        require(hosts_of(award.bid.lead).filter(pk=host.pk).exists())
        return host
    return award.supplier


def faults_of(tender: Tender, signed: Signed, *, on: date) -> list[AwardFault]:
    """All that stands against this contract."""
    book, calendar = law.law_of(tender)
    return rules.check_contract(
        signed,
        facts_of(tender),
        on=on,
        open_objections=open_objections(tender).count(),
        funding_confirmed=hasattr(tender, "funding_confirmation"),
        book=book,
        calendar=calendar,
    )


def _publish(contract: Contract, tender: Tender, *, standing: Medium, by: User, now: datetime) -> None:
    duties.done(tender, "sign_contract", now=now)
    contract_steps.sign_if_all_signed(tender, now=now)
    notice = notices.add_notice(
        tender,
        kind="contract",
        legal_at=standing.at,
        now=now,
        medium_url=standing.url,
        extra={"contract": contract_part(contract)},
    )
    contract.notice, contract.published_at = notice, now
    contract.save(update_fields=["notice", "published_at"])
    notices.after_notice(tender, notice, actor=by.pseudonym, now=now)
    book, calendar = law.law_of(tender)
    on_time = rules.in_time(
        facts_of(tender), "contract.publication_max", start=contract.signed_on,
        done_on=legal_date(standing.at), book=book, calendar=calendar,
    )  # fmt: skip
    ledger.record(
        "contract_signed", subject=tender.subject, actor=by.pseudonym, at=now, contract=contract.number,
        published_in_time=on_time,
    )  # fmt: skip


def contract_part(contract: Contract) -> dict[str, Any]:
    """What a contract notice says; the implementing group only by its consent."""
    award = contract.award
    group = implementer_of(award.bid.lead, contract.signatory)
    talk = getattr(award, "plan_talk", None)
    funding = getattr(contract.tender, "funding_confirmation", None)
    document = contract.document
    return {
        "number": contract.number,
        "award": award.number,
        "name_zh": contract.signatory.name_zh,
        "name_en": contract.signatory.name_en,
        "implementer_zh": group.name_zh if group else "",
        "implementer_en": group.name_en if group else "",
        "value": f"{contract.value:f}",
        "signed_on": contract.signed_on.isoformat(),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "payments": contract.payments,
        "hosted": contract.host_fee_percent is not None,
        "host_fee_percent": fields.plain(contract.host_fee_percent),
        "summary_zh": contract.summary_zh,
        "summary_en": contract.summary_en,
        "funding": funding.document_no if funding else "",
        "talk": {"held_on": talk.held_on.isoformat(), "zh": talk.changes_zh, "en": talk.changes_en}
        if talk
        else {},
        "document": {"sha256": document.pk, "size": document.size, "extension": contract.document_extension}
        if document
        else {},
    }


@transaction.atomic
def record_payment(
    number: str, *, paid_on: date, passed_on: date | None = None, by: User, now: datetime
) -> Contract:
    """The first payment was made on that day and, where a host signed, passed on to the group: public, each
    day set once.

    Raises NotOpenError where it stands already, AwardRefusedError for a day that cannot be."""
    contract, tender = _locked(number)
    require(permissions.may_record_payment(by, contract, now=now))
    if contract.first_paid_on is not None and (contract.first_passed_on is not None or passed_on is None):
        raise NotOpenError(number)
    paid_on = contract.first_paid_on or paid_on
    if faults := rules.check_payment(paid_on, passed_on, signed_on=contract.signed_on, on=legal_date(now)):
        raise AwardRefusedError(faults)
    contract.first_paid_on, contract.first_passed_on = paid_on, passed_on
    contract.save(update_fields=["first_paid_on", "first_passed_on"])
    duties.done(tender, "make_first_payment", subject=number, now=now)
    duties.replan(tender, now=now)
    ledger.record(
        "first_payment_made", subject=tender.subject, actor=by.pseudonym, at=now, contract=number,
        paid_on=paid_on, passed_on=passed_on or "",
    )  # fmt: skip
    return contract


@transaction.atomic
def record_filing(number: str, *, filed_on: date, filed_no: str, by: User, now: datetime) -> Contract:
    """Finance has its copy (GPL art. 47). Raises NotOpenError where that is recorded, AwardRefusedError,
    PersonalDataError."""
    contract, tender = _locked(number)
    if contract.filed_on is not None:
        raise NotOpenError(number)
    require(permissions.may_record_filing(by, contract, now=now))
    if faults := rules.check_payment(filed_on, None, signed_on=contract.signed_on, on=legal_date(now)):
        raise AwardRefusedError(faults)
    public_words.guard({"filed_no": filed_no}, office=tender.buyer_id)
    contract.filed_on, contract.filed_no = filed_on, filed_no
    contract.save(update_fields=["filed_on", "filed_no"])
    duties.done(tender, "file_contract", subject=number, now=now)
    duties.replan(tender, now=now)
    ledger.record(
        "contract_filed",
        subject=tender.subject,
        actor=by.pseudonym,
        at=now,
        contract=number,
        filed_on=filed_on,
    )
    return contract


def _locked(number: str) -> tuple[Contract, Tender]:
    """The contract and its tender, locked. Raises Contract.DoesNotExist."""
    found = Contract.objects.select_related("tender").get(number=number)
    tender = locked(found.tender.number)
    return Contract.objects.select_related("tender__buyer").get(pk=found.pk), tender
