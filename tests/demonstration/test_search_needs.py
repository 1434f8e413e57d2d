"""What people type, over the demonstration's calls: the first result is the right one. tests/data/search.tsv holds what
they need: `first` on top (empty: no opinion), all of `must_contain` on the first page, none of `must_not_contain`."""

import csv
import re
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from procurement.filters import NoticeFilter, looser
from procurement.selectors.calls import public_entries
from procurement.views.public import search

NEEDS = Path(__file__).resolve().parents[1] / "data" / "search.tsv"
ENOUGH = 0.95

pytestmark = pytest.mark.django_db


def page(typed: str, language: str = "zh") -> str:
    """The results as a reader gets them, those that fit nearly among them."""
    whole = Client().get("/en/notices/" if language == "en" else "/notices/", {"q": typed}).text
    return whole[whole.index('id="results"') :]


def numbers(typed: str, language: str = "zh") -> list[str]:
    """The calls of the first page, from the top."""
    return list(dict.fromkeys(re.findall(r'href="(?:/en)?/notices/(YN[0-9-]+)/"', page(typed, language))))


def faults(row: dict[str, str]) -> list[str]:
    found = numbers(row["query"], row["lang"])
    wrong = [f"{row['first']} is not the first"] if row["first"] and found[:1] != [row["first"]] else []
    wrong += [f"{one} is missing" for one in row["must_contain"].split() if one not in found]
    return wrong + [f"{one} is there" for one in row["must_not_contain"].split() if one in found]


def test_people_find_what_they_need(told: None) -> None:
    with NEEDS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 90
    wrong = {row["query"]: found for row in rows if (found := faults(row))}
    assert 1 - len(wrong) / len(rows) >= ENOUGH, wrong
    # Nothing is given up silently: whatever fails is named here.
    assert wrong == {}


@pytest.mark.parametrize(
    ("typed", "text", "left_out", "instead"),
    [
        ("瑞丽 大象 司机", "瑞丽 司机", ("大象",), ()),
        ("艾兹病", "艾滋病", (), (("艾兹病", "艾滋病"),)),
        ("瑞力 司几", "瑞丽 司机", (), (("瑞力", "瑞丽"), ("司几", "司机"))),
        ("Kuming testing", "kunming testing", (), (("Kuming", "kunming"),)),
        ("蒙自 司机 陪伴", "蒙自 陪伴", ("司机",), ()),
        ("瑞丽 大象 -货运", "瑞丽 -货运", ("大象",), ()),
        ("瑞丽 22万", "瑞丽", ("22万",), ()),
        ("宣传货场修理", "宣传 货场 修理", (), (("货场修理", "货场 修理"),)),
    ],
)
def test_where_nothing_fits_as_much_as_goes_together_does(
    told: None, typed: str, text: str, left_out: tuple[str, ...], instead: tuple[tuple[str, str], ...]
) -> None:
    found = looser(NoticeFilter(QueryDict(f"q={typed}"), queryset=public_entries()))
    assert found is not None
    assert (found.text, found.left_out, found.instead) == (text, left_out, instead)


@pytest.mark.parametrize("typed", ["", "蝴蝶标本", "，。", "-瑞丽 -蒙自 -景洪 -昆明 -云南"])
def test_where_nothing_goes_together_nothing_is_offered(told: None, typed: str) -> None:
    assert looser(NoticeFilter(QueryDict(f"q={typed}"), queryset=public_entries())) is None


def test_the_page_says_what_was_left_out_and_takes_it_for(told: None) -> None:
    text = page("瑞丽 大象")
    assert "去掉“大象”以后有 4 个" in re.sub("<[^>]+>", "", text)
    assert "“艾兹病”没有找到，按“艾滋病”查" in re.sub("<[^>]+>", "", page("艾兹病"))
    assert "<mark>艾滋病</mark>" in page("艾兹病")
    assert "接近的结果" not in page("瑞丽")
    for address in ("/feeds/notices.atom", "/data/notices.csv", "/api/v1/notices"):
        assert "YN2024" not in Client().get(address, {"q": "瑞丽 大象"}).getvalue().decode(), address


def chips(typed: str, language: str = "zh") -> list[str]:
    return [
        re.sub("^(去掉：|Remove: )", "", re.sub("<[^>]+>", "", one).strip())
        for one in re.findall(r'<a class="chip" .*?</a>', page(typed, language), re.S)
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("瑞丽吸毒", ["“瑞丽”", "“吸毒”"]),
        ("瑞丽 -货运", ["“瑞丽”", "不含“货运”"]),
        ("正在征集", ["状态：征集中"]),
        ("作废 22万", ["状态：已废标", "金额（元）：220,000"]),
        ("10万以上", ["最低（元）：100,000"]),
        ("明天截止", ["申报截止：2024-07-11"]),
        ("7月22日", ["发布、截止或者提问截止：7月22日"]),
        ("7月15日以前截止", ["截止日不晚于：2024-07-15"]),
        ("“城中村”", ["一字不差：“城中村”"]),
        ("瑞丽的项目", ["“瑞丽”", "“项目”（每个公告都是，不算条件）"]),
    ],
)
def test_what_was_understood_is_said(told: None, typed: str, said: list[str]) -> None:
    assert chips(typed) == said


def test_each_part_can_be_taken_away(told: None) -> None:
    text = page("瑞丽吸毒 7月22日")
    assert re.findall(r'<a class="chip" href="([^"]+)"', text) == [
        "/notices/?q=%E5%90%B8%E6%AF%92+7%E6%9C%8822%E6%97%A5",
        "/notices/?q=%E7%91%9E%E4%B8%BD+7%E6%9C%8822%E6%97%A5",
        "/notices/?q=%E7%91%9E%E4%B8%BD%E5%90%B8%E6%AF%92",
    ]


def test_the_word_that_was_found_is_marked(told: None) -> None:
    assert "<mark>男男</mark>" in page("男同")
    assert "<mark>货运司机</mark>" in page("卡车司机")
    assert "<mark>Testing</mark>" in page("tests", "en")


def test_every_example_beside_the_search_shows_what_it_is_for(told: None) -> None:
    expected = {
        "zh-hans": ["“检测” “青年”", "一字不差：“同伴支持”", "“检测” 不含“毒品”", "申报截止：7月截止",
                    "最低（元）：100,000", "状态：征集中"],
        "en": ["“testing” “youth”", "exactly “peer support”", "“testing” without “drugs”",
               "Closes: closes in July", "At least, yuan: 100,000", "Status: Open"],
    }  # fmt: skip
    for language, said in expected.items():
        with override(language):
            tried = [str(typed) for typed, _asks in search.EXAMPLES]
        read = [" ".join(chips(one, "en" if language == "en" else "zh")) for one in tried]
        assert read == said
