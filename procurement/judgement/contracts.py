"""What is recorded of a contract and of its acceptance: what stands against it, and what its notice says."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from organizations.models import Organization, User
from organizations.selectors import hosts_of
from portal.ground.clock import legal_date
from procurement import stated
from procurement.errors import NotOpenError
from procurement.judgement import repeats
from procurement.models import Award, Contract, Objection, RecordDraft, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.permissions.calls import approves_for
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardFault, AwardRefusedError
from procurement.rules.case import Case
from procurement.rules.contracting import PaymentLine, Signed
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.awards import holding, open_objections
from procurement.selectors.holds import concerns
from procurement.selectors.openings import opening_of
from procurement.selectors.parties import implementer_of
from procurement.uploads import CleanFile

# What one of many was kept from, where somebody else was faster.
MEANWHILE = AwardFault("done_meanwhile")
_WORDS = {
    "contract": ("summary_zh", "summary_en"),
    "acceptance": ("quantity_zh", "quality_zh", "users_zh", "early_zh", "panel_zh", "summary_en"),
}


def words_of(kind: str, said: Mapping[str, Any]) -> dict[str, str]:
    """What a record of that kind says in words."""
    return {name: said.get(name, "") for name in _WORDS[kind]}


def standing(
    form_id: UUID, kind: str, subject: str, said: Mapping[str, Any], document: CleanFile | None, by: User
) -> RecordDraft | None:
    """What this form made when it was sent before. Raises OtherWordsError."""
    own = {"kind": kind, "subject": subject, "drafted_by": by}
    found = repeats.standing(RecordDraft, form_id, own=own, said={})
    if found:
        sent = hashlib.sha256(document.data).hexdigest() if document else None
        repeats.same_or_refuse(found.said | {"document": found.document_id}, {**said, "document": sent})
    return found


def require_waiting(draft: RecordDraft, *, by: User, now: datetime) -> None:
    """Raises NotOpenError for what does not wait any more, PermissionDenied."""
    if draft.state != "submitted":
        require(approves_for(by, draft.tender.buyer, now=now))
        raise NotOpenError(draft.subject)
    require(permissions.may_confirm_record(by, draft, now=now))


def form_of(form_id: UUID, award: str) -> UUID:
    """The mark under which the form of many agreements records that award's."""
    return uuid5(form_id, award)


def require_none_waiting(award: str, form_id: UUID) -> None:
    """Raises AwardRefusedError where another record of this contract waits for the second person."""
    waiting = RecordDraft.objects.filter(kind="contract", subject=award, state="submitted")
    if waiting.exclude(form_id=form_id).exists():
        raise AwardRefusedError([AwardFault("waits_already")])


def contract_of(award: Award, said: Mapping[str, Any], draft: RecordDraft | None = None) -> Contract:
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


def judge_contract(contract: Contract, case: Case, said: Mapping[str, Any], now: datetime) -> None:
    """Raises AwardRefusedError with every fault."""
    award = contract.award
    against = _against(award, contract.tender)
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
        hosted=contract.is_hosted,
        host_fee=contract.host_fee_percent,
        only_bid=_is_only_bid(award),
        talked=hasattr(award, "plan_talk"),
    )
    faults = rules.check_contract(
        signed,
        case.facts,
        on=legal_date(now),
        open_objections=sum(one.decided_at is None for one in against),
        funding_confirmed=hasattr(contract.tender, "funding_confirmation"),
        book=case.book,
        calendar=case.calendar,
    )
    if any(one.outcome for one in against):
        faults.append(AwardFault("award_objection_upheld"))
    if faults:
        raise AwardRefusedError(faults)


def _against(award: Award, tender: Tender) -> list[Objection]:
    """The objections that keep this award from its contract: of a statutory result every open one, of a programme those
    that concern it and are open or were upheld."""
    if tender.regime == STATUTORY:
        return list(open_objections(tender))
    return [one for one in holding(tender) if concerns(one, bid=award.bid_id, lot=award.lot_id)]


def _is_only_bid(award: Award) -> bool:
    opening = opening_of(award.lot.tender)
    return opening is not None and opening.bids == 1


def _signatory(award: Award, host: Organization | None) -> Organization:
    """The winner; or the host, where both have confirmed that it signs for it."""
    if host is not None and host.pk != award.supplier_id:
        require(hosts_of(award.bid.lead).filter(pk=host.pk).exists())
        return host
    return award.supplier


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
        "lot": award.lot.position,
        "name_zh": contract.signatory.name_zh,
        "name_en": contract.signatory.name_en,
        "implementer_zh": group.name_zh if group else "",
        "implementer_en": group.name_en if group else "",
        "address": award.supplier_address,
        "contact": award.supplier_contact,
        "value": f"{contract.value:f}",
        "signed_on": contract.signed_on.isoformat(),
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "payments": contract.payments,
        "hosted": contract.host_fee_percent is not None,
        "host_fee_percent": stated.plain(contract.host_fee_percent),
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


def judge_acceptance(contract: Contract, case: Case, said: Mapping[str, Any], now: datetime) -> None:
    """Raises AwardRefusedError with every fault."""
    faults = rules.check_acceptance(
        date.fromisoformat(said["accepted_on"]),
        case.facts,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        on=legal_date(now),
        users_took_part=said["service_users_took_part"],
        users_said=said["users_zh"],
        early=said["early_zh"],
        panel=said.get("panel_zh", ""),
        book=case.book,
        calendar=case.calendar,
    )
    if faults:
        raise AwardRefusedError(faults)


def acceptance_part(contract: Contract, said: Mapping[str, Any]) -> dict[str, Any]:
    """What an acceptance notice says."""
    party = contract.signatory
    return {"contract": contract.number, "name_zh": party.name_zh, "name_en": party.name_en} | dict(said)


def preview(draft: RecordDraft) -> dict[str, Any]:
    """What the notice of this record would say."""
    if draft.kind == "acceptance":
        contract = Contract.objects.select_related("signatory").get(number=draft.subject)
        return acceptance_part(contract, draft.said)
    award = Award.objects.select_related("lot__tender__buyer", "bid__lead", "supplier").get(
        number=draft.subject
    )
    return contract_part(contract_of(award, draft.said, draft))
