"""What the words say of how offers are asked for, paid for and judged."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.rules.corrections import same_medium
from procurement.rules.facts import Criterion
from procurement.rules.opening import least_bidders
from procurement.rules.practices import CODES, find
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, OPEN_TENDER, SELECTION

QUOTATION = replace(CONSULTATION, procedure="request_for_quotation", object="goods")
CONSENT = "检测自愿、知情、保密。"
SAID = [
    (
        CONSULTATION,
        "cash_deposit",
        "投标保证金可以交现金。",
        "投标保证金不得以现金方式交纳。",
        "658.33.not_cash",
    ),
    (
        CONSULTATION,
        "cash_deposit",
        "交纳现金作为保证金。",
        "保证金以保函提交，不接受现金。",
        "658.33.not_cash",
    ),
    (
        CONSULTATION,
        "prices_dropped",
        "去掉最高报价和最低报价后取平均值为基准价。",
        "不去掉最高报价和最低报价。",
        "price.no_dropping",
    ),
    (OPEN_TENDER, "prices_dropped", "评标时剔除最低价。", "评标时不得剔除最低价。", "price.no_dropping"),
    (QUOTATION, "quoted_again", "供应商可进行二次报价。", "供应商不得再次报价。", "GPL.40.once"),
    (CONSULTATION, "subletting", "承接方可以将项目整体转包。", "承接方不得转包。", "GPL.48.subletting"),
    (
        GRANT,
        "only_invited",
        f"{CONSENT}仅限受邀机构申报。",
        f"{CONSENT}不仅限受邀机构，符合条件的都可申报。",
        "YN.P.invited.open",
    ),
    (
        SELECTION,
        "only_invited",
        f"{CONSENT}未受邀的组织不予受理。",
        f"{CONSENT}受邀组织请按时到场。",
        "YN.P.invited.open",
    ),
    (
        OPEN_TENDER,
        "site_visit",
        "答疑会于2026年4月15日上午召开。",
        "答疑会于2026年4月20日上午召开。",
        "87.site_visit",
    ),
    (OPEN_TENDER, "site_visit", "4月17日组织现场踏勘。", "不组织现场踏勘，4月17日。", "87.site_visit"),
]


def rules_of(facts, **more):
    found = check_publication(facts, book=BOOK, calendar=CALENDAR, **more)
    return {one.rule: one for one in found if "asks" in one.params}


@pytest.mark.parametrize(("facts", "code", "bad", "good", "rule"), SAID)
def test_words_break_the_row_and_their_denial_does_not(facts, code, bad, good, rule):
    verdict = rules_of(replace(facts, full_text=bad))[rule]
    assert (verdict.answer, verdict.params["asks"]) == (Answer.BREAKS, code)
    assert bad.removeprefix(CONSENT).rstrip("。") in str(verdict.params["words"])
    assert rule not in rules_of(replace(facts, full_text=good))


def test_a_condition_of_taking_part_gives_no_points():
    def with_criterion(text):
        rows = (Criterion("价格", Decimal(10)), Criterion(text, Decimal(90)))
        return replace(OPEN_TENDER, criteria=rows)

    rule = "87.55.not_qualifications"
    assert rules_of(with_criterion("具有独立承担民事责任能力的得分"))[rule].answer is Answer.BREAKS
    assert rules_of(with_criterion("提供法人登记证书得5分"))[rule].answer is Answer.BREAKS
    assert rule not in rules_of(with_criterion("服务方案切合实际"))
    assert rule not in rules_of(replace(OPEN_TENDER, full_text="供应商应具有独立承担民事责任的能力。"))


def test_a_second_person_may_find_such_a_passage_harmless():
    facts = replace(CONSULTATION, full_text="投标保证金可以交现金。")
    stopped = rules_of(facts)["658.33.not_cash"]
    cleared = rules_of(facts, cleared={str(stopped.params["key"]): "此处引用的是旧规定，本项目不收保证金。"})
    assert not cleared["658.33.not_cash"].stops


def test_every_practice_is_tried():
    assert {code for _facts, code, *_rest in SAID} | {"conditions_scored"} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_ordinary_call_says_none_of_it(code):
    text = (
        "供应商应具有独立承担民事责任的能力。最后报价以书面为准，价格分按低价优先法计算。"
        "项目经费以现金补贴志愿者交通。"
    )
    assert code == "quoted_again" or code not in {one.code for one in find(text)}


def test_charges_for_documents_break_their_own_row():
    verdict = rules_of(replace(GRANT, full_text=f"{CONSENT}报名资料工本费300元。"))
    assert "YN.P.documents.free" in verdict


def test_what_is_reserved_needs_three_that_qualify():
    reserved = replace(CONSULTATION, sme_reservation="reserved")
    assert least_bidders(CONSULTATION, book=BOOK, calendar=CALENDAR) == 2
    assert least_bidders(reserved, book=BOOK, calendar=CALENDAR) == 3


@pytest.mark.parametrize("act", ["correction", "termination"])
def test_what_follows_stands_on_the_medium_of_the_first_notice(act):
    def told(first, then):
        return [
            (one.code, one.stops)
            for one in same_medium(
                CONSULTATION, act=act, first=first, then=then, book=BOOK, calendar=CALENDAR
            )
        ]

    first = "http://www.ccgp.gov.cn/1"
    assert told(first, "https://search.ccgp.gov.cn/2") == [("medium_same", False)]
    assert told(first, "https://www.yngp.com/2") == [("medium_other_than_first", True)]
    assert told(first, "https://ccgp.gov.cn.evil.test/2") == [("medium_other_than_first", True)]
    assert told("", "https://www.yngp.com/2") == []
