"""Counts of fewer than ten people, said outright, as a difference or as a share, in Chinese and English."""

import re
from collections.abc import Iterator

_FIGURES: dict[str, int] = dict(
    zip("一二两三四五六七八九壹贰叁肆伍陆柒捌玖", (1, 2, 2, *range(3, 10), *range(1, 10)), strict=True)
)
_UNIT = r" ?[名例人个位户]"
_SMALL = (
    r"(?<![\d.,十百千万至到约前几多近第每\-])"
    rf"(?:[1-9]|一两|两三|三[四五]|四五|五六|六七|七八|八九|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]){_UNIT}"
)
# What is planned, paid for or asked for is no count of people who are there.
_PLANNED = re.compile(
    r"不少于|至少|不低于|不超过|不多于|每|配备|目标|计划|预计|拟|需|限|最多|补助|来自|评审|专家|"
    r"代表|志愿|工作人员|专职|财务|社工|单位|组织|机构|家|乡镇|社区|场|个月|need|at least|up to"
)
_AFTER = re.compile(
    r"以上|及以上|一组|代表|工作|志愿|补助|专职|社工|专家|月|组织|乡镇|社区|县|单位|家|小组|机构|医生|护士"
    r"|医师|人员|讲师|老师|评委|会计|财务|检测员|同伴|督导|司机|翻译|负责|宣传员|队员|成员|专业|律师|理事|技术"
)
_FEW = (
    # 失访5例, 查出两人, 感染者③人
    re.compile(
        rf"(?:失访|死亡|孤儿|查出|检出|发现|新增|确诊|转入|阳性|感染者|患者|病人|有|是|中|共|里|多了?|少了?"
        rf"|增加了?|减少了?|下降了?|差|缺|漏|剩下?|走了|死了|除了?){{1,2}}[^,;\n\d]{{0,3}}?(?P<few>{_SMALL})"
    ),
    # 男3,女2; 阳性人数 3; 2份阳性
    re.compile(
        r"(?:阳性|感染者?|病例|患者|病人|死亡|失访|HIV\+?|\b男性?|\b女性?|,女性?|者:男性?)(?:病例|者|人数|数"
        r"|人员)?[ :为是共有]{0,3}"
        r"(?P<few>[1-9](?![\d.\-~%:/+]|[次元万项分条年月日天场个章点级型]|以上))"
    ),
    re.compile(r"(?<!\d)(?P<few>[1-9一二两三四五六七八九]份)(?=[^,;\n]{0,4}阳性)"),
    re.compile(r"(?P<few>(?<![\d.,十百千万至到约前几多近第每\-])[1-9一二两三四五六七八九][名例])"),
    re.compile(r"(?P<few>不到[十1]0?[名例人个]|不足[十1]0?[名例人个]|个位数|几[名例](?!以上)|屈指可数)"),
    re.compile(rf"(?P<few>{_SMALL})(?=[^,;\n]{{0,12}}?(?:阳性|确诊|感染|患者|病人|失访|查出|艾滋|吸毒|HIV))"),
)
_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|[1-9])"
_FEW_ENGLISH = (
    re.compile(
        rf"(?<![\w.,%\-])(?P<few>{_WORD} (?:of|out of) (?:the |our |all |these |\d{{1,9}} ?|\w{{1,20}} ){{0,3}}?"
        r"(?:clients?|people|persons?|members?|patients?|men|women|users|participants?|tested|cases?|children"
        r"|\d{1,9}|us)\b)"
        r"(?! bids?| offers?| groups?)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,%\-])(?P<few>{_WORD} (?:\([1-9]\) )?(?:\w{{1,20}} ){{0,2}}(?:clients?|people|persons?"
        rf"|patients?|men|women|children|"
        r"service users?|cases?|infections?)\b)(?! teams?)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:by|another|only|just|fewer than|under|less than|had|has|have|found|with) (?P<few>{_WORD})\b"
        r"(?! (?:days?|months?|years?|weeks?|hours?|bids?|offers?|groups?|per|percent|million|count|towns?|of"
        r" the bid|staff|payments?))",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\w.,%\-])(?P<few>{_WORD} (?:\w{{1,20}} )?(?:positives?|deaths?))\b", re.IGNORECASE),
    re.compile(r"\bpositives?: ?(?P<few>[1-9])(?![\d.%])", re.IGNORECASE),
    re.compile(
        r"\b(?P<few>(?:half|a third|a quarter|two thirds|\d{1,2} ?%) of (?:the |our )?[12]?\d)\b(?! ?[%\d])",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<few>(?:all|everyone|everybody|each) (?:but|except) {_WORD})\b", re.IGNORECASE),
)
_NUMBER = r"\d{1,4}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_PAIR = re.compile(
    rf"(?<![\d.第])(?P<few>(?P<one>{_NUMBER}) ?[名例人个位]?[^\d;\n十]{{1,12}}?(?P<two>{_NUMBER})"
    rf" ?[名例人个位])(?!以上|月|日|年|县|乡|村|社区|工作)"
)
_CHANGE = re.compile(
    rf"(?<![\d.第])(?P<few>(?P<one>{_NUMBER})[名例人]?(?:→|->|[降升增减](?:到|至|为)|变成"
    rf"|变为)(?P<two>{_NUMBER}))(?![\d.]|岁|月|日|年|周|元|万|点|时|%|号|:|分)"
)
_PAIR_ENGLISH = re.compile(
    r"\b(?P<few>(?:from|of) (?:the |our )?(?P<one>\d{1,4})(?: to | [^\d\n.;%]{1,30}?)(?P<two>\d{1,4}))\b(?! ?%)",
    re.IGNORECASE,
)
_COURSES = re.compile(r"培训|[第一二三]期|场次|项目点|检测点|评审|代表")
_SHARE = re.compile(
    r"(?P<few>(?P<whole>\d{1,3}) ?[名例人个位][^,;\n]{0,10}?[,]?[^,;\n\d]{0,8}?"
    r"(?:(?P<percent>\d{1,2}(?:\.\d)?) ?%|百分之(?P<hundredths>[一二三四五六七八九十]{1,3})"
    r"|(?P<tenths>[一二两三四五六七八九])成|(?P<parts>[二三四五六七八九十])分之(?P<part>[一二两三四五])))"
)
_SHARE_FIRST = re.compile(
    r"(?P<few>(?:(?P<percent>\d{1,2}(?:\.\d)?) ?%|百分之(?P<hundredths>[一二三四五六七八九十]{1,3})"
    r"|(?P<tenths>[一二两三四五六七八九])成|"
    r"(?P<parts>[二三四五六七八九十])分之(?P<part>[一二两三四五]))[^;\n\d]{0,10}?(?P<whole>\d{1,3}) ?[名例人个位])"
)
_REST = re.compile(r"(?:其余|剩下|余下|另外|剩余)[^,;\n]{0,6}?(?:都|全|均|皆)?(?:是|为|系)")


def few(text: str) -> Iterator[tuple[int, int]]:
    """Where fewer than ten people seem to be counted, in folded text. Whether they are ill is for the caller."""
    for pattern in _FEW:
        for match in pattern.finditer(text):
            start, end = match.span("few")
            before = re.split(r"[,;\n]", text[max(0, start - 14) : start])[-1]
            if not _PLANNED.search(before) and not _AFTER.match(text, end):
                yield start, end
    for pattern in _FEW_ENGLISH:
        for match in pattern.finditer(text):
            if not _PLANNED.search(text[max(0, match.start() - 12) : match.start()]):
                yield match.span("few")
    for pattern in (_PAIR, _CHANGE, _PAIR_ENGLISH):
        for match in pattern.finditer(text):
            one, two = sorted((_number(match["one"]), _number(match["two"])))
            if (
                one >= 9
                and 0 < two - one < 10
                and not _COURSES.search(text, max(0, match.start() - 8), match.end())
            ):
                yield match.span("few")
    for pattern in (_SHARE, _SHARE_FIRST):
        for match in pattern.finditer(text):
            if 0 < int(match["whole"]) * _share(match) < 10:
                yield match.span("few")
    for match in _REST.finditer(text):
        yield match.span()


def _number(figures: str) -> int:
    if figures[0].isdigit():
        return int(figures)
    tens, ten, ones = figures.rpartition("十")
    return (_FIGURES.get(tens, 1) * 10 if ten else 0) + _FIGURES.get(ones, 0)


def _share(match: re.Match[str]) -> float:
    if match["percent"]:
        return float(match["percent"]) / 100
    if match["hundredths"]:
        return _number(match["hundredths"]) / 100
    if match["tenths"]:
        return _FIGURES[match["tenths"]] / 10
    return _FIGURES[match["part"]] / _FIGURES.get(match["parts"], 10)
