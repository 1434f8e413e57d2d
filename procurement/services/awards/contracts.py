"""Contracts: recorded when they are signed, published by a second person, then paid and filed."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from organizations.models import Organization, User
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement import stated
from procurement.errors import NotOpenError
from procurement.judgement import contracts as judgement
from procurement.judgement import law
from procurement.judgement.awards import standing_after
from procurement.judgement.calls import Medium
from procurement.models import Award, Contract, RecordDraft, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardRefusedError
from procurement.rules.case import Case
from procurement.rules.contracting import PaymentLine
from procurement.services import duties, public_words
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
            {"share": stated.plain(one.share), "due_on": one.due_on.isoformat(), "basis": one.basis}
            for one in payments
        ],
        "host": host.number if host is not None and host.pk != award.supplier_id else "",
        "host_fee_percent": None if host_fee_percent is None else f"{host_fee_percent:f}",
        "summary_zh": summary_zh,
        "summary_en": summary_en,
    }
    if standing := judgement.standing(form_id, "contract", award_number, said, document, by):
        return standing
    require(permissions.may_sign(by, award, now=now))
    if document is not None:
        public_words.guard_file(document, tender)
    public_words.guard(judgement.words_of("contract", said), about=tender.subject)
    judgement.judge_contract(judgement.contract_of(award, said), law.case_of(tender), said, now)
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
    judgement.require_waiting(draft, by=by, now=now)
    require(permissions.may_sign(by, award, now=now))
    standing_at = standing_after(tender, medium, tender.notices.filter(kind="award"), now=now)
    public_words.guard(judgement.words_of("contract", draft.said), about=tender.subject)
    contract = judgement.contract_of(award, draft.said, draft)
    case = law.case_of(tender)
    judgement.judge_contract(contract, case, draft.said, now)
    contract.tender = tender
    contract.signed_by, contract.recorded_at, contract.form_id = by, now, draft.form_id
    contract.save(force_insert=True)
    records.confirmed(draft, comment=comment, by=by, now=now)
    _publish(contract, tender, case, standing=standing_at, by=by, now=now)
    return contract


def _publish(
    contract: Contract, tender: Tender, case: Case, *, standing: Medium, by: User, now: datetime
) -> None:
    duties.done(tender, "sign_contract", now=now)
    contract_steps.sign_if_all_signed(tender, now=now)
    notice = notices.add_notice(
        tender,
        kind="contract",
        legal_at=standing.at,
        now=now,
        medium_url=standing.url,
        extra={"contract": judgement.contract_part(contract)},
    )
    contract.notice, contract.published_at = notice, now
    contract.save(update_fields=["notice", "published_at"])
    notices.after_notice(tender, notice, case, actor=by.pseudonym, now=now)
    on_time = rules.in_time(
        case.facts, "contract.publication_max", start=contract.signed_on,
        done_on=legal_date(standing.at), book=case.book, calendar=case.calendar,
    )  # fmt: skip
    ledger.record(
        "contract_signed", subject=tender.subject, actor=by.pseudonym, at=now, contract=contract.number,
        published_in_time=on_time,
    )  # fmt: skip


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
    if passed_on is not None:
        duties.done(tender, "pass_on_payment", subject=number, now=now)
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
    public_words.guard({"filed_no": filed_no}, about=tender.subject)
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
