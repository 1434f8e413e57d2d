"""The words of a call are judged beside its fields: a demand breaks or needs a reason where it is written."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override

from procurement.facts import FactsError, parse, to_mapping
from procurement.labels import verdict_message
from procurement.rules.asked import Asked
from procurement.rules.facts import Criterion, Passage
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, SELECTION, check

BREAKS, REASON, MEETS = Answer.BREAKS, Answer.NEEDS_REASON, Answer.MEETS
CONSENT = "检测坚持自愿、知情、保密。"
SENTENCES = {
    "local_registration": "投标人须在昆明市登记注册",
    "past_projects": "投标人须做过三个同类项目",
    "capital": "投标人注册资金不低于50万元",
    "staff_numbers": "投标人须有专职人员不少于5人",
    "local_honours": "投标人须获得过本市表彰",
    "names_asked": "承接方每月报送服务对象花名册（姓名、身份证号、检测结果）",
    "consent_denied": "检测不以自愿为前提",
    "confidentiality_denied": "检测结果不必保密",
    "paid_by_count": "按检测人数支付经费",
    "activity_prescribed": "全年须开展宣传活动12场",
    "deposit": "须交纳投标保证金50000元",
    "fee": "报名费每家100元",
}


def said(facts, text, field="requirement_zh"):
    return replace(facts, words=(Passage(field, text),))


def of_words(verdicts, field="requirement_zh"):
    return {
        (str(one.params.get("asks")), one.rule, one.answer)
        for one in verdicts
        if one.field == field and "asks" in one.params
    }


@pytest.mark.parametrize(
    ("code", "rule", "answer"),
    [
        ("local_registration", "658.20.forbidden", BREAKS),
        ("past_projects", "658.20.forbidden", BREAKS),
        ("capital", "658.20.forbidden", BREAKS),
        ("staff_numbers", "658.20.forbidden", BREAKS),
        ("local_honours", "658.20.forbidden", BREAKS),
        ("names_asked", "YN.client_data", BREAKS),
        ("consent_denied", "HIV.23.voluntary", BREAKS),
        ("confidentiality_denied", "HIV.39.privacy", BREAKS),
        ("paid_by_count", "YN.payment.by_counts", REASON),
        ("deposit", "658.33.deposit", BREAKS),
        ("fee", "87.24.charge", REASON),
    ],
)
def test_a_statutory_call_is_held_to_its_words(code, rule, answer):
    assert of_words(check(said(CONSULTATION, SENTENCES[code]))) == {(code, rule, answer)}


@pytest.mark.parametrize(
    ("code", "rule", "answer"),
    [
        ("local_registration", "YN.P.area_limit", REASON),
        ("past_projects", "YN.P.experience", REASON),
        ("capital", "YN.P.size", REASON),
        ("staff_numbers", "YN.P.size", REASON),
        ("local_honours", "YN.P.honours", REASON),
        ("names_asked", "YN.client_data", BREAKS),
        ("consent_denied", "HIV.23.voluntary", BREAKS),
        ("confidentiality_denied", "HIV.39.privacy", BREAKS),
        ("paid_by_count", "YN.payment.by_counts", REASON),
        ("activity_prescribed", "YN.P.not_prescribed", REASON),
        ("deposit", "YN.P.charges", BREAKS),
        ("fee", "YN.P.charges", BREAKS),
    ],
)
def test_a_programme_call_is_held_to_its_words(code, rule, answer):
    assert of_words(check(said(GRANT, f"{CONSENT}{SENTENCES[code]}"))) == {(code, rule, answer)}


def test_activities_may_be_said_where_services_are_bought():
    assert of_words(check(said(SELECTION, SENTENCES["activity_prescribed"]))) == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_verdict_quotes_the_whole_sentence(language):
    for code, text in SENTENCES.items():
        [found] = [one for one in check(said(GRANT, f"甲。{text}。乙")) if one.params.get("asks") == code]
        with override(language):
            assert f"“{text}”" in verdict_message(found)


@pytest.mark.parametrize(
    ("code", "claim"),
    [
        ("local_registration", "area_limit_absent"),
        ("past_projects", "experience_required_absent"),
        ("names_asked", "client_data_kept"),
        ("paid_by_count", "not_paid_by_counts"),
        ("activity_prescribed", "activities_open"),
        ("deposit", "no_charge"),
        ("fee", "no_charge"),
    ],
)
def test_no_field_is_praised_for_what_the_words_contradict(code, claim):
    assert claim in {one.code for one in check(GRANT)}
    assert claim not in {one.code for one in check(said(GRANT, SENTENCES[code]))}


def test_a_denial_beside_the_three_words_is_no_clause():
    text = "检测自愿、知情、保密三项均不作要求，不以自愿为前提，无须知情同意，结果不必保密。"
    verdicts = check(replace(GRANT, full_text=text))
    assert "consent_clause_missing" in {one.code for one in verdicts}
    assert {"consent_denied", "confidentiality_denied"} <= {
        code for code, _, _ in of_words(verdicts, "full_text")
    }


@pytest.mark.parametrize("words", ["不限", "无", "不限地域", "没有要求", "不作限制", "各地均可", "no limit"])
def test_a_condition_that_says_there_is_none_is_none(words):
    facts = replace(CONSULTATION, eligibility=replace(CONSULTATION.eligibility, area_limit=words))
    assert {one.code for one in check(facts) if one.field == "eligibility.area_limit"} == {
        "area_limit_absent"
    }


@pytest.mark.parametrize(
    "words", ["本县", "没有在本县登记的不得参加", "仅限云南省内", "不限于县城，须在本州登记"]
)
def test_a_condition_that_limits_is_one(words):
    facts = replace(CONSULTATION, eligibility=replace(CONSULTATION.eligibility, area_limit=words))
    assert "area_limit_forbidden" in {one.code for one in check(facts)}


def test_what_hides_in_the_box_of_another_condition_is_found():
    limited = replace(CONSULTATION.eligibility, area_limit="本县，注册资金不低于50万元")
    found = of_words(check(replace(CONSULTATION, eligibility=limited)), "eligibility.area_limit")
    assert found == {("capital", "658.20.forbidden", BREAKS)}


def test_points_for_one_place_break_and_points_for_projects_need_a_reason():
    criteria = (
        Criterion("价格", Decimal(10)),
        Criterion("在昆明市登记注册的得45分", Decimal(45)),
        Criterion("同类项目业绩每提供一份合同得9分", Decimal(45)),
    )
    assert of_words(check(replace(CONSULTATION, criteria=criteria)), "criteria") == {
        ("local_registration", "658.20.forbidden", BREAKS),
        ("past_projects", "658.20.forbidden", REASON),
    }


@pytest.mark.parametrize(
    ("text", "deposit", "found"),
    [
        ("投标保证金为预算金额的2%", Decimal(16000), False),
        ("投标保证金为预算金额的2%", None, True),
        ("投标保证金16000元", Decimal(16000), False),
        ("投标保证金16001元", Decimal(16000), True),
        ("须交纳投标保证金", Decimal(16000), True),
        ("中标后交纳履约保证金，为合同金额的10%", None, False),
        ("中标后交纳履约保证金，为合同金额的11%", None, True),
    ],
)
def test_a_statutory_deposit_keeps_to_its_share_and_to_its_field(text, deposit, found):
    verdicts = check(replace(said(CONSULTATION, text), deposit=deposit))
    assert bool(of_words(verdicts)) is found


def test_a_passage_that_a_second_person_found_harmless_passes_alone():
    text = "投标人须在昆明市登记注册。投标人须在玉溪市登记注册。"
    one = Asked("requirement_zh", "local_registration", "投标人须在昆明市登记注册")
    verdicts = check_publication(
        said(CONSULTATION, text), book=BOOK, calendar=CALENDAR, cleared={one.key: "这是引用的反面例子。"}
    )
    found = {one.code: one for one in verdicts if "asks" in one.params}
    assert not found["passage_cleared"].stops
    assert found["passage_cleared"].reason == "这是引用的反面例子。"
    assert found["asks_local_registration"].params["words"] == "投标人须在玉溪市登记注册"
    assert found["asks_local_registration"].stops


def test_the_same_wording_is_said_once():
    twice = replace(said(CONSULTATION, SENTENCES["capital"]), full_text=f"甲。{SENTENCES['capital']}。")
    assert sum("asks" in one.params for one in check(twice)) == 1


@pytest.mark.parametrize("text", ["电话13887654321。", "身份证号530111198801010011。"])
def test_what_reaches_a_person_breaks(text):
    for facts, field in (
        (replace(GRANT, full_text=text), "full_text"),
        (said(GRANT, text), "requirement_zh"),
    ):
        found = [one for one in check(facts) if one.code == "person_reached"]
        assert [(one.field, one.rule, one.answer) for one in found] == [(field, "HIV.39.privacy", BREAKS)]
        assert text[4:12] not in str(found[0])


def test_a_person_in_doubt_is_read_by_somebody():
    text = f"{CONSENT}服务对象张某某是感染者，住曼斗村。"
    found = [one for one in check(replace(GRANT, full_text=text)) if one.code == "person_in_doubt"]
    assert [one.answer for one in found] == [REASON]


def test_words_are_read_by_name_and_written_back():
    facts = parse(
        {"words": [{"field": "quality_zh", "text": "看满意度。"}, {"field": "annex", "text": "附表"}]}
    )
    assert parse(to_mapping(facts)) == facts
    with pytest.raises(FactsError) as refused:
        parse({"words": [{"field": "martian", "text": "甲"}]})
    assert refused.value.errors == {"words.0.field": "unknown_value"}


@pytest.mark.parametrize(
    ("facts", "change", "field", "code", "answer"),
    [
        (CONSULTATION, {"ground": "领导要求采用磋商"}, "ground", "ground_unknown", BREAKS),
        (CONSULTATION, {"sme_ground": "我们觉得合适"}, "sme_ground", "sme_ground_unknown", BREAKS),
        (GRANT, {"invited_only_reason": "熟悉"}, "invited_only_reason", "invited_only_unknown", BREAKS),
        (
            CONSULTATION,
            {"buyer_class": "public_institution_class_2"},
            "buyer_class",
            "buyer_usually_provides",
            REASON,
        ),
        (
            CONSULTATION,
            {"official_medium_url": "https://blog.example.org/1"},
            "official_medium_url",
            "medium_not_listed",
            BREAKS,
        ),
        (
            CONSULTATION,
            {"official_medium_url": "https://ccgp.gov.cn.evil.test/1"},
            "official_medium_url",
            "medium_not_listed",
            BREAKS,
        ),
        (
            CONSULTATION,
            {"official_medium_url": "http://www.ccgp-yunnan.gov.cn/1"},
            "official_medium_url",
            "medium_address_given",
            MEETS,
        ),
        (
            CONSULTATION,
            {"ground": "price_not_calculable", "price_weight": Decimal(0)},
            "price_weight",
            "price_not_scored",
            MEETS,
        ),
        (CONSULTATION, {"ground": "price_not_calculable"}, "price_weight", "price_scored", BREAKS),
        (
            CONSULTATION,
            {"full_text": "采用固定价格采购，投标人不再报价。", "price_weight": Decimal(0)},
            "price_weight",
            "price_not_scored",
            MEETS,
        ),
        (CONSULTATION, {"full_text": "本项目采用固定价格采购。"}, "price_weight", "price_scored", REASON),
    ],
)
def test_closed_lists_and_prices_that_are_not_scored(facts, change, field, code, answer):
    found = {one.code: one for one in check(replace(facts, **change)) if one.field == field}
    assert found[code].answer is answer


def test_a_supervisor_allows_another_official_address_in_public():
    facts = replace(CONSULTATION, official_medium_url="https://news.test/1")
    verdicts = check_publication(
        facts, book=BOOK, calendar=CALENDAR, waivers={"YN.medium.hosts": "省财政厅另行指定。"}
    )
    [one] = [one for one in verdicts if one.code == "medium_not_listed"]
    assert (one.answer, one.stops, one.reason) == (REASON, False, "省财政厅另行指定。")


@pytest.mark.parametrize("kind", ["legal_forms", "payable"])
def test_kinds_that_do_not_exist_are_refused_by_name(kind):
    whole = {"legal_forms": "eligibility", "payable": "indirect_costs"}[kind]
    with pytest.raises(FactsError) as refused:
        parse({whole: {kind: ["martian"]}})
    assert refused.value.errors == {f"{whole}.{kind}.0": "unknown_value"}


def test_the_call_that_once_kept_every_rule_is_refused_on_each_passage():
    text = (
        "检测不以自愿为前提，无须知情同意，结果不必保密。承接方每月报送服务对象花名册（姓名、身份证号、检测结果）。"
        "投标人须在昆明市登记注册、注册资金不低于50万元。"
    )
    criteria = (
        Criterion("价格", Decimal(10)),
        Criterion("在昆明市登记注册且获得昆明市荣誉称号的得满分", Decimal(25)),
        Criterion("方案", Decimal(65)),
    )
    verdicts = check(replace(said(CONSULTATION, text), criteria=criteria))
    stopped = {(one.field, one.params["asks"]) for one in verdicts if one.stops and "asks" in one.params}
    assert stopped == {
        ("requirement_zh", "consent_denied"),
        ("requirement_zh", "confidentiality_denied"),
        ("requirement_zh", "names_asked"),
        ("requirement_zh", "local_registration"),
        ("requirement_zh", "capital"),
        ("criteria", "local_registration"),
        ("criteria", "local_honours"),
    }
