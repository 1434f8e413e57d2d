"""Whether all that is kept holds together: the record, receipts, notices, files, and the keys of sealed bids.

Reads everything anew; nothing is believed because it was once right."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef

from portal.ground import keys
from portal.ground.files import FilesAwayError
from portal.ground.keyset import walk
from portal.ground.ledger import blobs, seals
from portal.ground.ledger.models import Blob, Event, Seal
from portal.ground.ledger.recording import body
from portal.ground.ledger.verify import (
    BrokenError,
    digest_of,
    merkle_root,
    verify_checkpoints,
    verify_lines,
)
from procurement import signing
from procurement.models import KeyWrap, Notice, Receipt, ReceiptKey
from procurement.publication.body import parse, root_of

PATIENCE = 30  # seconds, for an address with checkpoints
MOST_TOLD = 20
# Where offers can still wait to be opened, final offers of a consultation among them.
UNOPENED = ("open", "suspended", "closed", "evaluating")
# What an address may at most send: a line a seal, five minutes apart, for thirty years.
MOST_BYTES = 300_000_000


@dataclass(frozen=True)
class Found:
    """What one check saw: how many things it looked at, and each fault in words."""

    name: str
    looked_at: int
    faults: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        if not self.faults:
            yield f"OK      {self.name}: {self.looked_at}"
        for fault in self.faults[:MOST_TOLD]:
            yield f"BROKEN  {self.name}: {fault}"
        if more := len(self.faults[MOST_TOLD:]):
            yield f"BROKEN  {self.name}: and {more} more"


def all_found(checkpoints: str = "") -> Iterator[Found]:
    """Every check, one after the other; ``checkpoints`` is a file or an address of those published earlier."""
    for name, check in CHECKS.items():
        yield _told(name, check())
    yield _told("record, as the public checks it", _chain(checkpoints))


def _told(name: str, faults: Iterator[str | None]) -> Found:
    """A check yields ``None`` for what is right and words for what is not."""
    said = list(faults)
    return Found(name, len(said), tuple(fault for fault in said if fault))


def _events() -> Iterator[str | None]:
    for event in walk(Event.objects.all(), "id"):
        try:
            right = digest_of(body(event, json.loads(event.payload))) == event.digest
        except ValueError:
            right = False
        yield None if right else f"event {event.pk} ({event.kind} {event.subject}) was changed"


def _hidden() -> Iterator[str | None]:
    """Events that are not public, whose root alone is published."""
    events = walk(Event.objects.filter(public=False, seal__isnull=False), "seal_id", "id")
    event = next(events, None)
    for seal in walk(Seal.objects.all(), "number"):
        leaves = []
        while event is not None and event.seal_id == seal.number:
            leaves.append(bytes.fromhex(event.digest))
            event = next(events, None)
        right = merkle_root([*leaves, bytes.fromhex(seal.blind)]).hex() == seal.hidden
        yield (
            None if right else f"under seal {seal.number} an event that is not public was changed or is gone"
        )


def _receipts() -> Iterator[str | None]:
    known = dict(ReceiptKey.objects.values_list("kid", "x"))
    for receipt in walk(Receipt.objects.all(), "id"):
        if receipt.kid not in known:
            yield f"receipt {receipt.number} names the key {receipt.kid}, which is gone"
        elif signing.verify_receipt(receipt.text, receipt.signature, known[receipt.kid]):
            yield None
        else:
            yield f"receipt {receipt.number} was changed"


def _notices() -> Iterator[str | None]:
    for notice in walk(Notice.objects.select_related("tender"), "id", size=200):
        try:
            right = root_of(parse(notice.body)) == notice.digest
        except (ValueError, AttributeError):
            right = False
        yield None if right else f"notice {notice.seq} of {notice.tender.number} was changed"


def _files() -> Iterator[str | None]:
    for blob in walk(Blob.objects.all(), "sha256"):
        try:
            yield _file(blob)
        except FilesAwayError as error:
            yield f"from {blob} on nobody could look, the files cannot be reached: {error}"
            return


def _file(blob: Blob) -> str | None:
    """Raises FilesAwayError."""
    try:
        blobs.open(blob.sha256).close()
    except blobs.BlobRottenError:
        return f"{blob} {'is not what was kept' if blobs.exists(blob.sha256) else 'is gone'}"
    return None


def _sealed() -> Iterator[str | None]:
    """Bids that wait to be opened were sealed to the keys of this portal."""
    opened = KeyWrap.objects.filter(
        bid=OuterRef("bid"), revision=OuterRef("revision"), recipient="evaluation"
    )
    waiting = KeyWrap.objects.filter(~Exists(opened), bid__tender__step__in=UNOPENED)
    for recipient, name in (("opening", "OPENING_PUBLIC_KEY"), ("recovery", "RECOVERY_PUBLIC_KEY")):
        try:
            own = keys.key_id(keys.read(name, getattr(settings, name)))
        except keys.KeyRefusedError:
            own = ""
        for wrap in walk(waiting.filter(recipient=recipient).only("key_id"), "id"):
            right = wrap.key_id == own
            yield None if right else f"a sealed bid needs the key {wrap.key_id}; {name} is {own or 'not set'}"


def _chain(checkpoints: str) -> Iterator[str | None]:
    try:
        held = verify_lines(seals.audit_lines())
        yield from (None for _ in held)
        if checkpoints:
            verify_checkpoints(held, _lines(checkpoints))
    except (BrokenError, OSError, ValueError) as error:
        yield f"{checkpoints}: {error}" if isinstance(error, OSError) else str(error)


def _lines(place: str) -> list[str]:
    """Raises OSError, ValueError."""
    if place.startswith(("https://", "http://")):
        with urllib.request.urlopen(place, timeout=PATIENCE) as answer:  # noqa: S310
            return str(answer.read(MOST_BYTES).decode()).splitlines()
    return Path(place).read_text().splitlines()


CHECKS: dict[str, Callable[[], Iterator[str | None]]] = {
    "events": _events,
    "events that are not public": _hidden,
    "receipts": _receipts,
    "notices": _notices,
    "files": _files,
    "keys of sealed bids": _sealed,
}
