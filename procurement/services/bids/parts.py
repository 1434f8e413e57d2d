"""The encrypted parts of one unsealed revision: nothing of them reaches SQL or a disk in clear."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from procurement import sealing
from procurement.judgement.bids.parts import JSON, Parts, last_press, place_of, refuse_while_pressed
from procurement.models import Bid, BidItem, KeyWrap
from procurement.sealing import MANIFEST


def locked(number: str) -> Bid:
    """The bid, locked for this transaction, its tender not. Raises Bid.DoesNotExist.

    Not a plain FOR UPDATE: that would make the intakes of this bid wait, whose rows point here."""
    return (
        Bid.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tender__buyer", "lead", "current")
        .get(number=number)
    )


def locked_by_id(pk: int) -> Bid:
    """:func:`locked`, for a bid known by its row."""
    return locked(Bid.objects.values_list("number", flat=True).get(pk=pk))


class WritableParts(Parts):
    """The parts of a draft that may be changed, of a locked bid; ``manifest`` is kept in step with them."""

    def restate(self, now: datetime) -> None:
        """Say in the manifest who stands behind the bid by now."""
        self.manifest["parties"] = self._empty()["parties"]
        self._list(self.entries, now)

    def write(
        self, name: str, data: bytes, *, title: str = "", media_type: str = JSON, now: datetime
    ) -> None:
        """Keep ``data`` as the part ``name``, and say so in the manifest."""
        salt = sealing.new_salt()
        entry = {
            "name": name,
            "title": title,
            "media_type": media_type,
            "size": len(data),
            "sha256": sealing.salted(salt, data),
            "salt": salt,
        }
        self._store(name, data, now)
        self._list([*(one for one in self.entries if one["name"] != name), entry], now)

    def write_json(self, name: str, value: dict[str, Any], *, now: datetime) -> None:
        self.write(name, sealing.canonical({"version": sealing.VERSION, **value}).encode(), now=now)

    def remove(self, name: str, *, now: datetime) -> None:
        """Take one part away. Twice is harmless."""
        BidItem.objects.filter(bid=self.bid, revision=self.revision, name=name).delete()
        self._list([entry for entry in self.entries if entry["name"] != name], now)

    def _list(self, entries: list[dict[str, Any]], now: datetime) -> None:
        self.manifest["items"] = sorted(entries, key=lambda entry: place_of(entry["name"]))
        self._store(MANIFEST, sealing.canonical(self.manifest).encode(), now)

    def _store(self, name: str, data: bytes, now: datetime) -> None:
        ciphertext = sealing.encrypt_item(
            self.key, bid=self.bid.number, revision=self.revision, name=name, data=data
        )
        BidItem.objects.update_or_create(
            bid=self.bid,
            revision=self.revision,
            name=name,
            defaults={"ciphertext": ciphertext, "digest": sealing.digest_of(ciphertext), "saved_at": now},
        )


def begin(bid: Bid, revision: int, *, now: datetime) -> WritableParts:
    """A revision without content, under a key of its own."""
    key = sealing.new_content_key()
    wrapped = sealing.wrap_draft(key, bid=bid.number, revision=revision)
    KeyWrap.objects.create(
        bid=bid, revision=revision, recipient="draft", key_id=sealing.draft_key_id(), wrapped=wrapped
    )
    parts = WritableParts(bid, revision, key)
    parts._list([], now)
    return parts


def writable(bid: Bid, *, now: datetime) -> WritableParts:
    """The parts of the draft, to be changed, of a locked bid.

    A revision that came too late is evidence and stays: its parts go on under a new revision and a new key.
    Raises BeingSealedError while a press on it is undecided."""
    parts = WritableParts.of_draft(bid)
    if last_press(bid, parts.revision) is None:
        return parts
    refuse_while_pressed(bid)
    fresh = begin(bid, parts.revision + 1, now=now)
    for entry, data in _contents(parts):
        fresh.write(entry["name"], data, title=entry["title"], media_type=entry["media_type"], now=now)
    drop_wraps(bid, revision=parts.revision)
    bid.draft_revision = fresh.revision
    bid.save(update_fields=["draft_revision"])
    return fresh


def _contents(parts: Parts) -> Iterator[tuple[dict[str, Any], bytes]]:
    for entry in list(parts.entries):
        yield entry, parts.read(entry["name"]) or b""


def drop_wraps(bid: Bid, *, revision: int, recipients: tuple[str, ...] = ("draft",)) -> None:
    """Delete the wraps of one revision for these recipients: nobody holds them any more."""
    KeyWrap.objects.filter(bid=bid, revision=revision, recipient__in=recipients).delete()


def drop_draft(bid: Bid) -> None:
    """Delete the draft of ``bid``: its wrap always, its parts unless they were sealed and are evidence."""
    if bid.draft_revision is None:
        return
    drop_wraps(bid, revision=bid.draft_revision)
    if not bid.packages.filter(revision=bid.draft_revision).exists():
        BidItem.objects.filter(bid=bid, revision=bid.draft_revision).delete()
