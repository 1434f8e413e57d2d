"""The encrypted parts of one unsealed revision: nothing of them reaches SQL or a disk in clear."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from procurement import sealing
from procurement.errors.bids import BeingSealedError, DraftGoneError
from procurement.models import Bid, BidItem, Intake, KeyWrap
from procurement.sealing import MANIFEST

JSON = "application/json"
ANSWERS, BUDGET, FILE = "answers", "budget", "file-"


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


class Parts:
    """The parts of one revision under its content key. ``manifest`` is kept in step with them.

    Raises SealError for parts that are not those of this revision."""

    def __init__(self, bid: Bid, revision: int, key: bytes) -> None:
        self.bid, self.revision, self.key = bid, revision, key
        self.manifest: dict[str, Any] = json.loads(self.read(MANIFEST) or b"{}") or self._empty()

    def restate(self, now: datetime) -> None:
        """Say in the manifest who stands behind the bid by now."""
        self.manifest["parties"] = self._empty()["parties"]
        self._list(self.entries, now)

    def _empty(self) -> dict[str, Any]:
        parties = self.bid.parties.select_related("organization").order_by("part", "organization__number")
        return {
            "version": sealing.VERSION,
            "parties": [{"organization": row.organization.number, "part": row.part} for row in parties],
            "items": [],
        }

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the manifest says of each part, in order."""
        entries: list[dict[str, Any]] = self.manifest["items"]
        return entries

    @property
    def files(self) -> list[dict[str, Any]]:
        return [entry for entry in self.entries if entry["name"].startswith(FILE)]

    @property
    def commitment(self) -> str:
        return sealing.commitment_of(self.manifest)

    def read(self, name: str) -> bytes | None:
        """One part in clear, None where there is none."""
        row = BidItem.objects.filter(bid=self.bid, revision=self.revision, name=name).first()
        if row is None:
            return None
        return sealing.decrypt_item(
            self.key, bid=self.bid.number, revision=self.revision, name=name, data=bytes(row.ciphertext)
        )

    def json(self, name: str) -> dict[str, Any]:
        """A part that is JSON; {} where there is none."""
        known: dict[str, Any] = json.loads(self.read(name) or b"{}")
        return known

    def is_same(self, entry: dict[str, Any], data: bytes) -> bool:
        """Whether the part ``entry`` tells of holds exactly ``data``."""
        return bool(entry["size"] == len(data) and entry["sha256"] == sealing.salted(entry["salt"], data))

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
        self.manifest["items"] = sorted(entries, key=lambda entry: _place(entry["name"]))
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

    def digests(self) -> tuple[tuple[str, str], ...]:
        """(name, SHA-256 of the ciphertext) of every part, in the order of an envelope."""
        rows = BidItem.objects.filter(bid=self.bid, revision=self.revision).values_list("name", "digest")
        return tuple(sorted(rows, key=lambda row: _place(row[0])))


def _place(name: str) -> tuple[int, int, str]:
    """The order of parts: manifest, answers, budget, files by their number."""
    if name.startswith(FILE):
        return (3, int(name.removeprefix(FILE)), name)
    return ((MANIFEST, ANSWERS, BUDGET).index(name), 0, name)


def begin(bid: Bid, revision: int, *, now: datetime) -> Parts:
    """A revision without content, under a key of its own."""
    key = sealing.new_content_key()
    wrapped = sealing.wrap_draft(key, bid=bid.number, revision=revision)
    KeyWrap.objects.create(
        bid=bid, revision=revision, recipient="draft", key_id=sealing.draft_key_id(), wrapped=wrapped
    )
    parts = Parts(bid, revision, key)
    parts._list([], now)
    return parts


def opened(bid: Bid) -> Parts:
    """The parts of the draft of ``bid``, as they stand. Raises SealError, DraftGoneError."""
    revision = bid.draft_revision or 0
    wrap = KeyWrap.objects.filter(bid=bid, revision=revision, recipient="draft").first()
    if wrap is None:
        raise DraftGoneError(bid.number)
    return Parts(bid, revision, sealing.unwrap_draft(bytes(wrap.wrapped), bid=bid.number, revision=revision))


def writable(bid: Bid, *, now: datetime) -> Parts:
    """The parts of the draft, to be changed, of a locked bid.

    A revision that came too late is evidence and stays: its parts go on under a new revision and a new key.
    Raises BeingSealedError while a press on it is undecided."""
    parts = opened(bid)
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


def last_press(bid: Bid, revision: int) -> Intake | None:
    """The newest press on *seal* for one revision."""
    pressed = bid.intakes.filter(act="lodge", package__revision=revision)
    return pressed.select_related("verdict", "package").order_by("received_at", "id").last()


def refuse_while_pressed(bid: Bid) -> None:
    """Raises BeingSealedError while what was pressed for the draft of ``bid`` is undecided."""
    pressed = last_press(bid, bid.draft_revision or 0)
    if pressed is not None and not hasattr(pressed, "verdict"):
        raise BeingSealedError(pressed)


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
