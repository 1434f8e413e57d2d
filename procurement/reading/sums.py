"""Money and weights: budget, ceiling, largest award, deposit, payments, criteria."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from procurement.reading import numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.text import any_of, fold, under

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
    r"价格)[^。;\n\d分]{0,10}?(\d{1,2}(?:\.\d)?)[ \t]?(?:%|分(?!钟|包))"
)
_CRITERIA_PART = re.compile(
    r"评分标准|评分办法|评分细则|评审标准|评审办法|评审细则|评标办法|评分因素|怎么选|评审指标"
)
_CRITERION = re.compile(
    r"(?P<text>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z()与和及]{1,24}?)[ \t]{0,2}[:|"
    r"(,]?[ \t|]{0,3}(?:满分|占|权重)?"
    r"[ \t]{0,2}(?P<weight>\d{1,2}(?:\.\d)?)[ \t]?(?:分(?!钟|包|公司|局|别|之)|%)"
)
_PAYMENT = re.compile(r"(?:支付|拨付|预付|付款|付)[^。;\n\d%]{0,16}?(?P<share>\d{1,3}(?:\.\d{1,2})?)[ \t]?%")
_WITHIN = re.compile(
    r"(\d{1,3}|[一二三四五六七八九十]{1,3})[ \t]?个?(?P<unit>工作日|日|天|月)(?:内|以内|之内)"
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
    yield from _after(source, "largest_award", _LARGEST)
    yield from _deposit(source)
    yield from _after(source, "capacity_amount", _CAPACITY)
    yield from _criteria(source)
    price = _PRICE.search(source.folded)
    if price:
        yield source.found("price_weight", Decimal(price[1]), price.start(), price.end(), Sure.LIKELY)
    yield from _payments(source)


def _labelled(source: Source, field: str, labels: str) -> Iterator[Found]:
    said: dict[Decimal, Found] = {}
    for one in under(labels, source.folded):
        found = _first_amount(source, field, one.start, one.end, unit=one.unit)
        if found:
            said.setdefault(found.value, found)
    if said:
        first = next(iter(said.values()))
        if len(said) == 1:
            yield first
        else:
            largest = max(said.values(), key=lambda found: found.value)
            yield source.found(
                field, largest.value, largest.start, largest.end, Sure.LIKELY, "several_values", tuple(said)
            )


def _first_amount(
    source: Source, field: str, start: int, end: int, *, unit: str = "", sure: Sure = Sure.SURE
) -> Found | None:
    for amount in numbers.amounts(source.folded, start, end, unit=unit):
        return source.found(field, amount.yuan, amount.start, amount.end, sure)
    bare = re.match(rf"\s{{0,2}}({numbers.NUMBER})(?![\d年%分个])", source.folded[start:end])
    value = numbers.number(bare[1]) if bare else None
    if bare and value and value >= 1000:
        # A bare figure of a thousand and more under a money label is yuan.
        return source.found(field, value.quantize(Decimal("0.01")), start, start + bare.end(), Sure.LIKELY)
    return None


def _budget(source: Source) -> Iterator[Found]:
    """Under its label, else the first sum beside a word for the budget."""
    labelled = list(_labelled(source, "estimated_value", _BUDGET))
    if labelled:
        yield from labelled
        return
    said: dict[Decimal, Found] = {}
    for match in _BUDGET_WORD.finditer(source.folded):
        amount = next(numbers.amounts(source.folded, match.end(), match.end() + 16), None)
        if amount and not re.search(r"[。;\n每]", source.folded[match.end() : amount.start]):
            found = source.found("estimated_value", amount.yuan, amount.start, amount.end, Sure.LIKELY)
            said.setdefault(amount.yuan, found)
    if len(said) == 1:
        yield next(iter(said.values()))
    elif said:
        first = max(said.values(), key=lambda found: found.value)
        others = tuple(said)
        yield source.found(
            "estimated_value", first.value, first.start, first.end, Sure.GUESS, "several_values", others
        )


def _after(source: Source, field: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    for match in pattern.finditer(source.folded):
        amount = next(numbers.amounts(source.folded, match.end(), match.end() + 14), None)
        if amount:
            yield source.found(field, amount.yuan, match.start(), amount.end, Sure.LIKELY)
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
        note = "" if whole else "not_the_sum_100"
        yield source.found("payment_schedule", rows, place[0], place[1], sure, note)


def _within(words: str) -> int | None:
    """Calendar days; working days are left out, the draft counts calendar days."""
    match = _WITHIN.search(words)
    if not match or match["unit"] == "工作日":
        return None
    count = numbers.number(match[1])
    return None if count is None else int(count) * (30 if match["unit"] == "月" else 1)
