"""What counts at the choice, in points: every row the text says, or its words where a row was not read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE, figure
from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import about
from procurement.reading.points import Point, holes, hundreds, is_share
from procurement.reading.text import trimmed

_HUNDRED = Decimal(100)
_HEADING = expression(
    r"评分(?:标准|办法|细则|因素|指标|表|规则)|评审(?:标准|办法|细则|指标|内容|因素)|评标办法|怎么选|打分(?:标准|办法)|"
    r"(?:评分|评审|分值|权重)(?:为|如下|分配|构成)?(?=[ \t]{0,3}[:|\t])|"
    rf"(?:评分|评审|打分|评选)(?=[^。;\n]{{2,40}}?[\d{CHINESE}][ \t]?分(?!钟))"
)
_FIGURE = rf"\d{{1,3}}(?:\.\d{{1,2}})?|[{CHINESE}]{{1,4}}"
# 十分可行 are no ten points.
_UNIT = rf"(?:(?<=\d)[ \t]?分(?!钟|包|公司|局|别|之|制)|(?<=[{CHINESE}])分(?=[\s,、;。()|/]|$)|[ \t]?%)"
_NAME = r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z()与和及]{1,24}?"
# Three names with points, one behind the other.
_RUN = expression(
    rf"(?:{_NAME}[ \t]{{0,2}}[:|(,]?(?:满分|占|权重|为)?(?:{_FIGURE})[ \t]?(?:分|%|成)[)]?[、,;\n ]{{0,3}}){{3}}"
)
# 四个方面各25分, and the names before it.
_EQUAL = expression(
    rf"(?P<names>[\u4e00-\u9fff]{{2,12}}(?:、[\u4e00-\u9fff]{{2,12}}){{1,9}})[”\"]?[^。;\n]{{0,10}}(?:各|均)(?:占|"
    rf"为)?(?P<weight>{_FIGURE})[ \t]?[分%]"
)
_ROW = expression(
    rf"(?P<name>{_NAME})[ \t]{{0,2}}[:|(,]?[ \t|]{{0,3}}(?:满分|占|权重)?[ \t]{{0,2}}[:为]?"
    rf"(?:(?P<weight>{_FIGURE}){_UNIT}|百分之(?P<hundredths>{_FIGURE})|(?P<tenths>[一二三四五六七八九\d])成)"
)
_BARE = expression(
    rf"[ \t\d.、()]{{0,6}}(?P<name>{_NAME})[ \t:]{{0,8}}(?P<weight>\d{{1,3}}(?:\.\d{{1,2}})?)[ \t]*"
)
# Points in any shape, also those no row can be made of.
_POINTS = expression(
    rf"(?:{_FIGURE})[ \t]?(?:[\-~至到][ \t]?(?:{_FIGURE}))?{_UNIT}|百分之(?:{_FIGURE})|"
    r"(?:\([ \t_]{0,8}\)|_{1,12}|:[ \t]+)[ \t]?[分%]|[一二三四五六七八九\d]成"
)
_CELL_POINTS = expression(
    rf"(?:满分|占|权重)?[ \t]?(?P<weight>{_FIGURE})[ \t]?[分%]?|百分之(?P<hundredths>{_FIGURE})"
)
_WORD = expression(r"[\u4e00-\u9fffA-Za-z]{2}")
_ALONE = expression(r"[ \t]*(?P<weight>\d{1,2}(?:\.\d)?)[ \t]*分?[ \t]*")
_LONE = expression(r"[ \t]*[\u4e00-\u9fff]{2,12}[ \t]*")
_PRICE = expression(r"报价|价格|价款|价(?:分|得分)?$")
_TOTAL = expression(r"满分|总分|合计|总计|小计|共计|共[ \t]?(?:100|一百)|附件|附表")
_SCALE = expression(r"得|不少于|不足|低于|扣|加分|每|优|良|及格|以上|以下|超过|者")
# Percent of something else.
_OF_MONEY = expression(
    r"[拨付给发]$|支付|兑付|(?:后|半|日内|内)付|拨付|付款|预付|首付|尾款|管理费|保证金|违约|不超过|签订后|验收后"
)
# 再看资格册中的团队 is more than a name, 人 may be less.
_IN_PASSING = expression(r"^.$|^看|[再先]看|.{15}|^[的和与及在由将把]|^对(?!象|.*的)")
# A name that begins behind a comma or a figure may have lost its head.
_AMID = expression(r"(?:(?<!\n)(?<![\n ][ ])\d[ ]?|(?<![样项点条面制])[,。;])$")
_SHARED = expression(r"[共各均]$")
_HEAD_CELL = expression(r"分值|权重|分数|得分|因素|指标|序号|标准|内容|项目|说明|备注")
_CHAPTER = expression(r"[ \t]*[一二三四五六七八九十]{1,3}、")
# The parts of a row are no rows: in brackets they are passed over, without brackets nobody knows where they end.
_PARTS = expression(r"\((?:其中|含|包括|包含)[^()\n]{0,200}\)|[,、]其中[^()\n]{0,200}(?=\))")
_OPEN_PARTS = expression(r"(?<=分)(?<!100分)(?<!一百分)[,、]?其中[^;。\n()]{0,200}")
_PREFIX = expression(
    r"^(?:[一二三四五六七八九十]?\)|[^、,]{0,8}?(?:指标|因素|内容|标准|评分|评审时)(?:为|是)|"
    r"[^按]{0,10}?按照?|其中|包括|依照|为|从|照|即|的|时)+(?=[^、,]{2})"
)
_SENTENCE = expression(r"[^。\n]+")
_PIECE = expression(r"[^,、;/]+")
MOST_TEXT, MOST_SHOWN, MOST_SILENT, MOST_PARTS = 1500, 500, 2, 8


@dataclass
class _Table:
    """The rows read in one part of the text, by name, and the places of those that were not."""

    start: int = -1
    end: int = -1
    rows: dict[str, Decimal] = field(default_factory=dict)
    unread: list[tuple[int, int]] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.rows.values(), Decimal(0))

    def add(self, name: str, weight: Decimal | None, start: int, end: int) -> None:
        """One row; without ``weight`` one that was not read."""
        if weight is None:
            self.unread.append((start, end))
        elif name in self.rows:
            return
        else:
            self.rows[name] = weight
        self.start, self.end = start if self.start < 0 else self.start, max(self.end, end)


def criteria(source: Source) -> Iterator[Found]:
    """Names with points that make a hundred; without such, what stands after a heading about scoring, and a row that
    was not read is told by its words."""
    sets = hundreds(source.folded)
    if sets:
        yield from _made_whole(source, sets)
        return
    said = [
        table
        for table in _tables(source)
        if table.start >= 0 and not any(_OF_MONEY.search(name) for name in table.rows)
    ]
    if not said:
        return
    whole = [table for table in said if table.total == _HUNDRED and len(table.rows) > 1 and not table.unread]
    best = next(iter(whole), None) or next((table for table in said if len(table.rows) > 1), said[0])
    rows: list[dict[str, Any]] | None = [
        {"text_zh": name, "text_en": "", "weight": weight} for name, weight in best.rows.items()
    ]
    note = "" if best.total == _HUNDRED else "not_the_sum_100"
    if len(best.rows) < 2:
        best.unread, rows = [(best.start, best.end)], None
    if best.unread:
        note = "not_read_whole"
    elif any(other.total == _HUNDRED and other.rows != best.rows for other in said):
        note = note or "several_values"
    place = best.start, min(best.end, best.start + MOST_SHOWN)
    found = source.found("criteria", rows, *place, Sure.GUESS if note else Sure.SURE, note)
    yield replace(found, unread=tuple(source.words(*place) for place in best.unread))
    price = [row for row in rows or () if _PRICE.search(row["text_zh"])]
    yield from _price_of(source, price, place, note)


def _price_of(
    source: Source, price: list[dict[str, Any]], place: tuple[int, int], note: str
) -> Iterator[Found]:
    """The points of the price, as sure as the table it is a row of."""
    if len(price) == 1:
        yield source.found(
            "price_weight", price[0]["weight"], *place, Sure.GUESS if note else Sure.SURE, note
        )


def _made_whole(source: Source, sets: tuple[tuple[Point, ...], ...]) -> Iterator[Found]:
    """What makes a hundred; a question where the text has several such sets."""
    rows = [
        {"text_zh": source.words(one.start, one.name_end), "text_en": "", "weight": one.weight}
        for one in sets[0]
    ]
    start, end = sets[0][0].start, sets[0][-1].end
    plain = [re.sub(r"[(（][^()（）]*[)）]", "", str(one["text_zh"])) for one in rows]
    in_passing = any(_IN_PASSING.search(name) for name in plain)
    first, *others = (len(str(one["text_zh"])) for one in rows)
    amid = _AMID.search(source.folded[max(0, start - 8) : start].rstrip(" "))
    in_passing = in_passing or bool(amid and (amid[0][0].isdigit() or first > max(others)))
    note = "several_values" if len(sets) > 1 else "not_read_whole" if in_passing else ""
    place = start, min(end, start + MOST_SHOWN)
    unread = tuple(source.words(*hole) for hole in holes(source.folded, sets[0]))
    note = note or ("not_read_whole" if unread else "")
    found = source.found("criteria", rows, *place, Sure.GUESS if note else Sure.SURE, note)
    yield replace(found, unread=unread)
    yield from _price_of(source, [row for row in rows if _PRICE.search(str(row["text_zh"]))], place, note)


def _tables(source: Source) -> Iterator[_Table]:
    end = parts = 0
    for begin in _begins(source):
        if begin < end or parts == MOST_PARTS:
            continue
        parts += 1
        table = _table(source, begin)
        end = max(end, table.end)
        yield table


def _begins(source: Source) -> list[int]:
    """Where the points may begin: behind words for scoring, in a part about the choice, and where a sentence has
    several names with points."""
    found = {heading.end() for heading in _HEADING.finditer(source.folded)}
    found |= {part.start for part in about("criteria", source.folded)}
    found |= {run.start() for run in _RUN.finditer(source.folded)}
    return sorted(found)


def _table(source: Source, begin: int) -> _Table:
    folded, table, silent = source.folded, _Table(), 0
    for sentence in _SENTENCE.finditer(folded, begin, begin + MOST_TEXT):
        text = _blanked(_PARTS, sentence[0])
        if not text.strip():
            continue
        full = table.total >= _HUNDRED
        in_table = "|" in text or "\t" in text
        if (table.rows and _CHAPTER.match(text)) or (full and not in_table) or silent > MOST_SILENT:
            break
        before = table.end
        if alone := _ALONE.fullmatch(text):
            last = _last_line(source.folded, sentence.start())
            if last and not _TOTAL.search(last[0]):
                table.add(source.words(last[1], last[2]), figure(alone["weight"]), last[1], sentence.end())
        elif in_table and (cells := _cells(text)):
            _read_cells(source, table, cells, sentence.start(), full=full)
        else:
            _read_sentence(source, table, text, sentence.start())
        silent = 0 if table.end > before else silent + 1
    return table


def _last_line(folded: str, at: int) -> tuple[str, int, int] | None:
    """The words of the line above, where it is a name alone."""
    end = folded.rfind("\n", 0, at)
    start = folded.rfind("\n", 0, max(end, 0)) + 1
    one = trimmed(folded, start, max(end, start), whole=True)
    return (
        (one.text, one.start, one.end) if re.fullmatch(rf"{_NAME}[\u4e00-\u9fffA-Za-z)]?", one.text) else None
    )


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match[0]), text)


def _cells(text: str) -> list[tuple[str, int]]:
    """The cells of a line and where they begin, without the running number."""
    cells = [(cell[0].strip(), cell.start()) for cell in re.finditer(r"[^|\t]*(?:[|\t]|$)", text)]
    cells = [(cell.strip("|\t "), at) for cell, at in cells]
    while cells and not cells[0][0]:
        cells.pop(0)
    if len(cells) > 2 and re.fullmatch(r"\d{1,2}|[一二三四五六七八九十]", cells[0][0]):
        cells.pop(0)
    return cells


def _read_cells(source: Source, table: _Table, cells: list[tuple[str, int]], at: int, *, full: bool) -> None:
    """A line of a table: a name, and one cell of points."""
    words = [cell for cell, _ in cells]
    name = next((cell for cell in words if _WORD.search(cell)), "")
    points = [match for cell in words if (match := _CELL_POINTS.fullmatch(cell))]
    place = at + cells[0][1], at + cells[-1][1] + len(words[-1])
    if not name or _TOTAL.search(name) or _OF_MONEY.search(name):
        return
    begin = source.folded.index(name, place[0])
    if not points and (row := _ROW.match(name)):
        table.add(_name(source, begin, row), _weight(row), *place)
    elif len(points) == 1:
        table.add(source.words(begin, begin + len(name)), _weight(points[0]), *place)
    elif not full and (points or not any(_HEAD_CELL.search(cell) for cell in words)):
        said = points or "" in words[1:] or _POINTS.search("|".join(words[1:]))
        if said:
            table.add(name, None, *place)


def _read_sentence(source: Source, table: _Table, text: str, at: int) -> None:
    """Names with points behind each other; what has points and is no row, or stands among rows without any."""
    if equal := _EQUAL.search(text):
        for name in re.finditer(r"[^、]+", equal["names"]):
            begin = at + equal.start("names") + name.start()
            weight = figure(equal["weight"])
            lead = _PREFIX.match(name[0])
            begin += lead.end() if lead else 0
            table.add(
                source.words(begin, at + equal.start("names") + name.end()), weight, begin, at + equal.end()
            )
        return
    if "%" in text and is_share(source.folded, at + text.index("%")):
        return
    for parts in _OPEN_PARTS.finditer(text):
        table.add("", None, at + parts.start(), at + parts.end())
    text = _blanked(_OPEN_PARTS, text)
    rows = [row for row in _ROW.finditer(text) if _is_criterion(row)]
    lone: list[tuple[int, int]] = []
    for piece in _PIECE.finditer(text):
        one = trimmed(source.folded, at + piece.start(), at + piece.end(), whole=True)
        own = [row for row in rows if piece.start() <= row.start() < piece.end()]
        for row in own:
            table.add(_name(source, at, row), _weight(row), at + row.start(), at + row.end())
        if own:
            for place in lone:
                table.add("", None, *place)
            lone = []
        elif any(words.search(one.text) for words in (_TOTAL, _SCALE, _OF_MONEY)):
            continue
        elif bare := _BARE.fullmatch(one.text):
            table.add(_name(source, one.start, bare), _weight(bare), one.start, one.end)
        elif _POINTS.search(one.text):
            table.add("", None, one.start, one.end)
        elif table.rows and _LONE.fullmatch(one.text):
            lone.append((one.start, one.end))


def _is_criterion(row: re.Match[str]) -> bool:
    name = row["name"]
    if row["weight"] in ("100", "一百"):
        return False
    of_money = "%" in row[0] and _OF_MONEY.search(name)
    return not (of_money or _TOTAL.search(name) or _SCALE.search(name))


def _name(source: Source, at: int, row: re.Match[str]) -> str:
    """The name as it was written, without the word that leads to it."""
    lead = _PREFIX.match(row["name"])
    start = at + row.start("name") + (lead.end() if lead else 0)
    return source.words(start, at + row.end("name")).rstrip("(（")


def _weight(row: re.Match[str]) -> Decimal | None:
    tenths = row.groupdict().get("tenths")
    if tenths and (value := figure(tenths)):
        return value * 10
    said = row["weight"] or row.groupdict().get("hundredths")
    value = figure(said) if said and not _SHARED.search(row.groupdict().get("name") or "") else None
    return value if value is not None and 0 < value <= _HUNDRED else None
