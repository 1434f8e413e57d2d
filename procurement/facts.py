"""The one door between outside words and :class:`Facts`: used by the form, the command and the API."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from portal.ground.values.days import FIRST_YEAR, LAST_YEAR
from procurement.rules.facts import (
    LOCAL_TIME,
    Criterion,
    Eligibility,
    Facts,
    IndirectCosts,
    Payment,
    legal_day,
)
from procurement.rules.procedures import PROCEDURES
from procurement.rules.verdicts import Answer, Verdict
from procurement.rules.vocabulary import (
    BUYER_CLASSES,
    CLIENT_DATA,
    CONTRACT_OBJECTS,
    FUNDING,
    INSTRUMENTS,
    LEVELS,
    PAYMENT_BASES,
    REGIMES,
    SERVICE_CLASSES,
    SME_RESERVATIONS,
)

if TYPE_CHECKING:
    from procurement.models import Tender

MOST_ITEMS = 200
MOST_TEXT = 200_000
MOST_MONEY = Decimal(10) ** 12
END_OF_DAY = time(23, 59)

Reader = Callable[[Any], Any]


class FactsError(Exception):
    """Raised with a code for every field that could not be read, by its dotted path."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{path}: {code}" for path, code in errors.items()))
        self.errors = dict(errors)


class _RefusedError(Exception):
    """One value, one code."""


def _text(limit: int = 4000) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise _RefusedError("not_text")
        if len(value) > limit:
            raise _RefusedError("too_long")
        if "\x00" in value:
            raise _RefusedError("not_text")
        return value

    return read


def _one_of(*codes: str) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in codes:
            raise _RefusedError("unknown_value")
        return value

    return read


def _number(most: Decimal = MOST_MONEY) -> Reader:
    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise _RefusedError("not_a_number")
        try:
            number = Decimal(value.strip() if isinstance(value, str) else str(value))
        except (InvalidOperation, ValueError):
            raise _RefusedError("not_a_number") from None
        if not number.is_finite():
            raise _RefusedError("not_a_number")
        if number < 0:
            raise _RefusedError("negative")
        if number > most:
            raise _RefusedError("out_of_range")
        return number

    return read


def _whole(value: Any) -> int:
    number: Decimal = _number(Decimal(100_000))(value)
    if number != number.to_integral_value():
        raise _RefusedError("not_a_whole_number")
    return int(number)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError("not_true_or_false")
    return value


def _in_range(moment: datetime | date) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _RefusedError("out_of_range")


def _stamp(value: Any, code: str) -> date | datetime:
    """A date or a moment as given; a moment without an offset is local."""
    if isinstance(value, str):
        try:
            text = value.strip()
            value = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            raise _RefusedError(code) from None
    if not isinstance(value, date):
        raise _RefusedError(code)
    _in_range(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=LOCAL_TIME)
    return value


def _day(value: Any) -> date:
    stamp = _stamp(value, "not_a_date")
    return legal_day(stamp) if isinstance(stamp, datetime) else stamp


def _moment(at: time) -> Reader:
    """``at`` is the local time a bare date stands for."""

    def read(value: Any) -> datetime:
        stamp = _stamp(value, "not_a_moment")
        return stamp if isinstance(stamp, datetime) else datetime.combine(stamp, at, LOCAL_TIME)

    return read


def _list_of(item: Reader) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise _RefusedError("not_a_list")
        if len(value) > MOST_ITEMS:
            raise _RefusedError("too_long")
        errors: dict[str, str] = {}
        items = []
        for place, one in enumerate(value):
            _collect(errors, str(place), lambda one=one: items.append(item(one)))  # type: ignore[misc]
        if errors:
            raise FactsError(errors)
        return tuple(items)

    return read


def _condition(value: Any) -> str:
    """A condition said as true, false, words or a list of words; "" means there is none."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return "、".join(_list_of(_text())(value))
    return str(_text()(value)).strip()


def _kinds(value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("all",) if value else ()
    return tuple(_list_of(_text(200))(value))


def _shape(kind: type, readers: Mapping[str, Reader]) -> Reader:
    def read(value: Any) -> Any:
        return _read(kind, readers, value)

    return read


_CRITERION: dict[str, Reader] = {"text": _text(), "weight": _number(Decimal(1000))}
_ELIGIBILITY: dict[str, Reader] = {
    "legal_forms": _list_of(_text(200)),
    "hosted_allowed": _flag,
    "area_limit": _condition,
    "experience_required": _condition,
    "min_age_years": _number(Decimal(1000)),
}
_INDIRECT: dict[str, Reader] = {
    "payable": _kinds,
    "ceiling": _number(Decimal(1000)),
    "excluded_reason": _text(),
}
_PAYMENT: dict[str, Reader] = {
    "share": _number(Decimal(1000)),
    "within_days": _whole,
    "basis": _one_of(*PAYMENT_BASES),
}
_OPENING_OF_DAY = time(0, 0)

READERS: dict[str, Reader] = {
    "procedure": _one_of(*PROCEDURES),
    "regime": _one_of(*REGIMES),
    "instrument": _one_of(*INSTRUMENTS),
    "object": _one_of(*CONTRACT_OBJECTS),
    "service_class": _one_of(*SERVICE_CLASSES),
    "includes_testing": _flag,
    "buyer_class": _one_of(*BUYER_CLASSES),
    "level": _one_of(*LEVELS),
    "estimated_value": _number(),
    "largest_award": _number(),
    "ceiling_price": _number(),
    "intention_published_on": _day,
    "published_at": _moment(_OPENING_OF_DAY),
    "documents_from": _day,
    "documents_to": _day,
    "ask_by": _day,
    "answers_by": _day,
    "bids_due": _moment(END_OF_DAY),
    "opens_at": _moment(END_OF_DAY),
    "price_weight": _number(Decimal(1000)),
    "criteria": _list_of(_shape(Criterion, _CRITERION)),
    "deposit": _number(),
    "sme_reservation": _one_of(*SME_RESERVATIONS),
    "sme_ground": _text(),
    "ground": _text(),
    "invited_only_reason": _text(),
    "official_medium_url": _text(500),
    "official_medium_published_at": _moment(_OPENING_OF_DAY),
    "consortium_allowed": _flag,
    "eligibility": _shape(Eligibility, _ELIGIBILITY),
    "indirect_costs": _shape(IndirectCosts, _INDIRECT),
    "capacity_amount": _number(),
    "payment_schedule": _list_of(_shape(Payment, _PAYMENT)),
    "client_data": _one_of(*CLIENT_DATA),
    "funding": _one_of(*FUNDING),
    "contract_months": _number(Decimal(1200)),
    "full_text": _text(MOST_TEXT),
}
KEYS = tuple(READERS)


def _collect(errors: dict[str, str], path: str, act: Callable[[], object]) -> None:
    try:
        act()
    except _RefusedError as refused:
        errors[path] = str(refused)
    except FactsError as inner:
        errors.update({f"{path}.{below}" if below else path: code for below, code in inner.errors.items()})


def _read(kind: type, readers: Mapping[str, Reader], value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise FactsError({"": "not_an_object"})
    errors: dict[str, str] = {str(key): "unknown_key" for key in value if key not in readers}
    found: dict[str, Any] = {}

    def take(key: str) -> None:
        found[key] = readers[key](value[key])

    for key in readers:
        if value.get(key) is not None and value.get(key) != "":
            _collect(errors, key, lambda key=key: take(key))  # type: ignore[misc]
    if errors:
        raise FactsError(errors)
    return kind(**found)


def parse(mapping: Mapping[str, Any]) -> Facts:
    """Facts from JSON-shaped input. None and "" mean *not stated*.

    Days are ``2024-07-02``; moments carry an offset or are local; either is taken for the other: a bare day
    for a closing or opening means 23:59 of it, for a publication its first minute. Raises FactsError."""
    facts: Facts = _read(Facts, READERS, mapping)
    return facts


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if getattr(value, one.name) is not None and getattr(value, one.name) != ""
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def to_mapping(facts: Facts) -> dict[str, Any]:
    """The JSON shape that :func:`parse` reads back to equal facts."""
    plain = {key: _plain(getattr(facts, key)) for key in KEYS}
    return {key: value for key, value in plain.items() if value is not None and value != {} and value != ""}


# Facts of a tender that have a column of the same name; the rest stands in its ``terms``.
_COLUMNS = (
    "procedure",
    "regime",
    "instrument",
    "object",
    "service_class",
    "estimated_value",
    "largest_award",
    "ceiling_price",
    "intention_published_on",
    "published_at",
    "documents_from",
    "documents_to",
    "ask_by",
    "answers_by",
    "bids_due",
    "opens_at",
    "official_medium_url",
    "official_medium_published_at",
)
# On the form these are asked, and left empty they mean that there is no such condition.
_NO_CONDITION = {"area_limit": False, "experience_required": False}
_SPOKEN = ("requirement", "quality", "summary", "how_to_bid", "capacity_note", "place_detail")


def facts_of(tender: "Tender", *, published_at: datetime | None = None) -> Facts:
    """What the rules may ask of ``tender``; ``published_at`` stands in while it is not published. A fact that
    cannot be read is as if it were not stated: :func:`facts_and_faults` says which."""
    return facts_and_faults(tender, published_at=published_at)[0]


def facts_and_faults(
    tender: "Tender", *, published_at: datetime | None = None
) -> tuple[Facts, list[Verdict]]:
    """:func:`facts_of`, and a fault for each fact that no rule can judge, so that it is never published so."""
    mapping = _mapping_of(tender, published_at)
    try:
        return parse(mapping), []
    except FactsError as error:
        faults = [Verdict("portal.readable", Answer.BREAKS, path, "unreadable") for path in error.errors]
    faulty = {one.field.partition(".")[0] for one in faults}
    return parse({key: value for key, value in mapping.items() if key not in faulty}), faults


def _mapping_of(tender: "Tender", published_at: datetime | None) -> dict[str, Any]:
    mapping: dict[str, Any] = {name: getattr(tender, name) for name in _COLUMNS}
    mapping |= {key: value for key, value in tender.terms.items() if key in READERS}
    mapping["published_at"] = tender.published_at or published_at
    mapping["level"] = tender.buyer.division.level
    mapping["buyer_class"] = tender.buyer.legal_form
    lot = tender.first_lot
    mapping["criteria"] = [
        {"text": f"{row.text_zh} {row.text_en}".strip(), "weight": row.weight} for row in lot.criteria.all()
    ] or None
    mapping["includes_testing"] = "testing" in lot.services if lot.services else None
    if eligibility := tender.terms.get("eligibility"):
        mapping["eligibility"] = _NO_CONDITION | eligibility
    mapping["full_text"] = "\n".join(
        text
        for name in _SPOKEN
        for language in ("zh", "en")
        if (text := tender.texts.get(f"{name}_{language}"))
    )
    return mapping
