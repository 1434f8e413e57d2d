"""A call in several lots: said, copied, printed, found by each place; one lot is the same with one row less."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import translation

from procurement import facets, stated
from procurement.errors import PersonalDataError
from procurement.facts import facts_of
from procurement.judgement.bids import terms
from procurement.labels import bids as bid_words
from procurement.models import Tender
from procurement.publication.call import call_of_values
from procurement.rules import costs
from procurement.rules.case import Case
from procurement.rules.facts import Facts, LotSaid
from procurement.services.calls import tenders
from tests.rules.calls import BOOK, CALENDAR
from tests.support import calls

pytestmark = pytest.mark.django_db

ROWS = [
    {
        "title_zh": "曼斗片区防艾服务", "value": Decimal(420_000),
        "where_zh": "景洪市、勐海县", "places": ["532801", "532822"],
    },
    {"title_zh": "勐海片区防艾服务", "value": Decimal(300_000), "places": ["532822"], "awards": 2},
    {"title_zh": "勐腊片区防艾服务", "value": Decimal(240_000), "places": ["532823"], "largest": Decimal(90_000)},
]  # fmt: skip
SAID = {"lots": ROWS, "estimated_value": Decimal(960_000)}


def divided(**more) -> Tender:
    return calls.draft(calls.office("532800"), **SAID | more)


def test_what_is_said_of_all_every_lot_has_and_what_is_said_of_one_is_its_own():
    tender = Tender.objects.get(pk=divided().pk)
    assert stated.alike(stated.read(tender)["lots"], ROWS)
    first = tender.first_lot
    assert [one.value for one in tender.all_lots] == [420_000, 300_000, 240_000]
    assert {tuple(one.services) for one in tender.all_lots} == {tuple(first.services)}
    assert {one.criteria.count() for one in tender.all_lots} == {4}
    assert [one.most_awards for one in tender.all_lots] == [1, 2, 1]
    assert [one.ceiling for one in terms.terms_of(tender).lots] == [420_000, 300_000, 90_000]
    assert facts_of(tender).lots[1] == LotSaid("勐海片区防艾服务", Decimal(300_000), awards=Decimal(2))


def test_a_lot_less_moves_the_others_up_and_none_is_the_whole_call_again():
    tender = divided()
    stated.write(tender, {"lots": ROWS[1:]})
    assert [one.title_zh for one in Tender.objects.get(pk=tender.pk).all_lots] == [
        "勐海片区防艾服务",
        "勐腊片区防艾服务",
    ]
    stated.write(tender, {"lots": []})
    tender = Tender.objects.get(pk=tender.pk)
    (only,) = tender.all_lots
    assert "lots" not in stated.read(tender)
    assert (only.title_zh, only.value, only.places, only.own_awards) == ("", None, [], None)
    assert only.criteria.count() == 4
    stated.write(tender, {"lots": ROWS})
    assert [one.criteria.count() for one in Tender.objects.get(pk=tender.pk).all_lots] == [4, 4, 4]


def test_a_copy_has_the_lots():
    tender = divided()
    copy = tenders.copy_tender(tender.number, form_id=uuid4(), by=tender.drafted_by, now=calls.PUBLISHED)
    assert stated.read(copy)["lots"] == stated.read(tender)["lots"]


def test_the_name_of_a_lot_is_read_for_people_first():
    tender = divided(lots=[ROWS[0], {**ROWS[1], "title_zh": "联系张伟 13888880000"}, ROWS[2]])
    with pytest.raises(PersonalDataError) as refused:
        tenders.submit(tender.number, version=tender.version, by=tender.drafted_by, now=calls.PUBLISHED)
    assert "lots/1/title_zh" in refused.value.passages


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, {"lots_whole"}),
        ({"estimated_value": Decimal(959_999)}, {"lots_sum"}),
        ({"lots": (LotSaid("甲", Decimal(960_000)),)}, {"lot_alone", "lots_whole"}),
        ({"lots": (LotSaid("甲", Decimal(960_000)), LotSaid("乙"))}, {"lot_incomplete"}),
        (
            {
                "lots": (
                    LotSaid("甲", Decimal(900_000)),
                    LotSaid("乙", Decimal(60_000), largest=Decimal(60_001)),
                )
            },
            {"lot_largest", "lots_whole"},
        ),
    ],
)
def test_the_lots_are_the_budget(said, codes):
    lots = (LotSaid("甲", Decimal(500_000)), LotSaid("乙", Decimal(460_000)))
    facts = {"lots": lots, "estimated_value": Decimal(960_000)} | said
    assert {one.code for one in costs.lots(Case(Facts(**facts), BOOK, CALENDAR))} == codes


def test_the_smallest_award_fits_each_lot():
    lots = (
        LotSaid("甲", Decimal(10_000), awards=Decimal(4)),
        LotSaid("乙", Decimal(10_000), largest=Decimal(2_000)),
        LotSaid("丙", Decimal(10_000)),
    )
    facts = Facts(lots=lots, estimated_value=Decimal(30_000), smallest_award=Decimal(3_000), awards_by="one")
    found = [(one.code, one.params["name"]) for one in costs.awards(Case(facts, BOOK, CALENDAR))]
    assert found == [("lot_awards", "甲"), ("lot_smallest", "乙")]


def test_the_page_has_a_row_for_each_lot_and_the_search_each_place():
    tender = divided()
    values = stated.public(tender)
    with translation.override("zh-hans"):
        (shown,) = [one for one in call_of_values(values).sections() if one.key == "lots"]
        essentials = next(one for one in call_of_values(values).sections() if one.key == "essentials")
    assert shown.table.head == ("采购包", "金额", "在哪里", "支持几家", "单家金额")
    assert shown.table.rows[0] == (
        "第 1 包：曼斗片区防艾服务",
        "420,000 元（42 万元）",
        "景洪市、勐海县",
        "",
        "",
    )
    assert shown.table.rows[1][3] == "最多 2 家"
    assert shown.table.rows[2][4] == "每家最多 90,000 元（9 万元）"
    assert "每个包：一家" in {line.value for line in essentials.lines}
    assert facets.places(tender) == ["532800", "532801", "532822", "532823"]
    tender.step = "open"
    assert facets.of_place("532823") in facets.carried(tender)


def test_a_fault_of_a_budget_names_its_lot_where_there_are_several():
    with translation.override("en"):
        assert bid_words.place_words("lot-1/line-3") == "Budget, line 3"
        assert bid_words.place_words("lot-2/line-3") == "Lot 2 · Budget, line 3"
        assert bid_words.place_words("lot-2") == "Lot 2 · Budget"
