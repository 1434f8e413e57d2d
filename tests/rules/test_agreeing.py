"""A call that says two things: its boxes against its words, and what is no contradiction."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT

LIMIT = {"area_limit": "仅限景洪市登记的组织"}


def said(words, base=GRANT, **who):
    facts = replace(base, full_text=base.full_text + words)
    boxes = {name: who.pop(name) for name in list(who) if name in facts.__dataclass_fields__}
    facts = replace(facts, eligibility=replace(facts.eligibility, **who), **boxes)
    verdicts = check_publication(facts, book=BOOK, calendar=CALENDAR)
    return [one for one in verdicts if one.rule.startswith("portal.one_meaning")]


@pytest.mark.parametrize(
    ("words", "boxes", "code"),
    [
        ("本项目面向所有社会组织，不限地区。", LIMIT, "says_open_to_all"),
        ("各地登记的社会组织均可申报。", LIMIT, "says_open_to_all"),
        ("本项目面向全省公开征集。", LIMIT, "says_open_to_all"),
        ("面向全国公开征集。", {"area_limit": "云南省内登记的组织"}, "says_open_to_all"),
        ("注册地不限。申报单位须在景洪市民政局登记。", {}, "says_open_to_all"),
        ("This call is open to all organisations.", LIMIT, "says_open_to_all"),
        ("企业不得参加本次征集。", {"legal_forms": ("enterprise",)}, "says_shuts_out_enterprises"),
        ("只接受社会组织申报。", {"legal_forms": ("enterprise",)}, "says_shuts_out_enterprises"),
        ("仅限企业参加。", {}, "says_shuts_out_organisations"),
        ("未登记的小组不得申报。", {}, "says_shuts_out_groups"),
        ("本项目不接受联合体。", {}, "says_no_consortium"),
        ("本项目接受联合体投标。", {"consortium_allowed": False}, "says_consortium_welcome"),
        ("本项目专门面向中小企业采购。", {"base": CONSULTATION}, "says_reserved_in_words"),
        (
            "本项目不专门面向中小企业。",
            {"base": CONSULTATION, "sme_reservation": "reserved", "legal_forms": ("enterprise",)},
            "says_not_reserved_in_words",
        ),
    ],
)
def test_a_contradiction_is_said_at_its_passage_and_asks_for_a_reason(words, boxes, code):
    [found] = said(words, **boxes)
    assert (found.code, found.field, found.answer) == (code, "full_text", Answer.NEEDS_REASON)
    assert found.params["words"] in words
    assert found.stops


@pytest.mark.parametrize(
    ("words", "boxes"),
    [
        ("本项目面向所有社会组织，不限地区。", {}),
        ("不限地区。", {"area_limit": "不限"}),
        ("面向社会公开征集。", LIMIT),
        ("本项目面向全省公开征集。", {"area_limit": "云南省内登记的组织"}),
        ("任何单位和个人均可提出质疑。", LIMIT),
        ("面向所有服务对象的组织管理要规范。", LIMIT),
        ("服务区域不限。", LIMIT),
        ("并非面向所有社会组织。", LIMIT),
        ("参加的企业不得有重大违法记录。", {"legal_forms": ("enterprise",)}),
        ("只接受社会组织和企业申报。", {"legal_forms": ("enterprise",)}),
        ("仅限企业、社会组织参加。", {}),
        ("未登记的小组不能直接申报，由登记组织托管申报。", {}),
        ("联合体各方不得再单独申报。", {}),
        ("本项目不接受联合体。", {"consortium_allowed": False}),
        ("本项目不属于专门面向中小企业采购的项目。", {"base": CONSULTATION}),
        ("是否专门面向中小企业：否。", {"base": CONSULTATION}),
    ],
)
def test_what_agrees_or_says_something_else_is_left_alone(words, boxes):
    assert said(words, **boxes) == []


def test_a_limit_that_says_there_is_none_is_none():
    assert said("", area_limit="面向所有社会组织") == []


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2024-07-16", ["service_before_award"]),
        ("2024-07-17", ["service_before_result"]),
        ("2024-07-19", ["service_before_result"]),
        ("2024-07-20", []),
    ],
)
def test_the_service_begins_when_there_can_be_an_award(day, codes):
    facts = replace(GRANT, service_from=date.fromisoformat(day))
    verdicts = check_publication(facts, book=BOOK, calendar=CALENDAR)
    assert [one.code for one in verdicts if one.field == "service_from" and one.stops] == codes
