"""A verdict as one sentence in the reader's language, with its days worked out and its source."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import npgettext, pgettext

from portal.ground import formatting
from procurement.labels import call_codes
from procurement.labels.rule_codes import Words
from procurement.labels.sentences import SENTENCES
from procurement.labels.values import field_value, field_words, joined, language
from procurement.rules.calendar import Count
from procurement.rules.verdicts import Verdict

MONEY = frozenset({"value", "budget", "threshold"})
# Codes in a verdict's params -> their words.
CODES: Mapping[str, Words] = {
    "bought": call_codes.CONTRACT_OBJECT,
    "buyer": call_codes.BUYER_CLASS,
    "procedure": call_codes.PROCEDURE,
    "ground": call_codes.GROUND,
    "grounds": call_codes.GROUND,
    "way": call_codes.SUPPLIERS_FOUND,
    "ways": call_codes.SUPPLIERS_FOUND,
}
ALLOWED: Words = {**call_codes.CONTRACT_OBJECT, **call_codes.REGIME, **call_codes.INSTRUMENT}
# Codes whose ``most`` is money, not a percentage.
MOST_IS_MONEY = frozenset({"deposit_too_high", "smallest_above_largest", "lot_smallest", "top_up_high"})


def days_words(number: int, unit: str) -> str:
    """``10 working days``, ``10个工作日``; ``20 calendar days``, ``20日``."""
    if unit == "working_days":
        words = npgettext("span", "%(number)d working day", "%(number)d working days", number)
    else:
        words = npgettext("span", "%(number)d calendar day", "%(number)d calendar days", number)
    return words % {"number": number}


def _skipped(counted: Count) -> list[str]:
    weekend = sum(1 for one in counted.skipped if one.reason == "weekend")
    holidays = len(counted.skipped) - weekend
    parts = []
    if weekend:
        parts.append(
            npgettext("skipped", "%(days)d weekend day", "%(days)d weekend days", weekend) % {"days": weekend}
        )
    if holidays:
        parts.append(
            npgettext("skipped", "%(days)d holiday", "%(days)d holidays", holidays) % {"days": holidays}
        )
    return parts


def span_words(counted: Count) -> str:
    """``10 working days, 4 weekend days skipped``."""
    words = [days_words(counted.number, str(counted.unit))]
    if counted.rolled_from is not None:
        words.append(
            pgettext("verdict", "moved on from %(day)s, a day off") % {"day": _day(counted.rolled_from)}
        )
    elif parts := _skipped(counted):
        skipped = pgettext("between two kinds of days", " and ").join(parts)
        words.append(pgettext("verdict", "%(days)s skipped") % {"days": skipped})
    return pgettext("between parts of a remark", ", ").join(words)


def figure_words(number: Decimal, unit: str) -> str:
    """A row's figure with its unit: ``10 working days``, ``30%``, ``¥300,000``, ``12 months``."""
    if unit in ("working_days", "calendar_days"):
        return days_words(int(number), unit)
    if unit == "yuan":
        return formatting.money(number, language())
    figure = formatting.figure(number)
    if unit == "percent":
        return f"{figure}%"
    if unit == "months":
        return npgettext("span", "%(number)s month", "%(number)s months", int(number)) % {"number": figure}
    if unit == "years":
        return npgettext("span", "%(number)s year", "%(number)s years", int(number)) % {"number": figure}
    return figure


def source_words(verdict: Verdict) -> str:
    """``portal rule`` or the document and its article; "" where none stands behind the check."""
    if verdict.tier == "portal":
        return pgettext("verdict", "portal rule")
    source = f"{verdict.source}{verdict.article}"
    if not verdict.confirmed_by:
        return source
    return pgettext("verdict", "%(source)s, confirmed by %(document)s") % {
        "source": source, "document": verdict.confirmed_by,
    }  # fmt: skip


def _day(day: date, *, year: bool = False) -> str:
    return formatting.day(day, language(), year=year, weekday=False)


def _days(verdict: Verdict) -> dict[str, str]:
    """The days of a verdict; with the year when they fall in more than one."""
    days = {"earliest": verdict.earliest, "latest": verdict.latest}
    days["start"] = verdict.counted.start if verdict.counted else None
    known = {name: day for name, day in days.items() if day is not None}
    year = len({day.year for day in known.values()}) > 1
    return {name: _day(day, year=year) for name, day in known.items()}


def _param(verdict: Verdict, name: str, value: object) -> str:
    if name == "allowed" and isinstance(value, tuple):
        return joined([str(ALLOWED.get(str(code), code)) for code in value])
    if name in CODES:
        codes = value if isinstance(value, tuple) else (value,)
        between = pgettext("between grounds", "; ")
        return between.join(str(CODES[name].get(str(code), code)) for code in codes)
    if name == "hosts" and isinstance(value, tuple):
        return joined([str(one) for one in value])
    if name == "missing":
        return field_words(str(value))
    if isinstance(value, Decimal) and name == "number":
        return figure_words(value, str(verdict.params.get("unit", "")))
    if isinstance(value, Decimal) and (name in MONEY or (name == "most" and verdict.code in MOST_IS_MONEY)):
        return formatting.money(value, language())
    if isinstance(value, Decimal):
        return formatting.figure(value)
    if name == "words":
        return str(pgettext("verdict", "not further described") if value == "yes" else value)
    return field_value(verdict.field if name == "given" else name, value)


def _sentence(verdict: Verdict) -> str:
    """The template of the verdict; *not stated* names the lawful day where there is one."""
    code = verdict.code
    if code == "not_stated" and verdict.latest is not None:
        code = "not_stated_until"
    elif code == "not_stated" and verdict.earliest is not None:
        code = "not_stated_from" if verdict.counted else "not_stated_on"
    return str(SENTENCES[code])


def verdict_message(verdict: Verdict, *, source: bool = True) -> str:
    """What a verdict says, such as *Closing is too early. Published 2 July, the earliest is 16 July (10
    working days, 4 weekend days skipped). Source: portal rule.* ``source`` adds the last part."""
    values = {name: _param(verdict, name, value) for name, value in verdict.params.items()}
    values |= _days(verdict)
    values["field"] = field_words(verdict.field)
    values["span"] = span_words(verdict.counted) if verdict.counted else ""
    said = _sentence(verdict) % values
    behind = source_words(verdict) if source else ""
    if file := verdict.params.get("file"):
        said = pgettext("verdict", "Annex “%(file)s”: %(said)s") % {"file": file, "said": said}
    return said + (pgettext("verdict", " Source: %(source)s.") % {"source": behind} if behind else "")
