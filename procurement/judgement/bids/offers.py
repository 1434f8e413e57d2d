"""Reading what was opened, through the wrap the opener made: for the buyer's people and the panel."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from organizations.models import User
from procurement.models import BidItem, BidPackage, Evaluator, KeyWrap, OpenedOffer
from procurement.permissions import openings as permissions
from procurement.permissions import require
from procurement.sealing import MANIFEST, SealError, decrypt_item, digest_of, salted, unwrap_evaluation

_STRUCTURED = (MANIFEST, "answers", "budget", "statement")


@dataclass(frozen=True)
class OfferFile:
    """A file of an opened bid, as its bidder titled it."""

    name: str
    title: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Content:
    """An opened bid in clear: the answers by question, the files without their bytes."""

    answers: dict[str, str]
    files: tuple[OfferFile, ...]


def offer_content(offer: OpenedOffer, *, by: User | Evaluator, now: datetime) -> Content:
    """The answers of an opened bid and what files it has. Raises PermissionDenied, SealError."""
    require(permissions.may_read_offers(by, offer.bid.tender, now=now))
    parts = _clear(offer.package, only=(MANIFEST, "answers"))
    manifest = _manifest(offer.package, parts)
    files = tuple(
        OfferFile(item["name"], item["title"], item["media_type"], item["size"])
        for item in manifest["items"]
        if item["name"] not in _STRUCTURED
    )
    return Content(json.loads(parts["answers"])["answers"], files)


def offer_file(
    offer: OpenedOffer, name: str, *, by: User | Evaluator, now: datetime
) -> tuple[OfferFile, bytes]:
    """One file of an opened bid. Raises PermissionDenied, SealError, KeyError for a name it does not have."""
    require(permissions.may_read_offers(by, offer.bid.tender, now=now))
    parts = _clear(offer.package, only=(MANIFEST, name))
    told = {item["name"]: item for item in _manifest(offer.package, parts)["items"]}
    if name in _STRUCTURED or name not in parts or name not in told:
        raise KeyError(name)
    item = told[name]
    return OfferFile(name, item["title"], item["media_type"], item["size"]), parts[name]


def parts_of(package: BidPackage) -> list[tuple[dict[str, Any], bytes]]:
    """Every part of an opened package with what its manifest says of it. Raises SealError.

    Who may read it is the caller's to judge."""
    parts = _clear(package)
    return [(item, parts[item["name"]]) for item in _manifest(package, parts)["items"]]


def _clear(package: BidPackage, *, only: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Those parts of an opened package, or all of them, decrypted. Raises SealError."""
    of_revision = {"bid": package.bid, "revision": package.revision}
    wrap = KeyWrap.objects.filter(**of_revision, recipient="evaluation").first()
    if wrap is None:
        raise SealError("wrap")
    key = unwrap_evaluation(bytes(wrap.wrapped), envelope_text=package.envelope)
    items = BidItem.objects.filter(**of_revision)
    return {
        item.name: decrypt_item(
            key,
            bid=package.bid.number,
            revision=package.revision,
            name=item.name,
            data=bytes(item.ciphertext),
        )
        for item in (items.filter(name__in=only) if only else items)
    }


def _manifest(package: BidPackage, parts: dict[str, bytes]) -> dict[str, Any]:
    """The manifest the seal committed to; every part that was read is what it says. Raises SealError."""
    data = parts.get(MANIFEST, b"")
    try:
        whole: dict[str, Any] = json.loads(data)
        told = {item["name"]: item for item in whole["items"]}
    except (ValueError, KeyError, TypeError):
        raise SealError("manifest") from None
    read = {name: part for name, part in parts.items() if name != MANIFEST}
    if digest_of(data) != package.commitment or not all(
        name in told and salted(told[name]["salt"], part) == told[name]["sha256"]
        for name, part in read.items()
    ):
        raise SealError("manifest")
    return whole
