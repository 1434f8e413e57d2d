"""The corpus of call texts under tests/data/calls: what a text says, what was read, and how the two compare."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from organizations.services.divisions import FILE as DIVISIONS_FILE
from procurement.reading import read_call
from procurement.reading.told import Mark, as_json

FOLDER = Path(__file__).parents[1] / "data" / "calls"
RIGHT, DOUBTFUL, MISSED, WRONG = "right", "doubtful", "missed", "wrong"
# The names of the truth files, and where the reading says the same.
MEMBERS = {
    "legal_forms": ("eligibility", "legal_forms"),
    "hosted_allowed": ("eligibility", "hosted_allowed"),
    "area_limit": ("eligibility", "area_limit"),
    "experience_required": ("eligibility", "experience_required"),
    "min_age_years": ("eligibility", "min_age_years"),
    "indirect_payable": ("indirect_costs", "payable"),
    "indirect_ceiling": ("indirect_costs", "ceiling"),
}
PLAIN = (
    "kind", "title", "project_no", "buyer", "agency", "procedure", "estimated_value", "largest_award",
    "ceiling_price", "deposit", "document_fee", "bids_due", "opens_at", "documents_from", "documents_to",
    "signup_by", "service_from", "service_to", "contract_months", "requirement", "places", "lots", "awards",
    "grades", "populations", "services", "criteria", "price_weight", "payments", "management_ceiling",
    "staff_ceiling", "consortium_allowed", "sme_reservation", "client_data", "funding_source",
    "contact_office", "contact_phone", "contact_email", "contact_address",
)  # fmt: skip
FIELDS = (*PLAIN, *MEMBERS)


@dataclass(frozen=True)
class Example:
    """One text with its truth."""

    name: str
    text: str
    truth: dict[str, Any]


@dataclass
class Score:
    """Per field, how often it was right, doubtful, missed or wrong; the cases of the last three by name."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    cases: list[tuple[str, str, str, Any, Any]] = field(default_factory=list)

    def add(self, name: str, key: str, said: str, expected: Any, read: Any) -> None:
        self.counts.setdefault(key, Counter())[said] += 1
        if said != RIGHT:
            self.cases.append((key, said, name, expected, read))

    def share(self, key: str, *said: str) -> float:
        counts = self.counts.get(key, Counter())
        return sum(counts[one] for one in said) / max(1, sum(counts.values()))

    @property
    def wrong(self) -> float:
        """Wrong and unmarked, over all fields of all texts."""
        total = sum(sum(counts.values()) for counts in self.counts.values())
        return sum(counts[WRONG] for counts in self.counts.values()) / max(1, total)


def examples(half: str) -> Iterator[Example]:
    for path in sorted((FOLDER / half).glob("*.txt")):
        yield Example(
            path.stem,
            path.read_text(encoding="utf-8"),
            json.loads(path.with_suffix(".json").read_text("utf-8")),
        )


def divisions() -> list[Any]:
    with DIVISIONS_FILE.open(encoding="utf-8", newline="") as file:
        return [SimpleNamespace(**row) for row in csv.DictReader(file)]


def score(half: str) -> Score:
    made, places = Score(), divisions()
    for one in examples(half):
        read = as_json(read_call(one.text, divisions=places))
        for key in FIELDS if one.truth["kind"] == "call" else ("kind",):
            judged = _judged(key, one.truth, *_read(read, key))
            if judged:
                made.add(one.name, key, judged, one.truth.get(key), _read(read, key))
    return made


def unused_share(half: str) -> float:
    """How many of the sentences that belong to no field are told."""
    told = total = 0
    for one in examples(half):
        if one.truth["kind"] == "call":
            left = "\n".join(as_json(read_call(one.text, divisions=divisions()))["unused"]["value"])
            said = one.truth.get("unused", [])
            told, total = told + sum(words in left for words in said), total + len(said)
    return told / max(1, total)


def _read(read: dict[str, Any], key: str) -> tuple[Any, str]:
    if key not in MEMBERS:
        return read[key]["value"], read[key]["mark"]
    shape, member = MEMBERS[key]
    value = (read[shape]["value"] or {}).get(member)
    return value, read[shape].get("marks", {}).get(member, Mark.MISSING)


def _judged(key: str, truth: dict[str, Any], value: Any, mark: str) -> str:
    """ "" where the text says nothing and nothing was read."""
    doubt = key in truth.get("doubt", ())
    if mark == Mark.MISSING:
        return "" if truth.get(key) in (None, "", []) and not doubt else MISSED
    if mark == Mark.DOUBTFUL:
        return RIGHT if doubt else DOUBTFUL
    if key not in truth:
        follows = key == "contract_months" and {"service_from", "service_to"} <= truth.keys()
        return "" if follows or key in truth.get("may", ()) else WRONG
    if doubt:
        return WRONG
    return RIGHT if alike(key, truth, value) else WRONG


def alike(key: str, truth: dict[str, Any], value: Any) -> bool:
    expected = truth[key]
    if isinstance(expected, dict) and expected.keys() <= {"has", "not"}:
        said = _squeezed(str(value))
        return all(_squeezed(one) in said for one in expected.get("has", ())) and not any(
            _squeezed(one) in said for one in expected.get("not", ())
        )
    if key in ("populations", "services"):
        return set(expected) <= set(value) <= set(expected) | set(truth.get(f"{key}_may", ()))
    if key in ("legal_forms", "indirect_payable"):
        return set(value) == set(expected)
    if key == "criteria":
        said = [(_squeezed(row["text_zh"]), Decimal(row["weight"])) for row in value]
        return said == [(_squeezed(row["text"]), Decimal(str(row["weight"]))) for row in expected]
    if key == "payments":
        return len(value) == len(expected) and all(
            Decimal(row["share"]) == Decimal(str(one["share"]))
            and row["basis"] == one["basis"]
            and row.get("within_days") == one.get("within_days")
            for row, one in zip(value, expected, strict=True)
        )
    if key in ("lots", "grades"):
        return len(value) == len(expected) and all(
            all(_same(row.get(name), one[name]) for name in one if name != "name")
            for row, one in zip(value, expected, strict=True)
        )
    return _same(value, expected)


def _same(value: Any, expected: Any) -> bool:
    if isinstance(expected, list):
        return [_squeezed(one) for one in value or []] == [_squeezed(one) for one in expected]
    if isinstance(expected, bool) or isinstance(value, bool):
        return value is expected
    try:
        return Decimal(str(value)) == Decimal(str(expected))
    except InvalidOperation:
        return _squeezed(str(value)) == _squeezed(str(expected))


def _squeezed(words: str) -> str:
    """Without blanks, and in one width: what is pasted is not always set as it was written."""
    return "".join(
        chr(ord(one) - 0xFEE0) if "\uff01" <= one <= "\uff5e" else one for one in words if not one.isspace()
    )
