"""Agreements of one call, many at once: each recorded, confirmed or sent back by the verb for one, in a transaction of
its own. What stands against one stops no other."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import Organization, User
from procurement.errors import NotOpenError, OtherWordsError
from procurement.judgement import calls
from procurement.judgement import contracts as judgement
from procurement.judgement.calls import Medium
from procurement.models import Award, RecordDraft, Tender
from procurement.permissions import awards as permissions
from procurement.permissions import require
from procurement.rules.awarding import AwardFault, AwardRefusedError
from procurement.rules.contracting import PaymentLine
from procurement.services.awards import contracts, records
from procurement.services.calls.tenders import locked
from procurement.uploads import CleanFile

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Terms:
    """What the agreements have in common."""

    starts_on: date
    ends_on: date
    payments: Sequence[PaymentLine]
    summary_zh: str = ""
    summary_en: str = ""
    document: CleanFile | None = None


@dataclass(frozen=True)
class Own:
    """What one agreement has of its own; its sum is that of its award."""

    award: Award
    signed_on: date
    host: Organization | None = None
    host_fee_percent: Decimal | None = None


def record(
    number: str, terms: Terms, rows: Iterable[Own], *, form_id: UUID, by: User, now: datetime
) -> dict[str, list[AwardFault]]:
    """Record a signed agreement for each of ``rows``; each waits for a second person. A second press gives the first
    records; one that waits already is not replaced. Gives what stands against those that were not recorded, by award.

    Raises PersonalDataError, PersonalFileError before any is recorded, PermissionDenied."""
    tender = Tender.objects.select_related("buyer").get(number=number)
    require(permissions.may_sign_some(by, tender, now=now))

    def one(own: Own) -> None:
        locked(number)
        own_form = judgement.form_of(form_id, own.award.number)
        judgement.require_none_waiting(own.award.number, own_form)
        contracts.record(
            own.award.number,
            value=own.award.value,
            signed_on=own.signed_on,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            payments=terms.payments,
            host=own.host,
            host_fee_percent=own.host_fee_percent,
            summary_zh=terms.summary_zh,
            summary_en=terms.summary_en,
            document=terms.document,
            form_id=own_form,
            by=by,
            now=now,
        )

    return _each({own.award.number: own for own in rows if own.award.lot.tender_id == tender.pk}, one)


def confirm(
    number: str,
    drafts: Iterable[int],
    *,
    media: Mapping[int, Medium] = MappingProxyType({}),
    comment: str = "",
    by: User,
    now: datetime,
) -> dict[int, list[AwardFault]]:
    """The second person confirms these records of agreements; each is published at once, a statutory one with its own
    of ``media``, where and since when it stands on the official medium. Gives what stands against those that were
    not confirmed.

    Raises MediumNeededError where one of a statutory call lacks that, before any is confirmed, PermissionDenied."""
    tender = Tender.objects.select_related("buyer").get(number=number)
    require(permissions.may_confirm_many(by, tender, now=now))
    waiting = _of_call(tender, drafts)
    for pk in waiting:
        calls.standing_of(tender, media.get(pk), now=now)

    def one(pk: int) -> None:
        contracts.sign(pk, comment=comment, medium=media.get(pk), by=by, now=now)

    return _each(waiting, one)


def send_back(
    number: str, drafts: Iterable[int], *, comment: str, by: User, now: datetime
) -> dict[int, list[AwardFault]]:
    """The second person sends these records of agreements back, with the same words. Raises PermissionDenied."""
    tender = Tender.objects.select_related("buyer").get(number=number)
    require(permissions.may_confirm_many(by, tender, now=now))
    return _each(_of_call(tender, drafts), lambda pk: records.send_back(pk, comment=comment, by=by, now=now))


def _of_call(tender: Tender, drafts: Iterable[int]) -> dict[int, int]:
    own = RecordDraft.objects.filter(tender=tender, kind="contract", pk__in=list(drafts))
    return {pk: pk for pk in own.order_by("pk").values_list("pk", flat=True)}


def _each(rows: dict[K, Any], act: Callable[[Any], object]) -> dict[K, list[AwardFault]]:
    """Do ``act`` for each row; what stands against those for which it was not done."""
    against: dict[K, list[AwardFault]] = {}
    for key, row in rows.items():
        try:
            with transaction.atomic():
                act(row)
        except AwardRefusedError as error:
            against[key] = error.faults
        except (NotOpenError, OtherWordsError, PermissionDenied):
            against[key] = [judgement.MEANWHILE]
    return against
