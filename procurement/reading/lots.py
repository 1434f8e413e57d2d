"""The lots of a call: a row of a table each, or a clause each (01包：…；02包：…)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE
from procurement.reading import lengths, numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import table_rows
from procurement.reading.localities import in_text, named_in, with_county
from procurement.reading.places import Gazetteer

MOST_LOTS = 30
_LOT = r"(?:采购包|合同包|标包|分包|标段|标项|(?<!评)分项|包件|包)"
_NO = (
    rf"(?:第?[ ]?(?:\d{{1,2}}|[A-Z]|[{CHINESE}]{{1,2}})[ ]?(?:号)?{_LOT}(?:号)?|"
    rf"{_LOT}[ ]?(?:\d{{1,2}}|[A-Z](?![A-Za-z])|[{CHINESE}]{{1,2}}(?=[:,、(“【 ])))"
)
_HEAD_NO = expression(rf"(?:{_LOT}(?:号|编号|序号)?|包段|序号)")
_HEAD_NAME = expression(
    rf"(?:服务|项目|采购|建设|工作|标的)?(?:内容|名称|标的|需求|项目|服务|品目)|{_LOT}名称|{_LOT}"
)
_HEAD_WHERE = expression(r".{0,4}(?:地点|区域|范围|地区|县市|县区|县\(市\)|乡镇|片区|街道)(?:\(.{0,4}\))?")
_HEAD_SUM = expression(r".{0,6}(?:预算|金额|限价|经费|控制价)[^()/]{0,4}(?:[(/](?P<unit>[^()/]{1,8})\)?)?")
_HEAD_TERM = expression(r".{0,4}(?:服务期|期限|周期|时间)[^()]{0,2}")
_IS_LOTS = expression(_LOT)
_BORDER = expression(r"[\s─━═┄┈|│├┤┼┌┐└┘┬┴╔╗╚╝╠╣╬╦╩\-+:]*")
_ROW_NO = expression(rf"(?:\d{{1,2}}|[A-Z]\d?|[{CHINESE}]{{1,2}}|{_NO})")
# What begins a clause about a lot: its number and a sign, or a name in brackets.
_CLAUSE = expression(
    rf"(?:(?<=[\n。;:,(、])|(?<=\t)|^)[ \t]{{0,4}}(?:\d{{1,2}}[、.][ ]?)?(?P<no>{_NO})[ \t]{{0,2}}"
    r"(?:[:,(、]|(?=[“”\"【《\u4e00-\u9fff]))(?!(?:供应商|投标人|须|应|均|申请人|的))"
)
_PLACED = expression(r"(?:实施|服务|项目)?(?:地点|区域|范围)(?:为|是|在)?[:]?")
_STOP = expression(r"[。\n]")
_NAME_END = expression(
    r"[,;。(]|预算|金额|最高限价|经费|服务期|期限|实施地点|服务地点|\d+(?:\.\d+)?[ ]?万?元|\n"
)


def lots(source: Source, gazetteer: Gazetteer) -> Iterator[Found]:
    """What each lot says of itself: ``no``, ``name``, ``budget`` in yuan, ``places``, ``months``; ``where`` has the
    places with the counties that were said before them."""
    said = _of_table(source, gazetteer) or _of_clauses(source, gazetteer)
    if said is None:
        return
    rows, start, end = said
    budgets = [row.get("budget") for row in rows]
    unread = not all(budgets)
    yield source.found(
        "lots", rows, start, end,
        Sure.GUESS if unread else Sure.SURE, "not_read_whole" if unread else "",
    )  # fmt: skip


Said = tuple[list[dict[str, Any]], int, int]


def _of_table(source: Source, gazetteer: Gazetteer) -> Said | None:
    rows = table_rows(source.folded)
    for at, head in enumerate(rows):
        words = [source.folded[slice(*cell)].strip() for cell in head]
        if len(words) < 3 or not any(_IS_LOTS.search(word) for word in words[:3]):
            continue
        body = _body(source, rows[at + 1 :], len(words), head[-1][1])
        if len(body) > 1:
            return _read(source, gazetteer, words, body), head[0][0], body[-1][-1][1]
    return None


def _body(
    source: Source, rows: tuple[list[tuple[int, int]], ...], width: int, last: int
) -> list[list[tuple[int, int]]]:
    """The rows right below the head that begin with a number of a lot."""
    body = []
    for row in rows:
        first = source.folded[slice(*row[0])].strip()
        between = source.folded[last : row[0][0]]
        if not _BORDER.fullmatch(between) or len(row) > width:
            break
        if not _ROW_NO.fullmatch(first):
            break
        body.append(row)
        last = row[-1][1]
    return body[:MOST_LOTS]


def _read(
    source: Source, gazetteer: Gazetteer, head: list[str], body: list[list[tuple[int, int]]]
) -> list[dict[str, Any]]:
    """One dict a row. A cell that is empty says what the one above it says: merged cells; but for a sum."""
    made: list[dict[str, Any]] = []
    for row in body:
        one: dict[str, Any] = {}
        for word, cell in zip(head, row, strict=False):
            _read_cell(source, gazetteer, one, word, cell)
        if made:
            merged = ("months",) if "places" in one else ("places", "where", "months")
            one |= {key: made[-1][key] for key in merged if key not in one and key in made[-1]}
        made.append(one)
    return made


def _read_cell(
    source: Source, gazetteer: Gazetteer, one: dict[str, Any], word: str, cell: tuple[int, int]
) -> None:
    start, end = cell
    text = source.folded[start:end].strip()
    if not text:
        return
    if _HEAD_NO.fullmatch(word) and "no" not in one:
        one["no"] = text
    elif amount := _HEAD_SUM.fullmatch(word):
        begin = start + len(source.folded[start:end]) - len(source.folded[start:end].lstrip())
        if (budget := _yuan(source, begin, end, amount["unit"] or "")) is not None:
            one.setdefault("budget", budget)
    elif _HEAD_WHERE.fullmatch(word):
        one |= _placed(source, gazetteer, named_in(text), start, end)
    elif _HEAD_TERM.fullmatch(word):
        if (said := next(lengths.lengths(source.folded, start, end), None)) and said.is_said:
            one["months"] = said.months
    elif _HEAD_NAME.fullmatch(word) and "name" not in one:
        one["name"] = source.text[start:end].strip()


def _yuan(source: Source, start: int, end: int, unit: str = "") -> Decimal | None:
    """The one plain sum of a stretch, of several the one that is said to be the budget; None where there is none."""
    said = list(numbers.amounts(source.folded, start, end, unit=unit))
    if not said and (bare := numbers.bare_amount(source.folded, start, end)):
        said = [bare]
    said = [
        one for one in said if not _OTHER_SUM.search(source.folded, max(start, one.start - 10), one.start)
    ]
    plain = list(dict.fromkeys(one.yuan for one in said if not one.doubt))
    if len(plain) == 1 and all(not one.doubt for one in said):
        return plain[0]
    budget = [
        one
        for one in said
        if not one.doubt and _BUDGET.search(source.folded, max(start, one.start - 8), one.start)
    ]
    return budget[0].yuan if len({one.yuan for one in budget}) == 1 else None


_OTHER_SUM = expression(r"保证金|每人|每场|单价|售价|标书")
_BUDGET = expression(r"预算|控制价|金额|经费|限价|资金")


def _of_clauses(source: Source, gazetteer: Gazetteer) -> Said | None:
    """Clauses that each begin with the number of a lot, the largest run of different numbers."""
    marks = list(_CLAUSE.finditer(source.folded))
    best: list[re.Match[str]] = []
    run: list[re.Match[str]] = []
    for mark in marks:
        number = _number(mark["no"])
        # Elsewhere the text speaks of its lots again.
        if run and (number in {_number(one["no"]) for one in run} or mark.start() - run[-1].end() > 300):
            best, run = max(best, run, key=len), []
        run.append(mark)
    best = max(best, run, key=len)
    ends = [one.start() for one in best[1:]] + [best[-1].end() + 120] if best else []
    sums = (
        _yuan(source, mark.end(), min(end, mark.end() + 120)) for mark, end in zip(best, ends, strict=True)
    )
    if len(best) < 2 or not any(sums):
        return None
    made, end = [], best[-1].end()
    for mark, after in zip(best, [*best[1:], None], strict=True):
        stop = _STOP.search(source.folded, mark.end())
        end = after.start() if after else stop.start() if stop else len(source.folded)
        made.append(_of_clause(source, mark, end, gazetteer))
    return made[:MOST_LOTS], best[0].start("no"), end


def _of_clause(source: Source, mark: re.Match[str], end: int, gazetteer: Gazetteer) -> dict[str, Any]:
    begin = mark.end()
    one: dict[str, Any] = {"no": _number(mark["no"])}
    cut = _NAME_END.search(source.folded, begin, end)
    name = source.text[begin : cut.start() if cut else end].strip(' \t:：,，、“”"【】《》')
    if name:
        one["name"] = name
        placed = _PLACED.search(source.folded, begin, end)
        names = named_in(source.folded[placed.end() : end]) if placed else []
        if not names and (found := in_text(source, gazetteer, begin, end)):
            names = found.value
        if names:
            one |= _placed(source, gazetteer, names, begin, end)
    if (budget := _yuan(source, begin, end)) is not None:
        one["budget"] = budget
    if (said := next(lengths.lengths(source.folded, begin, end), None)) and said.is_said:
        one["months"] = said.months
    return one


def _placed(
    source: Source, gazetteer: Gazetteer, names: list[str], start: int, end: int
) -> dict[str, list[str]]:
    """The places of a lot, and the same with their counties where a county was said."""
    where = with_county(source, gazetteer, names, start, end)
    return {"places": names} | ({"where": where} if where != names else {})


def _number(said: str) -> str:
    return re.sub(rf"第|号|{_LOT}|[ ]", "", said)
