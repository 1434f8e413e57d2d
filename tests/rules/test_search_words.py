"""What somebody types is read into its parts: places, offices, states, days, sums, what is left out."""

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest

from procurement.facets import STATUSES
from procurement.search import meant, read
from procurement.search import vocabulary as words
from procurement.search.vocabulary import VocabularyError, vocabulary

TODAY = date(2024, 7, 10)  # a Wednesday


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.kind, part.said) for part in read(text, TODAY).parts]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("瑞丽吸毒", [("place", "瑞丽"), ("word", "吸毒")]),
        ("德宏州司机", [("place", "德宏州"), ("word", "司机")]),
        ("昆明市卫健委检测", [("place", "昆明市"), ("word", "卫健委"), ("word", "检测")]),
        ("省卫健委", [("word", "省卫健委")]),
        ("检测点", [("word", "检测点")]),
        ("景洪的学生", [("place", "景洪"), ("stop", "的"), ("word", "学生")]),
        ("jing hong testing", [("place", "jing hong"), ("word", "testing")]),
        ("men who have sex with men", [("word", "men who have sex with men")]),
        ("open tender", [("word", "open tender")]),
        ("open now", [("state", "open now")]),
        ("瑞丽 -货运司机", [("place", "瑞丽"), ("without", "货运司机")]),
        ("瑞丽 －货运", [("place", "瑞丽"), ("without", "货运")]),
        ("防艾 除了瑞丽以外", [("word", "防艾"), ("without", "瑞丽")]),
        ("drivers NOT ruili", [("word", "drivers"), ("without", "ruili")]),
        ("not registered", [("word", "not registered")]),
        ("不要保证金", [("word", "不要保证金")]),
        ("瑞丽 !货运", [("place", "瑞丽"), ("without", "货运")]),
        ("lorry without ruili", [("word", "lorry"), ("without", "ruili")]),
        ("groups without registration", [("word", "groups"), ("word", "without registration")]),
        ("‘同伴教育’", [("exact", "同伴教育")]),
        ("7月22日截止 22万", [("days", "7月22日截止"), ("sum", "22万")]),
        ("KMWJ-2024-018", [("word", "KMWJ-2024-018")]),
        ("“同伴 教育” 瑞丽", [("exact", "同伴 教育"), ("place", "瑞丽")]),
        ('-"同伴教育"', [("without", "同伴教育")]),
        ("「城中村」", [("exact", "城中村")]),
        ("“城中村", [("word", "城中村")]),
        ("瑞丽正在征集22万", [("place", "瑞丽"), ("state", "正在征集"), ("sum", "22万")]),
        ("愛滋病", [("word", "愛滋病")]),
        ("ＨＩＶ", [("word", "ＨＩＶ")]),
        ("7月22日截止的项目", [("days", "7月22日截止的"), ("everywhere", "项目")]),
    ],
)
def test_a_text_is_read_into_its_parts(text: str, read_as: list[tuple[str, str]]) -> None:
    assert parts(text) == read_as


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        *((text, "220000", "220000") for text in (
            "22万", "22 万元", "二十二万", "220000", "220,000 yuan", "0.22 million yuan", "220k", "¥220000", "22w",
            "贰拾贰万元整", "２２万",
        )),
        ("9万6千元", "96000", "96000"),
        ("9.6万", "96000", "96000"),
        ("10万以上", "100000", None),
        ("不少于10万", "100000", None),
        ("at least 100,000", "100000", None),
        ("超过10万", "100000.01", None),
        ("不到10万", None, "99999.99"),
        ("under 100,000 yuan", None, "99999.99"),
        ("10万以内", None, "100000"),
        ("10-20万", "100000", "200000"),
        ("10万到20万元", "100000", "200000"),
        ("between 100,000 and 200,000 yuan", "100000", "200000"),
        ("10万左右", "90000.0", "110000.0"),
        ("20多万", "200000", "299999.99"),
        ("十几万元", "100000", "199999.99"),
        ("5万多", "50000", "59999.99"),
    ],
)  # fmt: skip
def test_sums_are_read_as_people_say_them(text: str, least: str | None, most: str | None) -> None:
    (part,) = read(text, TODAY).parts
    assert part.sums is not None
    assert (part.sums.least, part.sums.most) == tuple(one and Decimal(one) for one in (least, most))


@pytest.mark.parametrize("text", ["000002", "YN2024-000002", "一个", "3个", "KMWJ-2024-018", "百", "10次"])
def test_what_is_no_sum_is_none(text: str) -> None:
    assert all(part.kind != "sum" for part in read(text, TODAY).parts)


@pytest.mark.parametrize(
    ("text", "names", "stamp"),
    [
        *((text, "due pub ask", "07-22") for text in (
            "7月22日", "7月22号", "七月二十二日", "22 July", "July 22", "22nd of July", "7/22", "7.22", "Jul 22",
        )),
        *((text, "due pub ask", "2024-07-22") for text in (
            "2024-07-22", "2024/7/22", "2024.7.22", "20240722", "2024年7月22日", "22 July 2024", "July 22, 2024",
            "22号",
        )),
        ("2024年7月", "due pub ask", "2024-07"),
        ("July 2024", "due pub ask", "2024-07"),
        ("7月", "due pub ask", "07"),
        ("2023年", "due pub ask", "2023"),
        ("去年", "due pub ask", "2023"),
        ("本月", "due pub ask", "2024-07"),
        ("截止7月22日", "due", "07-22"),
        ("closes 22 July", "due", "07-22"),
        ("7月22日发布的", "pub", "07-22"),
        ("published in June", "pub", "06"),
        ("明天截止", "due", "2024-07-11"),
        ("周五截止", "due", "2024-07-12"),
        ("下周一", "due pub ask", "2024-07-15"),
        ("next Friday", "due pub ask", "2024-07-19"),
        ("22/7/2024", "due pub ask", "2024-07-22"),
        ("7/22/2024", "due pub ask", "2024-07-22"),
        ("yesterday", "due pub ask", "2024-07-09"),
    ],
)  # fmt: skip
def test_days_are_read_as_people_say_them(text: str, names: str, stamp: str) -> None:
    (part,) = read(text, TODAY).parts
    assert part.days is not None
    assert (part.days.names, part.days.stamp) == (tuple(names.split()), stamp)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("7月15日以前截止", {"due_to": date(2024, 7, 15)}),
        ("before 15 July", {"due_to": date(2024, 7, 15)}),
        ("2024年8月以后", {"due_from": date(2024, 8, 1)}),
        ("本周", {"due_from": date(2024, 7, 8), "due_to": date(2024, 7, 14)}),
        ("下周截止", {"due_from": date(2024, 7, 15), "due_to": date(2024, 7, 21)}),
        ("上周", {"published_from": date(2024, 7, 1), "published_to": date(2024, 7, 7)}),
        ("7月1日到7月31日", {"due_from": date(2024, 7, 1), "due_to": date(2024, 7, 31)}),
        ("7月下旬", {"due_from": date(2024, 7, 21), "due_to": date(2024, 7, 31)}),
        ("6月初发布", {"published_from": date(2024, 6, 1), "published_to": date(2024, 6, 10)}),
        ("快截止的", {"due_from": TODAY, "due_to": date(2024, 7, 16)}),
        ("三天内截止", {"due_from": TODAY, "due_to": date(2024, 7, 13)}),
        ("最近一周", {"published_from": date(2024, 7, 3), "published_to": TODAY}),
        ("published since June", {"published_from": date(2024, 6, 1)}),
    ],
)
def test_spans_of_days_are_bounds(text: str, bounds: dict[str, date]) -> None:
    assert read(text, TODAY).bounds == bounds


@pytest.mark.parametrize("text", ["2月30日", "may", "6个月", "12个月", "2024-13-01", "世界艾滋病日"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert all(part.kind != "days" for part in read(text, TODAY).parts)


def test_every_status_is_understood_by_its_own_words() -> None:
    """What the portal itself calls a state is understood when somebody types it."""
    from django.utils.translation import override

    from procurement import labels
    from procurement.rules.procedures import PUBLIC_STEPS

    for language in ("zh-hans", "en"):
        with override(language):
            for status, steps in STATUSES.items():
                (part,) = read(labels.status_group(status).replace("，", "")).parts
                assert set(part.steps) == set(steps), (language, status)
            for step in PUBLIC_STEPS:
                (part,) = read(labels.step(step)).parts
                assert step in part.steps, (language, step)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("艾兹病", "艾滋病"),
        ("景宏", "景洪"),
        ("检侧", "检测"),
        ("感梁者", "感染者"),
        ("Dehonng", "dehong"),
        ("Kuming", "kunming"),
        ("aizibing", "艾滋病"),
        ("HVI", "hiv"),
    ],
)
def test_a_slip_is_known(typed: str, word: str) -> None:
    assert meant(typed)[0] == word


def test_a_long_text_costs_no_more_than_its_words() -> None:
    """No form of a day or of a sum is looked for along a whole page of them."""
    begun = perf_counter()
    for text in (
        "1," * 2000,
        "一" * 4000,
        "1" + " " * 4000 + "x",
        "7月22日" * 800,
        "july " * 800,
        '"a' * 2000,
    ):
        read(text, TODAY)
    assert perf_counter() - begun < 5


def test_what_is_typed_beyond_all_measure_is_looked_for_as_it_stands() -> None:
    typed = read("检测 " * 30 + "司机")
    assert "货运" not in typed.wide
    assert "'driver" not in read("检测 艾滋 " * 30 + "司机").wide
    assert "'司机'" in read("检测 艾滋 " * 30 + "司机").wide


@pytest.mark.parametrize("typed", ["蝴蝶", "大象", "a", "艾滋病", "的"])
def test_no_slip_is_made_up(typed: str) -> None:
    assert typed not in meant(typed)
    assert len(meant(typed)) < 3


def test_all_places_are_known_by_their_short_names() -> None:
    known = vocabulary().words
    prefectures = "德宏州 红河州 文山州 楚雄州 大理州 怒江州 迪庆州 西双版纳州"
    for name in (*prefectures.split(), "昆明", "曲靖市", "石林县", "puer"):
        assert known[name].kind == "place", name
    assert known["楚雄市"].names == ()  # the city, not the prefecture of that name
    assert known["楚雄州"].names == ("楚雄",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stop = [", "halt = ["),
        ('steps = ["terminated"]', 'steps = ["ended"]'),
        ('words = ["梅毒"', 'wrods = ["梅毒"'),
        ('words = ["梅毒"', 'words = ["", "梅毒"'),
        ('of = ["流动人口"]', 'of = ["没有的词"]'),
        ('"已废标"', '"已终止"'),
    ],
)
def test_a_file_of_words_that_says_something_odd_is_refused(
    old: str, new: str, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = words.FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "words.toml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(words, "FILE", tmp_path / "words.toml")
    with pytest.raises(VocabularyError):
        vocabulary.__wrapped__()
