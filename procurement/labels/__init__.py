"""Every domain code in words: the only place where codes meet the reader's language.

Each function takes a code and answers in the active language; a code without words answers as itself."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext, override

from procurement.labels import because, call_codes, course_codes, rule_codes
from procurement.labels.values import awards_of_lot, field_value, field_words, lot, sums_of_lot
from procurement.labels.verdicts import source_words, span_words, verdict_message

Label = Callable[[str], str]


def _from(table: rule_codes.Words, *more: rule_codes.Words) -> Label:
    def words(code: str) -> str:
        found = next((one[code] for one in (table, *more) if code in one), code)
        return str(found)

    return words


procedure = _from(call_codes.PROCEDURE)
regime = _from(call_codes.REGIME)
instrument = _from(call_codes.INSTRUMENT)
contract_object = _from(call_codes.CONTRACT_OBJECT)
level = _from(call_codes.LEVEL)
buyer_class = _from(call_codes.BUYER_CLASS)
legal_form = _from(call_codes.LEGAL_FORM)
who_may_bid = _from(call_codes.WHO_MAY_BID, call_codes.LEGAL_FORM)
funding = _from(call_codes.FUNDING)
payment_basis = _from(call_codes.PAYMENT_BASIS)
indirect_cost = _from(call_codes.INDIRECT_COST)
ground = _from(call_codes.GROUND)
amendment_reason = _from(call_codes.AMENDMENT_REASON)
population = _from(call_codes.POPULATION)
service = _from(call_codes.SERVICE)
change_weight = _from(call_codes.CHANGE_WEIGHT)
notice_kind = _from(course_codes.NOTICE_KIND)
notice_part = _from(course_codes.NOTICE_PART)
relation = _from(course_codes.RELATION)
step = _from(course_codes.STEP)
act = _from(course_codes.ACT)
status_group = _from(course_codes.STATUS_GROUP)
role = _from(course_codes.ROLE)
duty_kind = _from(course_codes.DUTY_KIND)
event_kind = _from(course_codes.EVENT_KIND)
told = _from(course_codes.TOLD)
told_in_a_line = _from(course_codes.TOLD_IN_A_LINE)
answer = _from(rule_codes.ANSWER)
tier = _from(rule_codes.TIER)
confidence = _from(rule_codes.CONFIDENCE)
enforcement = _from(rule_codes.ENFORCEMENT)
unasked = _from(rule_codes.UNASKED)
unasked_because = _from(because.BECAUSE)
unit = _from(rule_codes.UNIT_NAME)
day_off = _from(rule_codes.DAY_OFF)
choice_reason = _from(rule_codes.CHOICE_REASON)
facts_fault = _from(rule_codes.FACTS_FAULT)
field_name = field_words
date_field = field_words

__all__ = [
    "awards_of_lot",
    "duty",
    "field_value",
    "finding_message",
    "in_both",
    "in_each",
    "lot",
    "source_words",
    "span_words",
    "sums_of_lot",
    "verdict_message",
]


def duty(kind: str, subject: str) -> str:
    """What is owed, in words that fit this one duty alone: which question, and which of two openings. ``subject`` as
    a duty has it: the tag of a question, the second round of sealed bids, or what the words need not name."""
    if subject and kind == "answer_question":
        return gettext("Answer question %(tag)s") % {"tag": subject}
    if subject and kind in course_codes.FINAL_OFFERS_DUTY:
        return str(course_codes.FINAL_OFFERS_DUTY[kind])
    return duty_kind(kind)


def finding_message(kind: str, passage: str) -> str:
    """Why a text was refused, with the passage in question."""
    return str(rule_codes.FINDING[kind]) % {"passage": passage}


def in_each(make: Callable[[], Any]) -> dict[str, Any]:
    """What ``make`` says in each language: ``{"zh": …, "en": …}``."""
    said = {}
    for code, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            said[code] = make()
    return said


def in_both(words: Label, codes: Iterable[str]) -> list[str]:
    """The words of ``codes`` in both languages, for the search index."""
    said = in_each(lambda: [words(code) for code in codes])
    return [*said["zh"], *said["en"]]
