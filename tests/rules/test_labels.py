"""Every code has words, in both languages, and none stays English on a Chinese page."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from portal.ground.people import KINDS
from procurement import labels
from procurement.labels import awards as award_codes
from procurement.labels import call_codes, course_codes, field_names, rule_codes
from procurement.labels.sentences import SENTENCES
from procurement.rules import agreeing, awarding, corrections, duties, procedures, rulebook, vocabulary
from procurement.rules.facts import Facts
from procurement.rules.festivals import FESTIVALS
from procurement.rules.procedures import PROCEDURES
from procurement.rules.row import CONFIDENCES, ENFORCEMENTS, TIERS
from procurement.rules.verdicts import Answer
from procurement.rules.words import CODES
from tests.rules.calls import BOOK, JINGHONG, check

RULES = Path(rulebook.__file__).parent
LISTS = [
    (call_codes.PROCEDURE, PROCEDURES),
    (call_codes.REGIME, vocabulary.REGIMES),
    (call_codes.INSTRUMENT, vocabulary.INSTRUMENTS),
    (call_codes.CONTRACT_OBJECT, vocabulary.CONTRACT_OBJECTS),
    (call_codes.LEVEL, vocabulary.LEVELS),
    (call_codes.SERVICE_CLASS, vocabulary.SERVICE_CLASSES),
    (call_codes.BUYER_CLASS, vocabulary.BUYER_CLASSES),
    (call_codes.LEGAL_FORM, vocabulary.LEGAL_FORMS),
    (call_codes.CLIENT_DATA, vocabulary.CLIENT_DATA),
    (call_codes.FUNDING, vocabulary.FUNDING),
    (call_codes.SME_RESERVATION, vocabulary.SME_RESERVATIONS),
    (call_codes.SME_GROUND, vocabulary.SME_GROUNDS),
    (call_codes.PAYMENT_BASIS, vocabulary.PAYMENT_BASES),
    (call_codes.INDIRECT_COST, vocabulary.INDIRECT_COSTS),
    (call_codes.GROUND, procedures.GROUNDS),
    (call_codes.INVITED_ONLY_REASON, vocabulary.INVITED_ONLY_REASONS),
    (call_codes.AMENDMENT_REASON, vocabulary.CORRECTION_REASONS + vocabulary.TERMINATION_REASONS),
    (call_codes.POPULATION, vocabulary.POPULATIONS),
    (call_codes.SERVICE, vocabulary.SERVICES),
    (call_codes.CHANGE_WEIGHT, list(corrections.Change)),
    (course_codes.NOTICE_KIND, procedures.NOTICE_KINDS),
    (course_codes.RELATION, procedures.RELATIONS),
    (course_codes.STEP, procedures.TENDER_STEPS + procedures.LOT_STEPS),
    (course_codes.ACT, procedures.ACTS),
    (course_codes.DUTY_KIND, duties.KINDS),
    (
        course_codes.ROLE,
        {role for row in procedures.TENDER_TRANSITIONS for role in row.who} | {"leader", "privacy_reviewer"},
    ),
    (award_codes.PASSED_OVER, awarding.PASSED_OVER),
    (award_codes.REVOKED, awarding.REVOKED),
    (rule_codes.ANSWER, list(Answer)),
    (rule_codes.TIER, TIERS),
    (rule_codes.CONFIDENCE, CONFIDENCES),
    (rule_codes.ENFORCEMENT, ENFORCEMENTS),
    (rule_codes.UNIT_NAME, {row.unit for row in BOOK.rows if row.unit}),
    (rule_codes.DAY_OFF, [*FESTIVALS, "weekend"]),
    (rule_codes.FINDING, KINDS),
    (field_names.FIELD_NAME, Facts.__dataclass_fields__),
]
TABLES = [
    table
    for module in (call_codes, course_codes, rule_codes, field_names, award_codes)
    for name, table in vars(module).items()
    if name.isupper() and isinstance(table, dict) and not name.endswith("_TONE")
] + [SENTENCES]
_TELL = {"meets", "breaks", "fails", "cannot_tell", "asks_reason"}
_TOPICS = ("closing", "documents_closing", "documents_end", "notice_period", "ask_by", "answers_by")
_PARTS = {
    "rule.topic": _TOPICS,
    "wrong": ("too_early", "too_late"),
    "field": ("area_limit", "experience_required"),
    "one.code": CODES,
    "code": agreeing.CODES,
    "given": vocabulary.SME_RESERVATIONS,
}


@pytest.mark.parametrize(("table", "codes"), LISTS, ids=lambda value: "")
def test_every_code_has_words(table, codes):
    assert set(codes) <= set(table)


def _spelled(node):
    """The codes an expression may be: a constant, or an f-string over a closed list."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if not isinstance(node, ast.JoinedStr):
        return []
    found = [""]
    for part in node.values:
        ends = [part.value] if isinstance(part, ast.Constant) else _PARTS[ast.unparse(part.value)]
        found = [start + end for start in found for end in ends]
    return found


def verdict_codes():
    """Every code the rules can put into a verdict, read from their source."""
    for path in RULES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and len(node.args) >= 3:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in _TELL | {"tell"}:
                    yield from _spelled(node.args[2])
            if (
                isinstance(node, ast.Tuple)
                and len(node.elts) == 2
                and isinstance(node.elts[0], ast.Attribute)
            ) and node.elts[0].attr in _TELL:
                yield from _spelled(node.elts[1])


def test_every_fault_of_a_decision_and_a_contract_has_a_sentence():
    named = re.compile(r'AwardFault\("(\w+)"')
    rooms = (RULES.parent / room for room in ("rules", "judgement", "services"))
    codes = {
        code for room in rooms for path in room.rglob("*.py") for code in named.findall(path.read_text())
    }
    assert len(codes) > 40
    assert codes == set(award_codes.FAULT)
    for code in codes:
        for language in ("en", "zh-hans"):
            with override(language):
                said = award_codes.award_fault(awarding.AwardFault(code, limit="30"))
                assert "%" not in said.replace("30%", "").replace("100%", ""), (code, said)


def test_every_verdict_code_of_the_rules_has_a_sentence():
    codes = set(verdict_codes())
    assert len(codes) > 90
    impossible = {f"{topic}_too_late" for topic in _TOPICS[:4]} | {
        f"{topic}_too_early" for topic in _TOPICS[4:]
    }
    assert codes - impossible <= set(SENTENCES)


@pytest.mark.parametrize("table", TABLES, ids=lambda value: "")
def test_every_word_is_translated_and_keeps_its_places(table):
    for code, lazy in table.items():
        with override("en"):
            english = str(lazy)
        with override("zh-hans"):
            chinese = str(lazy)
        assert re.search(r"[\u4e00-\u9fff]|^%$", chinese), (code, english)
        assert not re.search(r"[\u4e00-\u9fff]", english), code
        assert set(re.findall(r"%\((\w+)\)s", chinese)) == set(re.findall(r"%\((\w+)\)s", english)), code


def test_a_code_without_words_is_itself():
    assert labels.procedure("raffle") == "raffle"
    assert labels.procedure("") == ""


def test_the_search_index_gets_both_languages():
    assert labels.in_both(labels.procedure, ["open_tender"]) == ["公开招标", "Open tender"]


def test_values_of_fields_are_words():
    with override("zh-hans"):
        assert labels.field_value("legal_forms", ["foundation", "enterprise"]) == "基金会、企业"
        assert labels.field_value("hosted_allowed", True) == "是"
        assert labels.field_value("estimated_value", 220000) == "220,000 元（22 万元）"
        assert labels.field_value("criteria", [{"text_zh": "方案", "weight": "60.00"}]) == "方案 (60)"
        assert labels.field_value("ground", None) == ""
    with override("en"):
        assert labels.field_value("price_weight", 10) == "10%"
        assert labels.field_value("ask_by", JINGHONG.closes_on) == "Thu 11 July 2024, 24:00"


def test_a_refused_text_says_why():
    with override("zh-hans"):
        assert labels.finding_message("mobile_phone", "138****") == "这像是私人手机号：138****。请删去。"


def test_the_source_can_be_left_to_the_page():
    verdict = next(one for one in check(JINGHONG) if one.code == "closing_too_early")
    with override("en"):
        assert labels.verdict_message(verdict, source=False).endswith("skipped).")
        law = next(one for one in check(JINGHONG) if one.tier not in ("portal", ""))
        assert law.source in labels.verdict_message(law)
