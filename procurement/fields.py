"""Where each field of a call lives: a column, a fact in ``terms``, a text in ``texts`` or the lot.

Forms, the reader of pasted text, copies and corrections all speak these flat names.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.ground.clock import LEGAL_ZONE
from portal.ground.values.text import narrow
from procurement.models import Criterion, Lot, Tender

_FIGURE = re.compile(r"\d{1,15}(?:\.\d{1,6})?", re.ASCII)
COLUMNS = frozenset(
    {
        "division_id",
        "project_no",
        "procedure",
        "regime",
        "instrument",
        "object",
        "service_class",
        "title_zh",
        "title_en",
        "estimated_value",
        "largest_award",
        "ceiling_price",
        "intention_published_on",
        "publish_at",
        "documents_from",
        "documents_to",
        "ask_by",
        "answers_by",
        "bids_due",
        "opens_at",
    }
)
TERMS = frozenset(
    {
        "price_weight",
        "deposit",
        "sme_reservation",
        "sme_ground",
        "ground",
        "invited_only_reason",
        "consortium_allowed",
        "client_data",
        "funding",
        "contract_months",
        "capacity_amount",
        "payment_schedule",
    }
)
# flat name -> (fact, member)
NESTED = {
    "legal_forms": ("eligibility", "legal_forms"),
    "hosted_allowed": ("eligibility", "hosted_allowed"),
    "area_limit": ("eligibility", "area_limit"),
    "experience_required": ("eligibility", "experience_required"),
    "min_age_years": ("eligibility", "min_age_years"),
    "indirect_payable": ("indirect_costs", "payable"),
    "indirect_ceiling": ("indirect_costs", "ceiling"),
    "indirect_excluded_reason": ("indirect_costs", "excluded_reason"),
}
TEXTS = frozenset(
    {
        "summary_zh",
        "summary_en",
        "requirement_zh",
        "requirement_en",
        "quality_zh",
        "quality_en",
        "place_detail_zh",
        "place_detail_en",
        "service_from",
        "service_to",
        "funding_source_zh",
        "funding_source_en",
        "how_to_bid_zh",
        "how_to_bid_en",
        "capacity_note_zh",
        "capacity_note_en",
        "contact_office",
        "contact_phone",
        "contact_email",
        "contact_address",
        "source_text",
    }
)
# What the public reads of an agency's own contact: the guard for people lets numbers and addresses pass there.
CONTACT_TEXTS = frozenset({"contact_office", "contact_phone", "contact_email", "contact_address"})
PRIVATE_TEXTS = frozenset({"source_text"})
OF_LOT = frozenset({"populations", "services"})
ROWS = frozenset({"criteria"})
# Whatever else of a call somebody types and everybody reads, by flat name: it passes the guard for people.
PUBLIC_WORDS = (TEXTS - PRIVATE_TEXTS) | {
    "title_zh",
    "title_en",
    "project_no",
    "area_limit",
    "experience_required",
    "indirect_excluded_reason",
}
# What a copy of an earlier call starts without: its number, its days, the text it was read from.
NOT_COPIED = frozenset(
    {
        "project_no",
        "intention_published_on",
        "publish_at",
        "documents_from",
        "documents_to",
        "ask_by",
        "answers_by",
        "bids_due",
        "opens_at",
        "service_from",
        "service_to",
        "source_text",
    }
)
# No rule of days or money names these, and no call can be read without them.
INDISPENSABLE = ("title_zh", "requirement_zh", "contact_office", "contact_phone")
# The words that the lists of required fields (the book's ``fields.*`` rows) ask for, as they are called here.
WORDS_BY_LAW = {
    "title": "title_zh",
    "contact_person": "contact_office",
    "contact_phone": "contact_phone",
    "object": "title_zh",
    "requirement": "requirement_zh",
    "objective": "requirement_zh",
    "brief": "requirement_zh",
    "quantity": "requirement_zh",
    "how_to_apply": "how_to_bid_zh",
    "priority_groups": "populations",
    "area_codes": "division_id",
}
# Listed there too, and each judged by a rule of its own.
JUDGED_BY_RULES = frozenset(
    {
        "ask_by",
        "award_max",
        "award_min",
        "bids_due",
        "budget",
        "budget_total",
        "ceiling_price",
        "consortium_allowed",
        "criteria",
        "documents_window",
        "duration",
        "eligibility",
        "hosted_allowed",
        "indirect_costs",
        "official_medium_url",
        "opens_at",
        "policies",
        "qualification",
        "term",
    }
)
# And those every notice of this portal says by itself: who buys, its number, where documents are had and at
# no price, where bids are opened, how questions are asked, the panel, the result, the reports.
SAID_BY_THE_PORTAL = frozenset(
    {
        "buyer_address",
        "buyer_contact",
        "buyer_name",
        "division_code",
        "documents_place",
        "documents_price",
        "documents_way",
        "notice_period",
        "opening_place",
        "panel_rule",
        "project_no",
        "published_at",
        "question_channel",
        "reporting_duties",
        "result_date",
    }
)
ALL = COLUMNS | TERMS | frozenset(NESTED) | TEXTS | OF_LOT | ROWS


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it: money and shares as text, days in ISO form, moments too, in local time."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(LEGAL_ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(member) for member in value]
    return value


def alike(one: Any, other: Any) -> bool:
    """Whether two entries of a field say the same, as typed or as :func:`plain` made them: line ends, blanks, full
    width, the zone of a moment and noughts behind the point change nothing; nothing and empty are one."""
    one, other = _comparable(one), _comparable(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _same_figure(one, other)
    if isinstance(one, str) != isinstance(other, str):
        text, value = (one, other) if isinstance(one, str) else (other, one)
        return bool(_as(text, value) == value)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(alike(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def _comparable(value: Any) -> Any:
    if value is None or value == [] or value == ():
        return ""
    if isinstance(value, str):
        return "\n".join(" ".join(line.split()) for line in narrow(value).split("\n")).strip()
    if isinstance(value, bool | date | Mapping):
        return value
    if isinstance(value, set | frozenset):
        return sorted(value)
    return list(value) if isinstance(value, list | tuple) else value


def _same_figure(one: str, other: str) -> bool:
    """220000 and 220000.00; without a point in either two texts of figures may be codes."""
    figures = _FIGURE.fullmatch(one) and _FIGURE.fullmatch(other) and "." in one + other
    return bool(figures) and Decimal(one) == Decimal(other)


def _as(text: str, value: Any) -> Any:
    """``text`` as what ``value`` is; as it stands where it is none."""
    try:
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return Decimal(text.replace(",", ""))
        if isinstance(value, datetime):
            return datetime.fromisoformat(text)
        if isinstance(value, date):
            return date.fromisoformat(text)
    except (ValueError, ArithmeticError):
        pass
    return text


def read(tender: Tender) -> dict[str, Any]:
    """Every field of ``tender`` under its flat name; what is not stated is absent."""
    values: dict[str, Any] = {name: getattr(tender, name) for name in COLUMNS}
    values |= {name: tender.terms.get(name) for name in TERMS}
    for name, (fact, member) in NESTED.items():
        values[name] = tender.terms.get(fact, {}).get(member)
    values |= tender.texts
    lot = tender.first_lot
    values |= {"populations": lot.populations, "services": lot.services}
    values["criteria"] = [
        {"text_zh": row.text_zh, "text_en": row.text_en, "weight": row.weight} for row in lot.criteria.all()
    ]
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def write(tender: Tender, values: Mapping[str, Any]) -> list[str]:
    """Put ``values`` where they live on ``tender`` (rows of the lot are saved, the tender is not).

    Returns the names of the tender's columns to save. An empty value unsays a field.

    Raises KeyError for a name that is no field of a call.
    """
    touched: set[str] = set()
    for name, value in values.items():
        if name in COLUMNS:
            setattr(tender, name, value)
            touched.add(name)
        elif name in TERMS:
            _put(tender.terms, name, value)
            touched.add("terms")
        elif name in NESTED:
            fact, member = NESTED[name]
            _put(tender.terms.setdefault(fact, {}), member, value)
            touched.add("terms")
        elif name in TEXTS:
            _put(tender.texts, name, value)
            touched.add("texts")
        elif name not in OF_LOT | ROWS:
            raise KeyError(name)
    _write_lot(tender.first_lot, values)
    return sorted(touched)


def _put(target: dict[str, Any], name: str, value: Any) -> None:
    if value in (None, "", []):
        target.pop(name, None)
    else:
        target[name] = plain(value)


def _write_lot(lot: Lot, values: Mapping[str, Any]) -> None:
    columns = {name: plain(values[name] or []) for name in OF_LOT if name in values}
    if columns:
        for name, value in columns.items():
            setattr(lot, name, value)
        lot.save(update_fields=sorted(columns))
    if "criteria" in values:
        lot.criteria.all().delete()
        Criterion.objects.bulk_create(
            Criterion(lot=lot, position=position, **row) for position, row in enumerate(values["criteria"], 1)
        )


_DAYS = frozenset({"intention_published_on", "documents_from", "documents_to", "ask_by", "answers_by"})
_MOMENTS = frozenset({"publish_at", "bids_due", "opens_at"})
_MONEY = frozenset({"estimated_value", "largest_award", "ceiling_price"})


def typed(name: str, value: Any) -> Any:
    """What :func:`plain` made of a field, as its column holds it again."""
    if value in (None, ""):
        return "" if name in TEXTS or name.startswith("title") else None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _MONEY:
        return Decimal(value)
    return value
