"""Money and weights: budget, ceiling, largest award, deposit, payments, criteria."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from portal.ground.values.figures import CHINESE
from procurement.reading import lengths, numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.numbers import FIGURE, SHARE, Amount
from procurement.reading.text import Passage, any_of, fold, sentence_at, under

_BUDGET = (
    "采购包预算金额 采购预算金额 预算总金额 预算金额 项目预算 采购预算 预算总额 预算经费 "
    "项目总经费 项目总金额 项目经费 资金总额 总预算 采购预算价"
)
_CEILING = "最高限价 最高投标限价 采购最高限价 控制价 最高限额"
_BUDGET_WORD = re.compile(
    any_of("预算经费 预算金额 预算资金 项目预算 预算 安排资金 安排经费 项目经费 总经费 项目资金 经费 资金")
)
_LARGEST = re.compile(
    r"(?:每个项目|单个项目|每家|每个组织|每项|单项|单个组织|"
    r"每个申报单位)[^。;\n\d]{0,14}?(?:不超过|最高|不高于|上限为?|资助|支持)"
)
_DEPOSIT = re.compile(r"(?:投标|磋商|谈判|响应|询价|比选)保证金[^。;\n\d]{0,14}")
_NO_DEPOSIT = re.compile(r"(?:不收取|免收|不需要?缴纳|无需缴纳|免缴)(?:投标|磋商|谈判|响应|询价|比选)?保证金")
_CAPACITY = re.compile(r"能力建设[^。;\n\d]{0,10}")
_PRICE = re.compile(
    r"(?:价格分|报价分|投标报价|磋商报价|价格部分|价格评审|报价得分|价格权重|"
    rf"价格)[^。;\n\d分]{{0,10}}?{SHARE}[ \t]?(?:%|分(?!钟|包))"
)
_CRITERIA_PART = re.compile(
    r"评分标准|评分办法|评分细则|评审标准|评审办法|评审细则|评标办法|评分因素|怎么选|评审指标"
)
_CRITERION = re.compile(
    r"(?P<text>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z()与和及]{1,24}?)[ \t]{0,2}[:|"
    r"(,]?[ \t|]{0,3}(?:满分|占|权重)?"
    r"[ \t]{0,2}(?P<weight>\d{1,2}(?:\.\d)?)[ \t]?(?:分(?!钟|包|公司|局|别|之)|%)"
)
_PAYMENT = re.compile(rf"(?:支付|拨付|预付|付款|付)[^。;\n\d%]{{0,16}}?{SHARE}[ \t]?%")
_WITHIN = re.compile(
    rf"(?<![\d.,点至到~\-{CHINESE}])(?P<count>{FIGURE})[ \t]?个?(?P<half>半)?[ \t]?"
    r"(?P<unit>工作日|日|天|月)(?:内|以内|之内)"
)
_BASES = (
    ("agreement", r"签订|签约|合同生效|协议生效|启动|预付|首付|首期|首款"),
    ("milestone", r"中期|中旬|阶段|年中|进度|节点|第二期"),
    ("output", r"按量|按实际|按工作量|每例|按人次|按例"),
    ("completion", r"结项|完成|结束|尾款|末期|终期|期满"),
    ("acceptance", r"验收|评估|考核"),
)


def sums(source: Source) -> Iterator[Found]:
    """Everything counted in yuan or in points."""
    yield from _budget(source)
    yield from _labelled(source, "ceiling_price", _CEILING)
    yield from _after(source, "largest_award", _LARGEST, each=True)
    yield from _deposit(source)
    yield from _after(source, "capacity_amount", _CAPACITY)
    yield from _criteria(source)
    price = _PRICE.search(source.folded)
    if price:
        yield source.share("price_weight", price)
    yield from _payments(source)


def _labelled(source: Source, field: str, labels: str) -> Iterator[Found]:
    said: dict[Any, Found] = {}
    for one in under(labels, source.folded):
        found = _first_amount(source, field, one)
        if found:
            said.setdefault(found.value, found)
    known = [found for found in said.values() if found.value is not None]
    if len(said) == 1:
        yield next(iter(said.values()))
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
        return source.found(field, best.yuan, best.start, best.end, sure)
    first = said[0]
    place = _around(source, around, first)
    if first.doubt == "about" and not leading:
        return source.found(field, first.yuan, *place, Sure.GUESS, "about")
    others = tuple(one.yuan for one in said if one.yuan and one.doubt != "negative")
    note = "negative" if first.doubt == "negative" else "no_single_sum"
    return source.found(field, None, *place, Sure.GUESS, note, others)


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
        found = _beside(source, "estimated_value", match.start(), match.end(), reach=16)
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


def _criteria(source: Source) -> Iterator[Found]:
    """Names with points, after a heading about scoring."""
    part = _CRITERIA_PART.search(source.folded)
    if not part:
        return
    rows: dict[str, tuple[Decimal, int, int]] = {}
    for match in _CRITERION.finditer(source.folded, part.end(), part.end() + 1500):
        name = re.sub(r"^(?:其中|包括|为|按|的)", "", match["text"])
        if name not in rows and not re.search(r"满分|总分|合计|得|不少于|低于|扣|加分|每", name):
            rows[name] = (Decimal(match["weight"]), match.start(), match.end())
        if sum(row[0] for row in rows.values()) >= 100:
            break
    if len(rows) < 2:
        return
    total = sum(row[0] for row in rows.values())
    value = [{"text_zh": fold(name), "text_en": "", "weight": row[0]} for name, row in rows.items()]
    start, end = min(row[1] for row in rows.values()), max(row[2] for row in rows.values())
    right = total == 100
    yield source.found(
        "criteria", value, start, end, Sure.SURE if right else Sure.GUESS, "" if right else "not_the_sum_100"
    )


def _payments(source: Source) -> Iterator[Found]:
    rows: list[dict[str, Any]] = []
    place = [len(source.folded), 0]
    for match in _PAYMENT.finditer(source.folded):
        if match["to"]:
            yield source.share("payment_schedule", match)
            return
        before = source.folded[max(0, match.start() - 40) : match.start()].rstrip(" ,")
        when = re.split(r"[。;\n,%]", before)[-1]
        share = Decimal(match["share"])
        basis = next((code for code, words in _BASES if re.search(words, when)), None)
        if share <= 100 and (basis or rows):
            rows.append({"share": share, "within_days": _within(when), "basis": basis or "milestone"})
            place = [min(place[0], match.start()), max(place[1], match.end())]
        if sum(row["share"] for row in rows) >= 100:
            break
    if rows:
        whole = sum(row["share"] for row in rows) == 100
        sure = Sure.LIKELY if whole else Sure.GUESS
        note = "" if whole else "shares_not_100"
        yield source.found("payment_schedule", rows, place[0], place[1], sure, note)


def _within(words: str) -> int | None:
    """Calendar days; working days are left out, the draft counts calendar days."""
    match = _WITHIN.search(words)
    if not match or match["unit"] == "工作日":
        return None
    count = lengths.count(match["count"])
    if count is None:
        return None
    days = (count + (Decimal("0.5") if match["half"] else 0)) * (30 if match["unit"] == "月" else 1)
    return int(days) if days == int(days) else None
