"""The one door between outside words and :class:`Facts`: used by the form, the command and the API."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    create_model,
    model_validator,
)

from portal.ground.values.days import FIRST_YEAR, LAST_YEAR
from procurement.fields import FIELDS, SPOKEN, of_home
from procurement.fields.row import (
    Code,
    Codes,
    Day,
    Figure,
    Flag,
    Home,
    Moment,
    Money,
    Percent,
    Readers,
    Rows,
    Text,
    Value,
)
from procurement.rules.facts import (
    LOCAL_TIME,
    Criterion,
    Eligibility,
    Facts,
    Framework,
    IndirectCosts,
    Invitation,
    LotSaid,
    Passage,
    Payment,
    legal_day,
)
from procurement.rules.verdicts import Answer, Verdict
from procurement.rules.vocabulary import (
    BUYER_CLASSES,
    LEVELS,
    PAYMENT_BASES,
    POOL_METHODS,
    SECOND_STAGES,
    STATUTORY,
)

if TYPE_CHECKING:
    from procurement.models import Tender

MOST_ITEMS = 200
# Reading it to the end takes seconds, not more.
MOST_TEXT = 100_000
MOST_MONEY = Decimal(10) ** 12
# Above what shares, points and years can be; rules and sizes say more narrowly what is possible.
MOST_FIGURE = Decimal(1000)
MOST_MONTHS = Decimal(1200)
OPENING_OF_DAY, END_OF_DAY = time(0), time(23, 59)
# What pydantic calls a fault, and what we do. Its own words are never shown.
_CODES = {
    "string_type": "not_text",
    "string_unicode": "not_text",
    "string_pattern_mismatch": "not_text",
    "string_too_long": "too_long",
    "literal_error": "unknown_value",
    "multiple_of": "not_a_whole_number",
    "tuple_type": "not_a_list",
    "extra_forbidden": "unknown_key",
    "invalid_key": "unknown_key",
    "bool_type": "not_true_or_false",
    "decimal_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "greater_than_equal": "negative",
    "less_than_equal": "out_of_range",
    "too_long": "too_long",
}


class FactsError(Exception):
    """Raised with a code for every field that could not be read, by its dotted path."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{path}: {code}" for path, code in errors.items()))
        self.errors = dict(errors)


class _RefusedError(ValueError):
    """One value, one code."""


def _code(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    return _CODES.get(fault["type"], "unknown_value")


_A_DAY_OR_MOMENT = WithJsonSchema(
    {"type": "string", "description": "2024-07-02, or 2024-07-02T17:00:00+08:00"}
)


def _text(most: int = 4000) -> Any:
    return Annotated[str, StringConstraints(strict=True, max_length=most, pattern=r"^[^\x00]*$")]


def _number(most: Decimal) -> Any:
    return Annotated[Decimal, Field(ge=0, le=most)]


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
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _RefusedError("out_of_range")
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=LOCAL_TIME)
    return value


def _day(value: Any) -> date:
    stamp = _stamp(value, "not_a_date")
    return legal_day(stamp) if isinstance(stamp, datetime) else stamp


def _moment(at: time) -> Any:
    """``at`` is the local time a bare date stands for."""

    def read(value: Any) -> datetime:
        stamp = _stamp(value, "not_a_moment")
        return stamp if isinstance(stamp, datetime) else datetime.combine(stamp, at, LOCAL_TIME)

    return Annotated[datetime, PlainValidator(read), _A_DAY_OR_MOMENT]


def _list_of(item: Any) -> Any:
    return Annotated[tuple[item, ...], Field(max_length=MOST_ITEMS)]


def _kinds(value: Any) -> Any:
    return (("all",) if value else ()) if isinstance(value, bool) else value


_WORDS: TypeAdapter[str] = TypeAdapter(_text())


def _condition(value: Any, listed: Callable[[Any], tuple[str, ...]]) -> str:
    """A condition said as true, false, words or a list of words; "" means there is none."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list | tuple):
        return "、".join(listed(value))
    try:
        return str(_WORDS.validate_python(value)).strip()
    except ValidationError as error:
        raise _RefusedError(_code(error.errors(include_url=False)[0])) from None


class _Shape(BaseModel):
    """What is said under our names and no other; None and "" mean *not stated*."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def stated(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _RefusedError("not_an_object")
        return {
            key: one for key, one in value.items() if key not in cls.model_fields or one not in (None, "")
        }


def _shape(kind: type, members: Mapping[str, Any]) -> Any:
    """What is read as ``kind``, of which ``members`` gives the reader of each member."""
    shape = create_model(
        f"_{kind.__name__}", __base__=_Shape, **{name: (members[name], None) for name in members}
    )  # type: ignore[call-overload]

    def made(said: BaseModel) -> Any:
        return kind(**{name: getattr(said, name) for name in said.model_fields_set})

    return Annotated[shape, AfterValidator(made)]


def _reader(kind: Value) -> Any:
    """How a fact is read that a field of that kind gives. Raises LookupError."""
    match kind:
        case Text() | Code(closed=False):
            return _text()
        case Code():
            return Literal[kind.codes]
        case Codes():
            # Where there may be none of them, true and false say all and none.
            if not kind.none:
                return _list_of(Literal[kind.codes])
            return Annotated[_list_of(Literal[(*kind.codes, "all")]), BeforeValidator(_kinds)]
        case Money():
            return _number(MOST_MONEY)
        case Figure(unit="months"):
            return _number(MOST_MONTHS)
        case Figure(places=0):
            return Annotated[_number(MOST_FIGURE), Field(multiple_of=1)]
        case Figure() | Percent():
            return _number(MOST_FIGURE)
        case Day():
            return Annotated[date, PlainValidator(_day), _A_DAY_OR_MOMENT]
        case Moment():
            return _moment(END_OF_DAY)
        case Flag():
            return StrictBool
    raise LookupError(kind)


_WHOLE: Any = Annotated[_number(MOST_FIGURE), Field(multiple_of=1)]
_CONDITION: Any = Annotated[_list_of(_text()), WrapValidator(_condition)]
# On the form these are asked, and left empty they mean that there is no such condition.
_NO_CONDITION = {"area_limit": False, "experience_required": False}


def _members(fact: str) -> dict[str, Any]:
    """The readers of what fields give of ``fact``; of all facts of their own where it is ""."""
    rows = [row for row in FIELDS.values() if row.fact and row.fact.rpartition(".")[0] == fact]
    return {row.path[-1]: _reader(row.value) for row in rows if not isinstance(row.value, Rows)}


# The fields of a call whose words the rules read; the last three are how texts of others are parted.
SPEAKING = tuple(
    row.name
    for row in FIELDS.values()
    if isinstance(row.value, Text) and row.readers is Readers.ALL_GUARDED and not row.fact
)
PARTS = ("conditions", "payments", "annex")

_READERS = _members("") | {
    "includes_testing": StrictBool,
    "documents_attached": StrictBool,
    "buyer_class": Literal[BUYER_CLASSES],
    "level": Literal[LEVELS],
    "published_at": _moment(OPENING_OF_DAY),
    "official_medium_url": _text(500),
    "official_medium_published_at": _moment(OPENING_OF_DAY),
    "words": _list_of(
        _shape(Passage, {"field": Literal[SPEAKING + PARTS], "text": _text(MOST_TEXT), "file": _text()})
    ),
    "full_text": _text(MOST_TEXT),
    "invitation": _shape(
        Invitation,
        _members("invitation")
        | {"method": Literal[POOL_METHODS], "buyer_share": _number(MOST_FIGURE)}
        | dict.fromkeys(("pool", "witnesses"), _WHOLE),
    ),
    "framework": _shape(
        Framework, {"surveyed_users": _WHOLE, "second_stage": _list_of(Literal[SECOND_STAGES])}
    ),
    "first_contract_value": _number(MOST_MONEY),
    "eligibility": _shape(Eligibility, _members("eligibility") | dict.fromkeys(_NO_CONDITION, _CONDITION)),
    "indirect_costs": _shape(IndirectCosts, _members("indirect_costs")),
    "criteria": _list_of(_shape(Criterion, {"text": _text(), "weight": _number(MOST_FIGURE)})),
    "lots": _list_of(
        _shape(
            LotSaid,
            {"title": _text(), "awards": Annotated[_number(MOST_FIGURE), Field(multiple_of=1)]}
            | dict.fromkeys(("value", "smallest", "largest"), _number(MOST_MONEY)),
        )
    ),
    "payment_schedule": _list_of(
        _shape(
            Payment,
            {
                "share": _number(MOST_FIGURE),
                "within_days": Annotated[
                    _number(Decimal(100_000)), Field(multiple_of=1), AfterValidator(int)
                ],
                "basis": Literal[PAYMENT_BASES],
            },
        )
    ),
}
KEYS = tuple(Facts.__dataclass_fields__)
_FACTS = TypeAdapter(_shape(Facts, {key: _READERS[key] for key in KEYS}))


def parse(mapping: Mapping[str, Any]) -> Facts:
    """Facts from JSON-shaped input. None and "" mean *not stated*.

    Days are ``2024-07-02``; moments carry an offset or are local; either is taken for the other: a bare day
    for a closing or opening means 23:59 of it, for a publication its first minute. Raises FactsError."""
    try:
        facts: Facts = _FACTS.validate_python(mapping)
    except ValidationError as error:
        raise FactsError(
            {".".join(map(str, one["loc"])): _code(one) for one in error.errors(include_url=False)}
        ) from None
    return facts


def schema() -> dict[str, Any]:
    """What :func:`parse` takes, as a JSON Schema that refers to nothing outside itself."""
    described = _FACTS.json_schema()
    inner = described.pop("$defs")

    def whole(node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in node:
            return whole(inner[node["$ref"].rpartition("/")[2]])
        # Nothing is stated where a key is left out; `null` says the same and needs no describing.
        kept = {key: one for key, one in node.items() if key not in ("default", "title")}
        if "properties" in kept:
            kept["properties"] = {name: whole(one) for name, one in kept["properties"].items()}
        return kept | {"items": whole(kept["items"])} if "items" in kept else kept

    return whole(described)


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


# The columns of a tender that give a fact of the same name; the last three are no fields of a call.
_COLUMNS = (
    *(row.fact for row in FIELDS.values() if row.home is Home.COLUMN and row.fact),
    "published_at",
    "official_medium_url",
    "official_medium_published_at",
)


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


def _words_of(tender: "Tender", name: str) -> str:
    where = tender.texts if FIELDS[name].home is Home.TEXTS else vars(tender)
    return str(where.get(name) or "")


def _mapping_of(tender: "Tender", published_at: datetime | None) -> dict[str, Any]:
    mapping: dict[str, Any] = {name: getattr(tender, name) for name in _COLUMNS}
    mapping |= {key: value for key, value in tender.terms.items() if key in KEYS}
    mapping["published_at"] = tender.published_at or published_at
    mapping["level"] = tender.buyer.division.level
    mapping["buyer_class"] = tender.buyer.legal_form
    lot = tender.first_lot
    mapping |= {row.fact: getattr(lot, row.name) for row in of_home(Home.LOT) if row.fact}
    mapping["criteria"] = [
        {"text": f"{row.text_zh} {row.text_en}".strip(), "weight": row.weight} for row in lot.criteria.all()
    ] or None
    mapping["lots"] = [
        {"title": lot.title_zh, "value": lot.value, "awards": lot.own_awards}
        | {"smallest": lot.own_smallest, "largest": lot.own_largest}
        for lot in tender.all_lots
        if tender.is_divided or lot.title_zh
    ] or None
    mapping["includes_testing"] = "testing" in lot.services if lot.services else None
    if eligibility := tender.terms.get("eligibility"):
        mapping["eligibility"] = _NO_CONDITION | eligibility
    if tender.regime == STATUTORY:
        mapping["documents_attached"] = tender.documents.standing().exists()
    mapping["service_from"] = tender.texts.get("service_from")
    mapping["words"] = [
        {"field": name, "text": text} for name in SPEAKING if (text := _words_of(tender, name))
    ]
    mapping["full_text"] = "\n".join(text for name in SPOKEN if (text := tender.texts.get(name)))
    return mapping
