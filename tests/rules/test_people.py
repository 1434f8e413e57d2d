"""The guard over the corpus of invented people: how many it finds, how many harmless texts it disturbs."""

import re
from collections.abc import Callable

import pytest
from opencc import OpenCC

from portal.ground.people.doubt import doubts
from portal.ground.people.fold import fold
from tests.support import people

# The least that is found and the most that is disturbed, in percent: what the issue asks for. The held half was never
# tuned on.
BARS = {part: {"recall": 98, "disguised": 98, "stopped": 3, "reviewed": 10} for part in people.PARTS}


@pytest.mark.parametrize("half", BARS)
def test_people_are_found_and_harmless_texts_left_alone(half: str) -> None:
    figures = people.figures(half)
    print(half, {name: round(value, 1) for name, value in figures.items()})
    bars = BARS[half]
    assert figures["recall"] >= bars["recall"], figures
    assert figures["disguised"] >= bars["disguised"], figures
    assert figures["stopped"] <= bars["stopped"], figures
    assert figures["reviewed"] <= bars["reviewed"], figures


def _between(sign: str) -> Callable[[str], str]:
    return lambda text: re.sub(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", sign, text)


def _figures(zero: int) -> Callable[[str], str]:
    return lambda text: re.sub(r"[0-9]", lambda figure: chr(zero + int(figure[0])), text)


# What is done to a whole text, and the least that is still found of it in percent.
DISGUISES: dict[str, tuple[Callable[[str], str], float]] = {
    "traditional script": (OpenCC("s2t").convert, 99),
    "Taiwan's words": (OpenCC("s2twp").convert, 97),
    "blanks": (_between(" "), 99),
    "strokes": (_between("_"), 99),
    "hearts": (_between("❤"), 99),
    "commas": (_between("，"), 90),
    "slashes": (_between("/"), 99),
    "struck through": ("\u0336".join, 99),
    "full width": (lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text), 99),
    "figures of mathematics": (_figures(0x1D7CE), 99),
    "figures of Burma": (_figures(0x1040), 99),
    "capitals": (str.upper, 99),
    "small letters": (str.lower, 98),
    "no point or comma": (lambda text: re.sub(r"[^\w ]", "", text), 92),
}


def test_every_sign_is_simplified_as_the_dictionary_does() -> None:
    simplified = OpenCC("t2s").convert
    signs = [chr(code) for code in range(0x4E00, 0xA000)]
    other = {sign: told for sign in signs if (told := fold(sign)[0]) != simplified(sign)}
    assert other == {}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_of_the_whole_text_hides_little(name: str) -> None:
    disguise, least = DISGUISES[name]
    rows = [row for part in people.PARTS if part != "held" for row in people.rows(part)[::2]]
    missed = [
        row.shape
        for row in rows
        if row.expected != "nothing" and people.answer(disguise(row.text)) == "nothing"
    ]
    harmful = sum(row.expected != "nothing" for row in rows)
    assert 100 * (harmful - len(missed)) / harmful >= least, missed
    harmless = [*(row for row in rows if row.expected == "nothing"), *people.rows("official")[::2]]
    stopped = [row.text for row in harmless if people.answer(disguise(row.text)) == "stop"]
    assert stopped == []


@pytest.mark.parametrize(
    "text",
    [
        "采购人收到来信说在我们县城北边那个寨子里住着的岩\n温感染了艾滋病",
        "We were told in a letter to the buyer about my\nhusband, who is on treatment",
        "有事请打电话到我家里来，最好是在晚上八点以后再打，1380\n8845520",
        "投标人的证件号码如下所列，请评审小组核对并且保密：11010119\n9003072957",
    ],
)
def test_a_line_that_was_only_too_long_hides_nothing(text: str) -> None:
    assert doubts(text)
    assert any(
        "\n" in text[one.start : one.end] or "husband" in text[one.start : one.end] for one in doubts(text)
    )


def test_rows_of_a_list_stay_apart() -> None:
    """A line that ends with a stop or before a number of the list ends there."""
    assert (
        doubts(
            "联系人：陈科长（县疾控中心性艾科办公室）工作时间接听\n1. 申报书 2. 预算表，随访感染者的流程图"
        )
        == []
    )


def test_the_everyday_sentences_of_a_purchase_pass() -> None:
    disturbed = [
        (one.text, got) for one in people.rows("official") if (got := people.answer(one.text)) != "nothing"
    ]
    assert len(people.rows("official")) >= 136
    assert disturbed == []


# A rule, a rate or a standard of one person, told for somebody in particular.
@pytest.mark.parametrize(
    "text",
    [
        "今年我县发现一例阳性，须在24小时内报告。",
        "曼听村发现1例阳性，应在24小时内完成网络直报。",
        "凡发现一例阳性，须在24小时内报告，上周那例是王家的二儿子。",
        "本季度发现一例、随访一例、治疗一例。",
        "发现1例、随访1例。",
        "发现一例、随访一例，都在曼听村。",
        "曼听村随访一名感染者补助200元。",
        "随访1名感染者的补助标准为200元，就是岩温家。",
        "聘用的2名感染者都住在曼听村。",
        "须聘用2名感染者岩温和玉罕担任同伴教育员。",
        "须聘用村里那2名感染者。",
        "群众反应有2名感染者。",
        "账号：24030401040001234 户名：岩温",
        "保证金退到账号24030401040001234，岩温",
        "感染者账号24030401040001234，他去过医院，户名：景洪市财政局",
        "One positive case in our village must be reported.",
        "We found one positive case last week.",
    ],
)
def test_the_words_of_a_rule_hide_nobody(text: str) -> None:
    assert doubts(text)


def test_the_corpus_is_what_it_says() -> None:
    tune, held = people.rows("tune"), people.rows("held")
    every = [row for part in people.PARTS for row in people.rows(part)]
    by_part = [[row.shape for row in people.rows(part)] for part in people.PARTS]
    assert len(every) >= 600
    assert len({row.text for row in every}) == len(every)
    shapes = [row.shape for row in every]
    assert max(map(shapes.count, set(shapes))) <= 3
    assert sum(len(set(part)) for part in by_part) == len(set(shapes))
    assert 0.49 <= sum(row.expected == "nothing" for row in every) / len(every) <= 0.51
    halves = [*tune, *held]
    assert sum(row.disguised == "yes" for row in halves) / len(halves) >= 0.33
    assert abs(len(tune) - len(held)) < 0.1 * len(every)


def test_a_passage_is_shown_as_it_was_typed() -> None:
    text = "（一）村里人都说，岩·温感\u200b染了艾滋。联系电话０６９１－２１２３４５６。"
    shown = {one.kind: text[one.start : one.end] for one in doubts(text)}
    assert shown["named_person"].startswith("岩·温")
    assert shown["hidden_sign"] == "感\u200b染"
