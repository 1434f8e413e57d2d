"""Names with points that make a hundred together: the sum tells that they were read whole, however they were set."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE, figure
from procurement.reading.outline import said, topics_at
from procurement.reading.text import stretches

_HUNDRED = Decimal(100)
MOST_POINTS, MOST_TEXT, FAR = 60, 2500, 260
_FIGURE = rf"(?:\d{{1,3}}(?:\.\d)?|(?:(?<!队)[{CHINESE}]|[{CHINESE}]{{2,4}})(?=[ ]?[分%成]))"
_NAME = r"[\u4e00-\u9fffA-Za-z](?:[\u4e00-\u9fffA-Za-z/与和及]|\([^()\d\n]{1,12}\)){0,20}?"
# 方案40分, 方案（40）, 方案：40%, 方案 40, 方案占四十分, “方案”40.
_PAIR = expression(
    rf"(?P<name>{_NAME})[”\"》]?[ \t]{{0,4}}(?:[:(,、—/]|-{{1,4}})?[ ]{{0,2}}"
    rf"(?:满分|(?:得?分值?)?占总?分值?的?(?:比重|权重|比例)为?|分值|权重|占比?|为)?[ ]{{0,2}}"
    rf"(?P<weight>{_FIGURE})[ ]?(?:(?:分(?!钟|包|公司|制|以)|%|成(?![立交果为功员本]))|"
    rf"(?=[ \t]*(?:[)(,、;。+=”\"\n|]|$)|[ \t]+[\u4e00-\u9fff]))"
)
_CELL = expression(r"[|\t┃]|[ ]{2,}")
_WEIGHT_CELL = expression(rf"(?:满分|占)?[ ]?(?P<weight>{_FIGURE})[ ]?[分%]?")
_NAME_CELL = expression(
    rf"(?!(?:[A-Z]\d?|[一二三四五六七八九十]{{1,2}})$)(?:其中)?[ ]?(?P<name>{_NAME})(?:\([^()\n]{{1,30}}\))?"
)
# 每条25分：甲、乙、丙、丁, and 甲、乙、丙、丁各25分.
_NAMES = r"(?P<names>[\u4e00-\u9fff与和及]{1,14}(?:[、,][\u4e00-\u9fff与和及]{1,14}){1,9})"
_EQUAL = (
    expression(rf"(?:每[条项个]|各)[^。;\n\d]{{0,3}}(?P<weight>\d{{1,2}})[ ]?[分%][:,]{_NAMES}"),
    expression(rf"{_NAMES}[”\"]?[^。;\n]{{0,10}}?(?:各|均)(?:占|为)?(?P<weight>{_FIGURE})[ ]?[分%]"),
)
_BEGINS = expression(
    r"(?:评|打|计|赋|量化)[^。\n:]{0,6}分|评(?:审|选|议|定)|满分|分值|权重|百分制|怎么(?:选|评|挑|定)|看什么"
)
_LEAD = expression(
    r"^(?:[一二三四五六七八九十]{1,3}、|(?:评审|评分|打分)(?:时|从|按)|其中|分别(?:为|是)|包括|即|[^、按]{0,12}按照?|"
    r"[^、]{0,8}?(?:指标|因素|内容|标准|评分)(?:为|是)|从(?![业事]))+(?=[\u4e00-\u9fffA-Za-z])"
)
# What is counted in a hundred and is no criterion.
_OTHER = expression(
    r"满分|总分|合计|总计|小计|共计|附件|支付|兑付|拨|付款|预付|首付|尾款|给|余下|剩|其余|签约|签订|总价|价款|合同|"
    r"管理费|人员费|保证金|违约|不超过|不低于|不少于|验收后|日内|天内|以上|以下|扣|加分|优秀|良好|一般|合格|及格|"
    r"平均|最高|最低|低于|高于|率(?:为|达到?|控制在)?$|数量$|每(?:[有人个份项名次]|提供|增)|近[一二三两\d]"
)


_SHARES = expression(
    r"(?!.*[评打]分)(?!.*评审)[^:]{0,16}(?:付款|支付|拨|结算|兑现|资金|经费|费用|[给付]钱|款项?|预算|构成|用途|人群|对象|进度)"
    r"[^:,]{0,8}[:,]"
)


@dataclass(frozen=True)
class Point:
    """A name with its points, ``start`` to ``end``; ``name_end`` is where the name ends."""

    start: int
    name_end: int
    end: int
    weight: Decimal


def holes(folded: str, run: Sequence[Point]) -> Iterator[tuple[int, int]]:
    """What stands among the points, or right behind them, without points that were read: 价格（ ）分, a name alone."""
    stop = _STOP.search(folded, run[-1].end)
    end = stop.start() if stop else len(folded)
    every = [*_points(folded, run[0].start, end), *run]
    for start, last in stretches(folded, run[0].start, end):
        own = [one for one in every if start <= one.start < last]
        cells = bool(_CELL.search(folded, start, last))
        if cells and not own and folded[start:last].strip():
            yield start, last
        for piece in () if cells else _PIECE.finditer(folded, start, last):
            taken = any(one.start < piece.end() and piece.start() < one.end for one in own)
            lone = piece.start() < run[-1].start and _LONE.fullmatch(piece[0])
            if not taken and own and (lone or _UNREAD.search(piece[0])):
                yield piece.span()


_PIECE, _STOP = expression(r"[^,、;。]+"), expression(r"[。\n;]")
_LONE = expression(r"(?!.*(?:打分|得分|评分|档))[ \t]*[\u4e00-\u9fff]{2,6}[ \t]*")
_UNREAD = expression(
    r"^(?!.*(?:[优良中差]|一般|较|得)).*(?:\([ \t_]{0,8}\)|_{1,12}|\d[\-~至]\d{1,3})[ \t]?[分%]"
)


@lru_cache(maxsize=2)
def hundreds(folded: str) -> tuple[tuple[Point, ...], ...]:
    """The different sets of points that make a hundred, in the order of the text."""
    for spots in _spots(folded):
        found: dict[tuple[tuple[str, Decimal], ...], tuple[Point, ...]] = {}
        end = 0
        for begin, stop in sorted(set(spots), key=lambda span: (span[0], -span[1])):
            if begin >= end and (run := next(_in(folded, begin, stop), ())):
                found.setdefault(tuple((folded[one.start : one.name_end], one.weight) for one in run), run)
                end = run[-1].end
        if found:
            return tuple(found.values())
    return ()


def _spots(folded: str) -> Iterator[list[tuple[int, int]]]:
    """Where points may stand: in parts about the choice; elsewhere in sentences that speak of it, and below them."""
    yield [(part.start, part.end) for part in said("criteria", folded)]
    begins = [
        max(folded.rfind(mark, 0, match.start()) for mark in "\n。;") + 1
        for match in _BEGINS.finditer(folded)
    ]
    yield [(at, min(len(folded), at + MOST_TEXT)) for at in begins]
    # Percents may be of anything: three rates of payment make a hundred as well.
    yield [
        line
        for line in stretches(folded)
        if len([pair for pair in _PAIR.finditer(folded, *line) if pair[0][-1] not in "%成"]) > 2
    ]


def _in(folded: str, begin: int, stop: int) -> Iterator[tuple[Point, ...]]:
    for pattern in _EQUAL:
        for match in pattern.finditer(folded, begin, stop):
            if run := _equal(folded, match):
                yield run
                return
    block: list[Point] = []
    for point in [*_points(folded, begin, stop), None]:
        if block and (point is None or point.start - block[-1].end > FAR):
            if run := _hundred(folded, block[:MOST_POINTS]):
                yield run
                return
            block = []
        if point:
            block.append(point)


def _equal(folded: str, match: re.Match[str]) -> tuple[Point, ...]:
    weight, at = figure(match["weight"]), match.start("names")
    names = list(re.finditer(r"[^、,]+", match["names"]))
    if weight is None or weight * len(names) != _HUNDRED:
        return ()
    spans = [_led(folded, at + one.start(), at + one.end()) for one in names]
    return tuple(Point(start, end, end, weight) for start, end in spans)


def _hundred(folded: str, block: Sequence[Point]) -> tuple[Point, ...]:
    """The whole block, else the points of one of its sentences; each as they stand, or without the parts of rows."""
    leading = [point for point in block if _leads(folded, point)]
    if len(leading) > 2 and sum(one.weight for one in leading) == _HUNDRED:
        return tuple(leading)
    sentences: list[list[Point]] = []
    for point in block:
        if not sentences or "。" in folded[sentences[-1][-1].end : point.start]:
            sentences.append([])
        sentences[-1].append(point)
    for points in (block, *sentences):
        for rows in (points, _without_parts(points)):
            if len(rows) > 1 and sum(one.weight for one in rows) == _HUNDRED:
                return tuple(rows)
    return ()


def _leads(folded: str, point: Point) -> bool:
    """Whether a point heads its line: 1.服务方案（40分）：优30-40分 …."""
    before = folded[folded.rfind("\n", 0, point.start) + 1 : point.start]
    return bool(_SIGN_ALONE.fullmatch(before))


_SIGN_ALONE = expression(r"[ \t|*#★●◆■·\-]*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．][ \t]*|[①-⑳][ ]?)?")


def _without_parts(block: Sequence[Point]) -> list[Point]:
    """A row of 50 before rows of 15, 20 and 15 holds them."""
    kept, at = [], 0
    while at < len(block):
        kept.append(block[at])
        total, end = Decimal(0), at + 1
        while end < len(block) and total < block[at].weight:
            total += block[end].weight
            end += 1
        at = end if total == block[at].weight and end - at > 2 else at + 1
    return kept


def _points(folded: str, begin: int, stop: int) -> Iterator[Point]:
    """Every name with points: one in each line of cells, all in a sentence, or a name above its points."""
    above: tuple[int, int] | None = None
    for start, end in stretches(folded, begin, stop):
        said = list(_of_cells(folded, start, end)) or list(_of_sentence(folded, start, end))
        line = folded[start:end].strip()
        if not said and above and (lone := _WEIGHT_CELL.fullmatch(line)):
            said = _point(folded, *above, end, lone["weight"])
        name = _NAME_CELL.fullmatch(line)
        at = start + len(folded[start:end]) - len(folded[start:end].lstrip())
        if line:
            above = (at, at + len(line)) if name and not said else None
        yield from said


def _of_cells(folded: str, start: int, end: int) -> Iterator[Point]:
    at, cells = start, []
    for cut in [*_CELL.finditer(folded, start, end), None]:
        last = cut.start() if cut else end
        if words := folded[at:last].strip():
            begin = folded.index(words, at)
            cells.append((words, begin, begin + len(words)))
        at = cut.end() if cut else end
    if len(cells) < 2:
        return
    named = next((cell for cell in cells if _NAME_CELL.fullmatch(cell[0])), None)
    for words, _, last in cells[cells.index(named) + 1 :] if named else ():
        if (weight := _WEIGHT_CELL.fullmatch(words)) and named:
            match = _NAME_CELL.fullmatch(named[0])
            assert match is not None
            begin = named[1] + match.start("name")
            yield from _point(folded, begin, begin + len(match["name"]), last, weight["weight"])
            return


def _of_sentence(folded: str, start: int, end: int) -> Iterator[Point]:
    for match in _PAIR.finditer(folded, start, end):
        tenths = match[0].endswith("成")
        yield from _point(folded, *match.span("name"), match.end(), match["weight"], tenths=tenths)


def _point(
    folded: str, start: int, name_end: int, end: int, said: str, *, tenths: bool = False
) -> list[Point]:
    """The point; none for what is counted in a hundred and is no criterion, or stands in a part about payments."""
    weight = figure(said)
    weight = weight * 10 if weight and tenths else weight
    start, name_end = _led(folded, start, name_end)
    name = folded[start:name_end]
    if weight is None or not 0 < weight < _HUNDRED or not name or _OTHER.search(name):
        return []
    if "%" in folded[name_end:end] and is_share(folded, start):
        return []
    return [] if topics_at(folded, start)[:1] == ["payment"] else [Point(start, name_end, end, weight)]


def is_share(folded: str, at: int) -> bool:
    """Whether percents at ``at`` are shares of money or people, by the words that their line begins with."""
    begin = max(folded.rfind(mark, 0, at) for mark in "\n。") + 1
    return bool(_SHARES.match(folded[begin : at + 1]))


def _led(folded: str, start: int, end: int) -> tuple[int, int]:
    """A name without the word that leads to it."""
    lead = _LEAD.match(folded[start:end])
    return (start + lead.end() if lead else start), end
