"""The last look at every value, whatever read it: a piece of a longer figure, or one of two that the text gives under
the same name, is asked about."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE
from procurement.reading import lengths, numbers
from procurement.reading.dates import END_OF_DAY, When
from procurement.reading.found import Found, Source, Sure
from procurement.reading.text import OF_LOT, any_of

_SIGN = rf"[\d{CHINESE}]"
# What goes on before or behind a figure makes it a piece of another.
_GOES_ON = expression(rf"[ ]?(?:点{_SIGN}|(?<=\d)[.,]?\d|[xX×*/~至到-][ ]?[¥]?{_SIGN}|[余多几]?[万亿])")
_CAME_FROM = expression(rf"(?:(?:\d[.,]?|[{CHINESE}]点|点)|{_SIGN}[元圆%]?[ ]?[xX×*/~至到-][ ]?¥?)$")
_BEGINS_WITH_FIGURE = expression(rf"¥?[ ]?{_SIGN}")
_ENDS_WITH_FIGURE = expression(rf"(?:{_SIGN}|[万千百元圆%年月]|个月)$")
# Days and shares have their own words around them.
_FIGURES = frozenset(
    {
        "estimated_value", "ceiling_price", "largest_award", "smallest_award", "deposit", "document_fee",
        "capacity_amount", "contract_months", "min_age_years", "awards",
    }
)  # fmt: skip
# How a text names a value; where it does so again with another, nobody knows which one is meant.
_NAMES: Mapping[str, str] = {
    "estimated_value": "预算金额 采购预算 项目预算 预算总额 资金总额 项目总经费 总预算",
    "ceiling_price": "最高限价 采购控制价 最高投标限价",
    "deposit": (
        "投标保证金 磋商保证金 谈判保证金 响应保证金 比选保证金 参选保证金 询价保证金 遴选保证金 报名保证金"
    ),
    "document_fee": "文件售价 工本费 标书费 报名费 售价",
    "bids_due": (
        "递交截止时间 提交截止时间 投标截止时间 响应截止时间 申报截止时间 报送截止时间 截止时间 申报截止 递交截止"
    ),
    "opens_at": "开启时间 开标时间",
    "contract_months": "服务期限 服务期 合同履行期限 合同期限 项目周期 实施周期 项目期限",
}
_MOST_NAMES, _REACH = 12, 24
# 履约保证金, and what is said of a lot or a part.
_OF_ELSE = expression(r"履约|其中|每|各|第[一二三四]|单个|原|试运行|质保")


def judged(source: Source, found: Iterable[Found], days: Iterable[When]) -> Iterator[Found]:
    """Each value as it was read; what was read of a part only, or has a rival, with a doubt."""
    listed = list(days)
    for one in found:
        if one.value is None or one.note or one.sure is Sure.GUESS:
            yield one
        elif one.field in _FIGURES and _is_piece(source, one):
            yield replace(one, sure=Sure.GUESS, note="not_read_whole")
        elif rivals := _rivals(source, one, listed):
            yield replace(one, sure=Sure.GUESS, note="several_values", others=(one.value, *rivals))
        else:
            yield one


def _is_piece(source: Source, one: Found) -> bool:
    words = source.folded[one.start : one.end]
    before = source.folded[max(0, one.start - 4) : one.start]
    goes_on = _ENDS_WITH_FIGURE.search(words) and _GOES_ON.match(source.folded, one.end)
    return bool(goes_on or (_BEGINS_WITH_FIGURE.match(words) and _CAME_FROM.search(before)))


def _rivals(source: Source, one: Found, days: list[When]) -> list[Any]:
    """What else the text gives under a name of the field, in its order."""
    names = _NAMES.get(one.field)
    if names is None:
        return []
    other: list[Any] = []
    for match in islice(re.finditer(rf"{any_of(names)}(?:\([^()\n]{{0,12}}\))?", source.folded), _MOST_NAMES):
        clause = re.split(r"[。;,\n|\t]", source.folded[max(0, match.start() - 12) : match.start()])[-1]
        stop = re.search(r"[。;\n]", source.folded[match.end() : match.end() + _REACH])
        end = match.end() + (stop.start() if stop else _REACH)
        if _OF_ELSE.search(clause) or OF_LOT.search(source.folded[match.start() - len(clause) : end]):
            continue
        if match.end() <= one.start and not re.search(r"[。;\n]", source.folded[match.end() : one.start]):
            continue  # it is where the value was read
        value = _value(source, one, match.end(), end, days)
        if value is not None and value != one.value and value not in other:
            other.append(value)
    return other


def _value(source: Source, like: Found, start: int, end: int, days: list[When]) -> Any:
    """The first value of the kind of ``like`` in a stretch, where it can be taken as it stands."""
    if isinstance(like.value, datetime):
        when = next((day for day in days if start <= day.start < end and day.day and not day.doubt), None)
        return when.moment(END_OF_DAY) if when and when.says_hour else None
    if like.field == "contract_months":
        length = next(lengths.lengths(source.folded, start, end), None)
        return length.months if length and not length.doubt else None
    amount = next(numbers.amounts(source.folded, start, end), None)
    return amount.yuan if amount and not amount.doubt and not amount.part else None
