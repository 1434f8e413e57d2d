"""The lots on the screen of a call: read from a pasted table, one more, one less, a fault on its row, nothing lost."""

from decimal import Decimal
from typing import Any

from procurement import stated
from procurement.models import Tender
from tests.support import drafts as calls
from tests.views.officer_site import Office, form_data, office, part_url, paste

__all__ = ["office"]

TABLE = """景洪市艾滋病防治社会组织服务项目竞争性磋商公告
采购单位：景洪市疾病预防控制中心
预算金额：96万元
采购包 | 采购内容 | 服务地点 | 预算金额（万元）
1 | 城区流动人口宣传和检测动员 | 景洪市、勐海县 | 42
2 | 感染者关怀和转介 | 勐腊县 | 30
3 | 校园和工地宣传 | 景洪市、勐腊县 | 24
"""


def lots_of(page: Any) -> Any:
    return page.context["part"].lots


def test_a_pasted_table_fills_the_lots_with_its_passage(office: Office):
    paste(office.writing, office, TABLE.replace(" | ", "\t"))
    draft = Tender.objects.get()
    rows = stated.read(draft)["lots"]
    assert [one["value"] for one in rows] == [420_000, 300_000, 240_000]
    assert [one.get("places") for one in rows] == [["532801"], None, ["532801"]], "those of the office"
    assert [one["title_zh"] for one in rows][1:] == ["感染者关怀和转介", "校园和工地宣传"]
    assert rows[1]["where_zh"] == "勐腊县"
    page = office.writing.get(part_url(draft, "project"))
    assert "感染者关怀和转介" in page.context["lots_said"]
    assert page.context["lots_total"] == 960_000
    assert len(lots_of(page)) == 3, "no empty row below lots that are there"
    kept = office.writing.post(part_url(draft, "project"), form_data(page, act="check"))
    assert kept.status_code == 302
    assert stated.read(Tender.objects.get())["lots"] == rows


def test_one_more_and_one_less_lose_nothing_that_was_typed(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, "project")
    page = office.writing.get(url)
    assert len(lots_of(page)) == 1, "one empty row, and a button for more"
    page = office.writing.post(url, form_data(page, act="lot:another"))
    typed = {
        "lots-0-title_zh": "一包", "lots-0-value": "40万", "lots-1-title_zh": "二包", "lots-1-value": "abc",
        "summary_zh": "刚写的话",
    }  # fmt: skip
    more = office.writing.post(url, form_data(page, **typed, act="lot:another"))
    assert [one["title_zh"].value() for one in lots_of(more)] == ["一包", "二包", None]
    assert more.context["part"]["summary_zh"].value() == "刚写的话"
    less = office.writing.post(url, form_data(more, act="lot:without:0"))
    assert [one["value"].value() for one in lots_of(less)] == ["abc", ""]
    assert "abc" in str(lots_of(less).forms[0].errors["value"])
    assert "lots" not in stated.read(Tender.objects.get())
    saved = form_data(less, **{"lots-0-value": "30万", "lots-0-where_zh": "景洪市江北街道"}, act="check")
    answer = office.writing.post(url, saved)
    assert answer.status_code == 302, (answer.context["part"].errors, lots_of(answer).errors)
    said = stated.read(Tender.objects.get())
    assert said["lots"] == [
        {"title_zh": "二包", "value": Decimal(300_000), "where_zh": "景洪市江北街道", "places": ["532801"]}
    ]
    assert said["summary_zh"] == "刚写的话"


def test_a_lot_without_money_or_name_is_told_on_its_row(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = part_url(draft, "project")
    rows = {"lots-0-title_zh": "一包", "lots-1-value": "30000", "lots-TOTAL_FORMS": "2"}
    answer = office.writing.post(url, form_data(office.writing.get(url), **rows, act="check"))
    assert answer.status_code == 422
    first, second = lots_of(answer).forms
    assert set(first.errors) == {"value"}
    assert set(second.errors) == {"title_zh"}


def test_the_last_lot_taken_away_is_gone_once_saved(office: Office):
    paste(office.writing, office, TABLE.replace(" | ", "\t"))
    draft = Tender.objects.get()
    url = part_url(draft, "project")
    less = office.writing.post(url, form_data(office.writing.get(url), act="lot:without:2"))
    assert [one["title_zh"].value() for one in lots_of(less)][2:] == [""]
    assert office.writing.post(url, form_data(less, act="check")).status_code == 302
    assert len(stated.read(Tender.objects.get())["lots"]) == 2
