"""The value of a field of a call as a reader sees it: dates, money, codes, lists."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from portal.ground import formatting
from procurement.fields import FIELDS
from procurement.fields.row import Day, Figure, Money, Percent
from procurement.labels import call_codes, field_names
from procurement.labels.rule_codes import Words

# What a verdict says of money and shares beside the fields themselves.
MONEY = {row.name for row in FIELDS.values() if isinstance(row.value, Money)} | {"value", "budget"}
PERCENT = {
    row.name
    for row in FIELDS.values()
    if isinstance(row.value, Percent) or (isinstance(row.value, Figure) and row.value.unit == "weight")
} | {"ceiling"}
CODES: Mapping[str, Words] = {
    "procedure": call_codes.PROCEDURE,
    "regime": call_codes.REGIME,
    "instrument": call_codes.INSTRUMENT,
    "object": call_codes.CONTRACT_OBJECT,
    "level": call_codes.LEVEL,
    "service_class": call_codes.SERVICE_CLASS,
    "buyer_class": call_codes.BUYER_CLASS,
    "legal_forms": call_codes.LEGAL_FORM,
    "client_data": call_codes.CLIENT_DATA,
    "awards_by": call_codes.AWARDS_BY,
    "funding": call_codes.FUNDING,
    "sme_reservation": call_codes.SME_RESERVATION,
    "sme_ground": call_codes.SME_GROUND,
    "indirect_payable": call_codes.INDIRECT_COST,
    "payable": call_codes.INDIRECT_COST,
    "ground": call_codes.GROUND,
    "invited_only_reason": call_codes.INVITED_ONLY_REASON,
    "populations": call_codes.POPULATION,
    "services": call_codes.SERVICE,
}
LAST_TO_MIDNIGHT = {row.name for row in FIELDS.values() if isinstance(row.value, Day) and row.value.whole}


language = formatting.reader_language


def joined(words: list[str]) -> str:
    return pgettext("between items of a list", ", ").join(words)


def _row(name: str, row: Mapping[str, Any]) -> str:
    """A criterion, a payment or a lot in one line."""
    if name == "lots":
        return _lot(row)
    if name == "documents":
        return f"{row['title']} ({str(row['extension']).upper()})"
    if name == "reasons":
        return "\n".join(map(str, row.values()))
    if name == "payment_schedule":
        basis = str(call_codes.PAYMENT_BASIS.get(str(row.get("basis")), row.get("basis") or ""))
        return f"{formatting.figure(Decimal(str(row.get('share') or 0)))}% {basis}".strip()
    mine = row.get("text_en") if language() == "en" else row.get("text_zh")
    text = mine or row.get("text_zh") or row.get("text") or ""
    weight = row.get("weight")
    return str(text) if weight in (None, "") else f"{text} ({formatting.figure(Decimal(str(weight)))})"


def _lot(row: Mapping[str, Any]) -> str:
    said = [str(row.get("title_zh") or ""), field_value("value", _decimal(row.get("value")))]
    said += [str(row.get("where_zh") or ""), awards_of_lot(row), sums_of_lot(row)]
    return " · ".join(one for one in said if one)


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def lot(number: int) -> str:
    """A lot of several by its number."""
    return gettext("Lot %(number)s") % {"number": number}


def awards_of_lot(row: Mapping[str, Any]) -> str:
    """How many are chosen in a lot, where it is said of it."""
    count = _decimal(row.get("awards"))
    return "" if count is None else gettext("at most %(count)s chosen") % {"count": formatting.figure(count)}


def sums_of_lot(row: Mapping[str, Any]) -> str:
    """The smallest and the largest award of a lot, as far as they are said of it."""
    least, most = (field_value("value", _decimal(row.get(cell))) for cell in ("smallest", "largest"))
    if least and most:
        return gettext("%(least)s to %(most)s each") % {"least": least, "most": most}
    if least:
        return gettext("at least %(least)s each") % {"least": least}
    return gettext("at most %(most)s each") % {"most": most} if most else ""


def field_value(name: str, value: Any) -> str:
    """``value`` of the field ``name`` in words; "" for nothing."""
    if value is None or value == "" or value == [] or value == ():
        return ""
    if isinstance(value, bool):
        return pgettext("field", "yes") if value else pgettext("field", "no")
    if isinstance(value, datetime | date):
        return formatting.daytime(value, language(), ends_of_day=name in LAST_TO_MIDNIGHT)
    if isinstance(value, list | tuple | set | frozenset):
        return joined([field_value(name, one) for one in value])
    if isinstance(value, Mapping):
        return _row(name, value)
    if name in CODES:
        return str(CODES[name].get(str(value), value))
    if isinstance(value, Decimal | int | float):
        return _number(name, Decimal(str(value)))
    return str(value)


def _number(name: str, value: Decimal) -> str:
    if name in MONEY:
        return formatting.money(value, language())
    figure = formatting.figure(value)
    return f"{figure}%" if name in PERCENT else figure


def field_words(name: str) -> str:
    """The name of a field, dotted or not."""
    last = next((one for one in reversed(name.split(".")) if not one.isdigit()), name)
    return str(field_names.FIELD_NAME.get(name) or field_names.FIELD_NAME.get(last, last))
