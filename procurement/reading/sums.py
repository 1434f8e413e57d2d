"""Money and weights: budget, ceiling, largest award, deposit, the weight of the price."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from portal.ground.values.figures import CHINESE
from procurement.reading import numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.numbers import Amount, share
from procurement.reading.text import Passage, any_of, sentence_at, under

_BUDGET = (
    "采购包预算金额 采购预算金额 预算总金额 预算金额 项目预算 采购预算 预算总额 预算经费 "
    "项目总经费 项目总金额 项目经费 资金总额 总预算 采购预算价"
)
_CEILING = "最高限价 最高投标限价 采购最高限价 控制价 最高限额"
_BUDGET_WORD = re.compile(
    any_of("预算经费 预算金额 预算资金 项目预算 预算 安排资金 安排经费 项目经费 总经费 项目资金 经费 资金")
)
_COLON = re.compile(r"[ \t]{0,4}(?:\([^()\n]{0,14}\))?[ \t]{0,4}(?:[:|][ \t|]{0,6}|\t)")
_CLAUSE = re.compile(r"[\n。;:(]")
_OTHER_MONEY = re.compile(r"(?:能力建设|注册|管理)$")
_LARGEST = re.compile(
    r"(?:每个项目|单个项目|每家|每个组织|每项|单项|单个组织|"
    r"每个申报单位)[^。;\n\d]{0,14}?(?:不超过|最高|不高于|上限为?|资助|支持)"
)
# Between a word and its sum: no figure in either kind of signs.
_GAP = rf"[^。;\n\d¥{CHINESE}]{{0,%d}}"
_DEPOSIT = re.compile(r"(?:投标|磋商|谈判|响应|询价|比选)保证金" + _GAP % 14)
_NO_DEPOSIT = re.compile(r"(?:不收取|免收|不需要?缴纳|无需缴纳|免缴)(?:投标|磋商|谈判|响应|询价|比选)?保证金")
_CAPACITY = re.compile("能力建设" + _GAP % 10)
_PRICE = re.compile(
    r"(?:价格分|报价分|投标报价|磋商报价|价格部分|价格评审|报价得分|价格权重|"
    rf"价格)[^。;\n\d分]{{0,10}}?{share('(?:%|分(?!钟|包))')}"
)


def sums(source: Source) -> Iterator[Found]:
    """Everything counted in yuan or in points."""
    yield from _budget(source)
    yield from _labelled(source, "ceiling_price", _CEILING)
    yield from _after(source, "largest_award", _LARGEST, each=True)
    yield from _deposit(source)
    yield from _after(source, "capacity_amount", _CAPACITY)
    price = _PRICE.search(source.folded)
    if price:
        yield source.share("price_weight", price)


def _labelled(source: Source, field: str, labels: str) -> Iterator[Found]:
    said: dict[Any, Found] = {}
    for one in under(labels, source.folded):
        found = _first_amount(source, field, one)
        if found:
            said.setdefault(found.value, found)
    known = [found for found in said.values() if found.value is not None]
    if len(said) == 1:
        yield next(iter(said.values()))
    elif known and any("写" in one.unit for one in under(labels, source.folded)):
        # One sum in words and in figures (大写, 小写), each under its label.
        ordered = sorted(said.values(), key=lambda found: found.start)
        others = tuple(dict.fromkeys(one for found in ordered for one in (found.others or (found.value,))))
        yield source.found(
            field, None, ordered[0].start, ordered[-1].end, Sure.GUESS, "several_values", others
        )
    elif known:
        largest = max(known, key=lambda found: found.value)
        sure = Sure.GUESS if len(known) < len(said) else Sure.LIKELY
        others = tuple(found.value for found in known)
        yield source.found(field, largest.value, largest.start, largest.end, sure, "several_values", others)


def _first_amount(source: Source, field: str, under_label: Passage) -> Found | None:
    """The sum a passage says: the one called the whole, else the first that is none within another."""
    start, end = under_label.start, under_label.end
    said = list(numbers.amounts(source.folded, start, end, unit=under_label.unit))
    # The label is trimmed to its first sign, and a minus is one that is trimmed.
    if not said and (bare := numbers.bare_amount(source.folded, start, end)):
        said = [bare]
    return _chosen(source, field, said, under_label, Sure.LIKELY if said and said[0].bare else Sure.SURE)


def _chosen(source: Source, field: str, said: list[Amount], around: Passage, sure: Sure) -> Found | None:
    """One value of the sums in a passage; without one that may be taken as it stands, the passage itself."""
    if not said:
        return None
    plain = [one for one in said if not one.doubt]
    best = next((one for one in plain if one.whole), None) or next(
        (one for one in plain if not one.part), plain[0] if plain else None
    )
    # A figure in doubt before the first plain one may be what the passage is about.
    leading = said[0].doubt not in ("", "each", "about")
    if best and (best.whole or not leading):
        if pair := _contradiction(source, best):
            others = tuple(one.yuan for one in pair if not one.doubt)
            place = pair[0].start, numbers.closed(source.folded, pair[1].end)
            return source.found(field, None, *place, Sure.GUESS, "several_values", others)
        return source.found(field, best.yuan, best.start, best.end, sure)
    first = said[0]
    place = _around(source, around, first)
    if first.doubt == "about" and not leading:
        return source.found(field, first.yuan, *place, Sure.GUESS, "about")
    others = tuple(one.yuan for one in said if one.yuan and one.doubt != "negative")
    note = "negative" if first.doubt == "negative" else "no_single_sum"
    return source.found(field, None, *place, Sure.GUESS, note, others)


def _contradiction(source: Source, best: Amount) -> tuple[Amount, Amount] | None:
    """Two sums that are meant to be one, in words and in figures, and are not."""
    folded = source.folded
    # From the head of a clause: no figure is cut.
    head = _CLAUSE.search(folded, max(0, best.start - 80), best.start)
    earlier = numbers.amounts(folded, head.end(), best.start) if head else ()
    before = next(
        (one for one in earlier if (again := numbers.restated(folded, one)) and again.start == best.start),
        None,
    )
    for one, other in ((before, best), (best, numbers.restated(folded, best))):
        if one and other and (other.doubt or one.yuan != other.yuan):
            return one, other
    return None


def _around(source: Source, passage: Passage, one: Amount) -> tuple[int, int]:
    """The passage a figure in doubt stands in, with a minus before it that looks like a mark."""
    start = min(passage.start, one.start)
    while start > 0 and source.folded[start - 1] in "-":
        start -= 1
    return start, max(min(passage.end, one.end + 60), one.end)


def _budget(source: Source) -> Iterator[Found]:
    """Under its label, else the first sum beside a word for the budget."""
    labelled = list(_labelled(source, "estimated_value", _BUDGET))
    if labelled:
        yield from labelled
        return
    said: dict[Any, Found] = {}
    for match in _BUDGET_WORD.finditer(source.folded):
        if _OTHER_MONEY.search(source.folded[max(0, match.start() - 6) : match.start()]):
            continue
        found = _beside(source, "estimated_value", match.start(), match.end(), reach=16) or _bare_under(
            source, match
        )
        if found:
            said.setdefault(found.value, found)
    known = [found for found in said.values() if found.value is not None]
    if len(said) == 1:
        yield next(iter(said.values()))
    elif known:
        first = max(known, key=lambda found: found.value)
        others = tuple(found.value for found in known)
        yield source.found(
            "estimated_value", first.value, first.start, first.end, Sure.GUESS, "several_values", others
        )


def _bare_under(source: Source, word: re.Match[str]) -> Found | None:
    """The figure without a unit right behind a word for the budget; asked about where no colon stands between."""
    colon = _COLON.match(source.folded, word.end())
    start = colon.end() if colon else word.end()
    bare = numbers.bare_amount(source.folded, start, min(len(source.folded), start + 60))
    if bare and not colon:
        bare = (
            replace(bare, doubt=bare.doubt or "unread") if numbers.stands_alone(source.folded, bare) else None
        )
    around = sentence_at(source.folded, word.start(), start, reach=40)
    return _chosen(source, "estimated_value", [bare], around, Sure.LIKELY) if bare else None


def _beside(
    source: Source, field: str, start: int, end: int, *, reach: int, each: bool = False
) -> Found | None:
    """The sum right behind a word, in its sentence. ``each``: sums for one of several are what is looked for."""
    first = next(numbers.amounts(source.folded, end, end + reach), None)
    if first is None or re.search(r"[。;\n]", source.folded[end : first.start]):
        return None
    around = sentence_at(source.folded, first.start, first.end, reach=40)
    if each and first.doubt == "each":
        first = replace(first, doubt="")
    said = [first]
    if first.doubt == "each":
        said += [one for one in numbers.amounts(source.folded, first.end, around.end) if one.whole]
    found = _chosen(source, field, said, around, Sure.LIKELY)
    if found and each and found.value is not None and not found.note:
        return replace_place(source, found, start, found.end)
    return found


def replace_place(source: Source, found: Found, start: int, end: int) -> Found:
    return replace(found, start=start, end=end, passage=source.text[start:end])


def _after(source: Source, field: str, pattern: re.Pattern[str], *, each: bool = False) -> Iterator[Found]:
    for match in pattern.finditer(source.folded):
        found = _beside(source, field, match.start(), match.end(), reach=14, each=each)
        if found:
            yield found
            return


def _deposit(source: Source) -> Iterator[Found]:
    none = _NO_DEPOSIT.search(source.folded)
    if none:
        yield source.found("deposit", Decimal(0), none.start(), none.end())
    else:
        yield from _after(source, "deposit", _DEPOSIT)
