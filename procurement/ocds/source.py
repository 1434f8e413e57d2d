"""What a release is made of, and the small parts that several of its fields are made of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from portal.ground.clock import LEGAL_ZONE

CURRENCY = "CNY"


@dataclass(frozen=True)
class Question:
    """A question that was shown, with what was answered so far; who asked is nobody's to know."""

    tag: str
    shown_at: datetime
    text: str
    due: date
    answers: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True)
class Hold:
    """Closing was on hold from ``since`` on, and is still where ``until`` is None."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Payment:
    """The first payment of a contract, and when its host passed it on; the portal is told days and no sums."""

    contract: str
    award: str
    paid_on: date
    passed_on: date | None
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Source:
    """One notice with what stood beside it at ``at``: the places of the awards it speaks of, by number, and when
    those in force were made, by place; the number of the award behind each contract; questions, holds, how many bids
    the opening found, and payments. ``tag``: nothing was published at ``at`` but something was said, so the notice is
    the newest before it."""

    ocid: str
    body: Mapping[str, Any]
    site: str
    at: datetime | None = None
    tag: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    awarded_at: Mapping[str, datetime] = field(default_factory=dict)
    awards_of_contracts: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    holds: tuple[Hold, ...] = ()
    called_off: bool = False
    bids: int | None = None
    payments: tuple[Payment, ...] = ()
    published_at: datetime | None = None

    @property
    def identity(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body["identity"]
        return found

    @property
    def kind(self) -> str:
        return str(self.identity["kind"])

    @property
    def call(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.body["call"]
        return found

    @property
    def between(self) -> bool:
        return bool(self.tag)

    @property
    def on_hold(self) -> bool:
        return bool(self.holds) and self.holds[-1].until is None

    def release_id(self, seq: int) -> str:
        """The id of the release of the call's notice with that number."""
        return f"{self.ocid}-{seq:03d}"

    @property
    def own_id(self) -> str:
        """The id of this release: of its notice, or of the moment between two notices."""
        if self.tag and self.at:
            return f"{self.ocid}-{self.at.astimezone(LEGAL_ZONE):%Y%m%dT%H%M%S.%f}"
        return self.release_id(self.identity["seq"])

    def award_id(self, place: str) -> str:
        """The same for the place on the list, the award and its contract, so that records merge."""
        return f"{self.identity['number']}-{place}"


def places_of(ranks: Iterable[tuple[int, int]]) -> list[str]:
    """The places of a result by lot and rank there, as 1-3: bids that share a rank have a place each, 1-3 and 1-3-2."""
    seen: Counter[tuple[int, int]] = Counter()
    places = []
    for lot, rank in ranks:
        seen[lot, rank] += 1
        place = f"{lot}-{rank}"
        places.append(f"{place}-{count}" if (count := seen[lot, rank]) > 1 else place)
    return places


def lot_of(said: Mapping[str, Any]) -> int:
    """The lot that a row of a result speaks of; notices of before there were several do not say it."""
    return int(said.get("lot", 1))


class Gone:
    """Stands for a field that an earlier release had and that holds no more: ``null`` takes it out of the record."""


GONE = Gone()


def without_empty(value: Any) -> Any:
    """The standard asks for absent fields, not for empty ones."""
    if isinstance(value, dict):
        kept = {name: without_empty(one) for name, one in value.items()}
        kept = {name: one for name, one in kept.items() if one not in (None, "", [], {})}
        return {name: None if one is GONE else one for name, one in kept.items()}
    if isinstance(value, list):
        return [without_empty(one) for one in value]
    return value


def value_of(amount: Any) -> dict[str, Any] | None:
    """Yuan as a number of the standard's form; None where nothing is stated."""
    if amount in (None, ""):
        return None
    yuan = float(amount)
    return {"amount": int(yuan) if yuan.is_integer() else yuan, "currency": CURRENCY}


def moment_of(text: Any, *, end: bool = False) -> str | None:
    """A date-time of the standard's form, of what a notice says or of a moment. A bare day begins at 0:00 Beijing
    time; with ``end`` its last second."""
    if not text:
        return None
    if isinstance(text, datetime):
        return text.astimezone(LEGAL_ZONE).isoformat(timespec="seconds")
    if len(str(text)) > len("2024-07-02"):
        return str(text)
    day = datetime.combine(date.fromisoformat(str(text)), time(), LEGAL_ZONE)
    return (day + timedelta(days=1, seconds=-1) if end else day).isoformat()


def buyer_of(source: Source) -> dict[str, str]:
    return {"id": f"agency:{source.body['buyer']['number']}", "name": source.body["buyer"]["name_zh"]}


def buyer_party(source: Source) -> dict[str, Any]:
    call, buyer = source.call, source.body["buyer"]
    return buyer_of(source) | {
        "name_en": buyer.get("name_en"),
        "roles": ["buyer", "procuringEntity"],
        "address": {"region": buyer.get("division"), "countryName": "中国"},
        "contactPoint": {
            "name": call.get("contact_office"),
            "telephone": call.get("contact_phone"),
            "email": call.get("contact_email"),
        },
    }


def supplier_of(name_zh: str, name_en: str) -> dict[str, str] | None:
    """A supplier as the notice names it; the id is made of the name, since a notice states no other."""
    if not name_zh:
        return None
    return {
        "id": f"supplier:{sha256(name_zh.encode()).hexdigest()[:16]}",
        "name": name_zh,
        "name_en": name_en,
    }


def reference_to(party: Mapping[str, str] | None) -> list[dict[str, str]]:
    return [{"id": party["id"], "name": party["name"]}] if party else []
