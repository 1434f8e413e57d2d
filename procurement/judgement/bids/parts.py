"""The encrypted parts of one unsealed revision, read in clear: nothing of them reaches SQL or a disk so."""

import json
from typing import Any, Self

from procurement import sealing
from procurement.errors.bids import BeingSealedError, DraftGoneError
from procurement.models import Bid, BidItem, Intake, KeyWrap
from procurement.sealing import MANIFEST

JSON = "application/json"
ANSWERS, BUDGET, STATEMENT, FILE = "answers", "budget", "statement", "file-"


class Parts:
    """The parts of one revision under its content key. ``manifest`` says what there is.

    Raises SealError for parts that are not those of this revision."""

    def __init__(self, bid: Bid, revision: int, key: bytes) -> None:
        self.bid, self.revision, self.key = bid, revision, key
        self.manifest: dict[str, Any] = json.loads(self.read(MANIFEST) or b"{}") or self._empty()

    @classmethod
    def of_draft(cls, bid: Bid) -> Self:
        """Those of the draft of ``bid``, as they stand. Raises SealError, DraftGoneError."""
        revision = bid.draft_revision or 0
        wrap = KeyWrap.objects.filter(bid=bid, revision=revision, recipient="draft").first()
        if wrap is None:
            raise DraftGoneError(bid.number)
        return cls(
            bid, revision, sealing.unwrap_draft(bytes(wrap.wrapped), bid=bid.number, revision=revision)
        )

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

    def digests(self) -> tuple[tuple[str, str], ...]:
        """(name, SHA-256 of the ciphertext) of every part, in the order of an envelope."""
        rows = BidItem.objects.filter(bid=self.bid, revision=self.revision).values_list("name", "digest")
        return tuple(sorted(rows, key=lambda row: place_of(row[0])))


def place_of(name: str) -> tuple[int, int, str]:
    """The order of parts: manifest, answers, budget, statement, files by their number."""
    if name.startswith(FILE):
        return (4, int(name.removeprefix(FILE)), name)
    return ((MANIFEST, ANSWERS, BUDGET, STATEMENT).index(name), 0, name)


def last_press(bid: Bid, revision: int) -> Intake | None:
    """The newest press on *seal* for one revision."""
    pressed = bid.intakes.filter(act="lodge", package__revision=revision)
    return pressed.select_related("verdict", "package").order_by("received_at", "id").last()


def refuse_while_pressed(bid: Bid) -> None:
    """Raises BeingSealedError while what was pressed for the draft of ``bid`` is undecided."""
    pressed = last_press(bid, bid.draft_revision or 0)
    if pressed is not None and not hasattr(pressed, "verdict"):
        raise BeingSealedError(pressed)
