"""The opener's one task. Only its own process loads this: the key that opens sealed bids is nowhere else."""

import logging
from collections.abc import Mapping

from celery import shared_task
from celery.signals import worker_init

from portal.ground import keys
from procurement.models import BidPackage, KeyWrap, Opening
from procurement.publication.body import parse, root_of
from procurement.sealing import Expected, Opened, SealError
from procurement.services import openings
from procurement.unsealing import open_package

log = logging.getLogger(__name__)


@worker_init.connect  # type: ignore[untyped-decorator]
def refuse_without_keys(**_signal: object) -> None:
    """An opener without its key, or with one that is the web's, does not start."""
    keys.exit_without("opener")


@shared_task(name=openings.TASK, ignore_result=True)  # type: ignore[untyped-decorator]
def open_bids(number: str, round: int = 1) -> None:
    """Ring: look whether this call's bids may be opened now, and open them. Ringing twice is harmless."""
    if open_now(number, round) is None:
        log.info("nothing to open at %s, round %s", number, round)


def open_now(number: str, round: int = 1) -> Opening | None:
    """Open with the key this process holds; None while something is missing."""
    return openings.open_bids(number, round=round, unseal=unseal)


def unseal(package: BidPackage, wrap: KeyWrap, ciphertexts: Mapping[str, bytes]) -> Opened:
    """One package in clear, if it is what its rows say. Raises SealError."""
    bid, notice = package.bid, package.notice
    if notice.tender_id != bid.tender_id or root_of(parse(notice.body)) != notice.digest:
        raise SealError("notice")
    expected = Expected(
        tender=bid.tender.number,
        notice=notice.digest,
        terms_version=package.terms_version,
        round=package.round,
        bid=bid.number,
        organization=bid.lead.number,
        revision=package.revision,
        commitment=package.commitment,
        envelope_hash=package.envelope_hash,
    )
    return open_package(package.envelope, bytes(wrap.wrapped), wrap.key_id, ciphertexts, expected=expected)
