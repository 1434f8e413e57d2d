"""Money and weights: budget, ceiling, largest award, deposit, the weight of the price."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE
from procurement.reading import numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import under
from procurement.reading.numbers import Amount, share
from procurement.reading.outline import said
from procurement.reading.text import OF_LOT, OF_SOME, Passage, any_of, sentence_at

_BUDGET = (
    "采购包预算金额 采购预算金额 预算总金额 预算金额 项目预算 采购预算 预算总额 预算经费 "
    "项目总经费 项目总金额 项目经费 资金总额 总预算 采购预算价 资助总额 资助资金总额 经费总额 经费预算 "
    "服务费用 项目资金 创投资金 微项目资金 资助资金"
)
# 与预算金额一致: the ceiling is the budget.
_AS_BUDGET = expression(r"(?:同|与|等于|等同|即|以)[^。;\n\d]{0,8}预算(?:金额|价)?(?:一致|相同|相等)?")
_CEILING = "采购控制价 最高限价 最高投标限价 采购最高限价 控制价 最高限额"
_BUDGET_WORD = expression(
    any_of("预算经费 预算金额 预算资金 项目预算 预算 安排资金 安排经费 项目经费 总经费 项目资金 经费 资金")
)
# A call speaks of its money a few times.
MOST_WORDS = 200
_COLON = expression(r"[ \t]{0,4}(?:\([^()\n]{0,14}\))?[ \t]{0,4}(?:[:|][ \t|]{0,6}|\t)")
_CLAUSE = expression(r"[\n。;:(]")
_OTHER_MONEY = expression(r"(?:能力建设|注册|管理|人员|办公|培训|设备|差旅|劳务|交通|评估|宣传)$")
_EACH_ONE = (
    r"(?:每个项目|单个项目|每家(?:每年|机构|单位|组织)?|每个组织|每项|单项|单个组织|每个申报单位|"
    r"每个小组|一个小组|每组|每支(?:队伍)?|每个(?:家园|小组|站点|服务点|基地|阵地|工作室|村|社区)?)"
)
_LARGEST = expression(
    rf"{_EACH_ONE}(?:[^。;,\n\d{CHINESE}]{{0,14}}?(?:不超过|不高于|最高|最多(?:补|给)?|上限为?|资助|支持|封顶|金额)|"
    rf"(?=[ ]?[\d{CHINESE}]+[万千元]))"
)
# Between a word and its sum: no figure in either kind of signs.
_GAP = rf"[^。;\n\d¥{CHINESE}]{{0,%d}}"
_CAPACITY = expression("能力建设" + _GAP % 10)
_PRICE = expression(
    r"(?:价格分|报价分|投标报价|磋商报价|价格部分|价格评审|报价得分|价格权重|"
    rf"价格)[^。;\n\d分]{{0,10}}?{share('(?:%|分(?!钟|包))')}(?![^。;,\n]{{0,4}}(?:扣除|优惠|折扣))"
)


def sums(source: Source, lots: Found | None) -> Iterator[Found]:
    """Everything counted in yuan or in points. What stands in the rows of the ``lots`` is theirs."""
    budget = _of_lots(_unrivalled(source, next(_budget(source, lots), None), lots), lots)
    budget = _summed(source, budget) if budget else next(_of_ceiling(source, lots), None)
    if budget:
        yield budget
    yield from _ceiling(source, budget, lots)
    yield from _after(source, "largest_award", _LARGEST, each=True)
    yield from _after(source, "capacity_amount", _CAPACITY)
    price = _PRICE.search(source.folded)
    if price:
        yield source.share("price_weight", price)


def _of_lots(budget: Found | None, lots: Found | None) -> Found | None:
    """The budget, certain where the lots make it; what they make, where it is not said."""
    each = [row.get("budget") for row in lots.value] if lots and lots.value else []
    if not each or not all(each) or not lots:
        return budget
    whole = sum(each, Decimal(0))
    if budget and whole in (budget.value, *budget.others):
        return replace(budget, value=whole, sure=Sure.SURE, note="", others=())
    if budget is None:
        return replace(lots, field="estimated_value", value=whole, sure=Sure.GUESS, note="of_lots")
    return budget


def _summed(source: Source, budget: Found) -> Found:
    """The budget, certain where the other sums beside it make it: 第一年12万元，第二年13万元，共25万元."""
    around = sentence_at(source.folded, budget.start, budget.end, reach=120)
    start = max(around.start, source.folded.rfind("。", 0, budget.start) + 1)
    said = [one for one in numbers.amounts(source.folded, start, around.end) if one.doubt in ("", "each")]
    for whole in (budget.value, *budget.others):
        parts = [one.yuan for one in said if one.yuan != whole]
        if len(parts) > 1 and sum(parts) == whole and any(one.yuan == whole for one in said):
            return replace(budget, value=whole, sure=Sure.LIKELY, note="", others=())
    return budget


def _of_ceiling(source: Source, lots: Found | None) -> Iterator[Found]:
    """Where only a ceiling on the price is said: that, and somebody looks."""
    for limit in islice(_ceiling(source, None, lots), 1):
        if limit.value is not None:
            yield replace(limit, field="estimated_value", sure=Sure.GUESS, note="a_ceiling")


def _ceiling(source: Source, budget: Found | None, lots: Found | None) -> Iterator[Found]:
    said = next(_labelled(source, "ceiling_price", _CEILING, lots), None)
    if said:
        some = OF_SOME.search(sentence_at(source.folded, said.start, said.end, reach=40).text)
        yield replace(said, sure=Sure.GUESS, note=said.note or "of_lot") if some else said
        return
    for one in under(_CEILING, source.folded):
        if budget and budget.value is not None and _AS_BUDGET.match(one.text):
            yield source.found("ceiling_price", budget.value, one.start, one.end, budget.sure, budget.note)
            return
    if spoken := next(_after(source, "ceiling_price", _SPOKEN_CEILING), None):
        yield spoken
        return
    if budget and (limit := _ABOVE_BUDGET.search(source.folded)):
        yield source.found("ceiling_price", budget.value, *limit.span(), Sure.GUESS, "as_budget")


_SPOKEN_CEILING = expression(rf"{any_of(_CEILING)}(?:为|是)?(?=[ ]?(?:人民币|[¥\d]))")
_ABOVE_BUDGET = expression(
    r"(?:报价|投标|响应|磋商)[^。;,\n]{0,10}(?:超过|超出|高于|大于)[^。;,\n]{0,8}预算[^。;\n]{0,12}(?:无效|"
    r"废标|不予|拒绝|否决|不评审|不接受)|"
    r"超预算[^。;,\n]{0,6}(?:报价)?[^。;,\n]{0,4}(?:无效|不予|拒绝)"
)


def _labelled(source: Source, field: str, labels: str, lots: Found | None) -> Iterator[Found]:
    every: dict[Any, Found] = {}
    for one in under(labels, source.folded):
        if lots and lots.start <= one.start < lots.end:
            continue
        found = _first_amount(source, field, one)
        if found:
            every.setdefault(found.value, found)
    known = [found for found in every.values() if found.value is not None]
    if len(every) == 1:
        yield next(iter(every.values()))
    elif known and any("写" in one.unit for one in under(labels, source.folded)):
        # One sum in words and in figures (大写, 小写), each under its label.
        ordered = sorted(every.values(), key=lambda found: found.start)
        others = tuple(dict.fromkeys(one for found in ordered for one in (found.others or (found.value,))))
        yield source.found(
            field, None, ordered[0].start, ordered[-1].end, Sure.GUESS, "several_values", others
        )
    elif known:
        largest = max(known, key=lambda found: found.value)
        sure = Sure.GUESS if len(known) < len(every) else Sure.LIKELY
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
        other = {one.yuan for one in plain if not (one.whole or one.part)} - {best.yuan}
        if other and not best.whole and OF_LOT.search(around.text):
            # 预算：A包10万元，B包20万元: each has its own.
            values = (best.yuan, *sorted(other))
            return source.found(
                field, None, *_around(source, around, best), Sure.GUESS, "several_values", values
            )
        beside = _of_equal_standing(source, best, plain)
        if beside and not best.whole:
            values = (best.yuan + sum(one.yuan for one in beside), best.yuan, *(one.yuan for one in beside))
            place = best.start, numbers.closed(source.folded, beside[-1].end)
            return source.found(field, None, *place, Sure.GUESS, "several_values", values)
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


# 中央20万、省级10万: sums of equal standing behind each other, none of them the whole.
_BESIDE = expression(
    r"[^。;:\n\d(]{0,4}[、,;和及与加]{1,2}(?:另|再)?(?:由)?[\u4e00-\u9fff]{0,4}?"
    r"(?:中央|国家|省|州|市|县|区|本级|上级|地方|部门|社会|单位|配套|自筹|第[一二三]年|次年|"
    r"20\d\d年)[^。;:\n\d每个]{0,12}"
)


def _of_equal_standing(source: Source, best: Amount, plain: list[Amount]) -> list[Amount]:
    """The sums right behind ``best`` that a clause sets beside it."""
    beside: list[Amount] = []
    for one in plain:
        last = beside[-1] if beside else best
        if one.start > last.start and not (one.whole or one.part):
            if not _BESIDE.fullmatch(source.folded, last.end, one.start):
                break
            beside.append(one)
    return beside


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


def _budget(source: Source, lots: Found | None) -> Iterator[Found]:
    """Under its label, else said to be the whole, else the first sum beside a word for the budget."""
    labelled = list(_labelled(source, "estimated_value", _BUDGET, lots))
    if labelled and labelled[0].value is not None:
        clause = sentence_at(source.folded, labelled[0].start, labelled[0].end, reach=40).text
        yearly = _YEARLY.search(clause)
        yield replace(labelled[0], sure=Sure.GUESS, note="by_the_year") if yearly else labelled[0]
        return
    if labelled and labelled[0].note != "no_single_sum":
        yield from labelled
        return
    if whole := _said_whole(source, lots):
        around = sentence_at(source.folded, whole.start, whole.end, reach=50).text
        limit = _limited(source, whole)
        note = whole.note or ("by_the_year" if _YEARLY.search(around) else "a_ceiling" if limit else "")
        yield replace(whole, sure=Sure.GUESS, note=note) if note else whole
        return
    for one in said("budget", source.folded):
        label = source.folded[max(0, one.start - 16) : one.start]
        found = None if _OTHER_LABEL.search(label) else _first_amount(source, "estimated_value", one)
        if found and (found.value is not None or found.note != "no_single_sum"):
            doubt = _LIMIT_WORD.search(label) or _YEARLY.search(one.text[:60]) or _limited(source, found)
            yield replace(found, sure=Sure.GUESS, note="a_ceiling") if doubt and found.value else found
            return
    every: dict[Any, Found] = {}
    largest = [match.span() for match in _LARGEST.finditer(source.folded)]
    for match in islice(_BUDGET_WORD.finditer(source.folded), MOST_WORDS):
        if any(start <= match.start() < end for start, end in largest) or (
            lots and lots.start <= match.start() < lots.end
        ):
            continue
        if _OTHER_MONEY.search(source.folded[max(0, match.start() - 6) : match.start()]):
            continue
        found = _beside(source, "estimated_value", match.start(), match.end(), reach=16) or _bare_under(
            source, match
        )
        if found:
            every.setdefault(found.value, found)
    known = [found for found in every.values() if found.value is not None]
    if labelled and not known:
        yield from labelled
    elif not every:
        yield from _largest(source, lots)
    elif len(every) == 1:
        yield next(iter(every.values()))
    elif known:
        first = max(known, key=lambda found: found.value)
        others = tuple(found.value for found in known)
        yield source.found(
            "estimated_value", first.value, first.start, first.end, Sure.GUESS, "several_values", others
        )


def _unrivalled(source: Source, budget: Found | None, lots: Found | None) -> Found | None:
    """A budget that nothing names as such is asked about where the text has a larger sum of the whole."""
    larger = next(_largest(source, lots), None) if budget and budget.value and not budget.note else None
    if (
        not budget
        or not larger
        or larger.value <= budget.value
        or _NAMED.search(_line_before(source, budget))
    ):
        return budget
    others = (budget.value, larger.value)
    return replace(budget, sure=Sure.GUESS, note="several_values", others=others)


def _line_before(source: Source, found: Found) -> str:
    return source.folded[source.folded.rfind("\n", 0, found.start) + 1 : found.start]


_NAMED = expression(any_of(_BUDGET))


def _largest(source: Source, lots: Found | None) -> Iterator[Found]:
    """The largest sum of a text that calls none its budget, where it is said of the whole and not of a part."""
    said = [
        one
        for one in islice(numbers.amounts(source.folded, 0, len(source.folded)), MOST_WORDS)
        if one.doubt in ("", "about", "each") and one.yuan >= LEAST_BUDGET
        if not _OF_OTHERS.search(sentence_at(source.folded, one.start, one.end, reach=24).text)
        if not (lots and lots.start <= one.start < lots.end)
    ]
    if said:
        most = max(said, key=lambda one: one.yuan)
        alone = not most.doubt and _is_only_money(source, most, lots)
        yield source.found(
            "estimated_value", most.yuan, most.start, most.end,
            Sure.LIKELY if alone else Sure.GUESS, "" if alone else "from_words",
        )  # fmt: skip


def _is_only_money(source: Source, most: Amount, lots: Found | None) -> bool:
    """Whether a clause gives the money, and no other sum of the text could be the whole as well."""
    around = sentence_at(source.folded, most.start, most.end, reach=40).text
    if lots or not _GIVEN.search(around) or _YEARLY.search(around) or _ROUGH.search(around):
        return False
    others = {
        one.yuan
        for one in islice(numbers.amounts(source.folded, 0, len(source.folded)), MOST_WORDS)
        if one.yuan >= LEAST_BUDGET and one.yuan != most.yuan and one.doubt != "each"
        and not _OF_OTHERS.search(sentence_at(source.folded, one.start, one.end, reach=24).text)
    }  # fmt: skip
    return not others


_GIVEN = expression(
    r"(?:资金|经费|补助|捐赠|基金|款|公益金|专项|财政|拨款)[^。;\n]{0,14}\S|(?:安排|列支|拿出|投入|出资|给)|(?:钱|多少)"
)

LEAST_BUDGET = 5000
_OF_OTHERS = expression(
    r"能力建设|管理|保证金|售价|单价|每|单个|注册|工本费|设备|业绩|合同额|以下|单笔|开办资金|费用标准|罚|奖|最高|单件"
)
_LIMITED = expression(
    r"(?:不(?:得)?(?:超过|高于|多于)|上限(?:为|是)?|最高(?:为)?|以内)[ ]?(?:人民币|¥)?[ ]?$"
)


def _limited(source: Source, found: Found) -> bool:
    """Whether a sum is only said to be the most: 不超过24万元, 12万元以内."""
    before = source.folded[max(0, found.start - 12) : found.start]
    return bool(_LIMITED.search(before) or re.match(r"[ ]?(?:以内|以下|封顶)", source.folded[found.end :]))


_WHOLE_SUM = expression(
    r"(?:总经费|总预算|总金额|总额|总投入|经费总计|合计|共计|总计|共(?=安排|投入|需|计)|,共(?=\d)|=)(?:预算|经费|"
    r"资金|人民币|安排|投入|支持|为|约)*[ \t]{0,2}[:]?[ \t]{0,2}"
)
_OTHER_LABEL = expression(r"(?:能力建设|注册|管理|配套)[^。;\n:]{0,6}[: |\t]{0,3}$")
_LIMIT_WORD = expression(r"限价|控制价|上限|最高")
_YEARLY = expression(
    r"每年|一年一签|/[ ]?年|分年|(?<![\d本年])年度(?:预算|经费)|第[一二三]年|首年|按年|元一年"
)
_ROUGH = expression(r"预计|预估|估算|大约|约(?!定)")
_EARLIER = expression(r"20\d\d年(?:度)?(?:共|已|累计|曾|立项)|去年|往年|上年|上一年|累计|历年")


def _said_whole(source: Source, lots: Found | None) -> Found | None:
    """The one sum that is said to be the whole of the money: 总经费54万元, 合计58万元, 5×2万元=10万元."""
    every: dict[Any, Found] = {}
    for match in islice(_WHOLE_SUM.finditer(source.folded), MOST_WORDS):
        clause = re.split(r"[。;\n]", source.folded[max(0, match.start() - 40) : match.end()])[-1]
        if (
            _EARLIER.search(clause)
            or re.search(r"[大小]写", clause)
            or (lots and lots.start <= match.start() < lots.end)
        ):
            continue
        first = next(numbers.amounts(source.folded, match.end(), match.end() + 12), None)
        if first and first.start - match.end() <= 2 and first.doubt in ("", "each", "product"):
            rough = _ROUGH.search(clause)
            found = source.found(
                "estimated_value", first.yuan, first.start, first.end,
                Sure.GUESS if rough else Sure.LIKELY, "about" if rough else "",
            )  # fmt: skip
            every.setdefault(first.yuan, found)
    return next(iter(every.values())) if len(every) == 1 else None


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
        about = numbers.is_about(source.folded, first.start, first.end)
        first = replace(first, doubt="about" if about else "")
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
    """The sum behind the words; several that differ are a question where each is of one of several."""
    every: dict[Any, Found] = {}
    for match in islice(pattern.finditer(source.folded), MOST_WORDS):
        found = _beside(source, field, match.start(), match.end(), reach=14, each=each)
        if found:
            every.setdefault(found.value, found)
            if not each:
                break
    known = [one for one in every.values() if one.value is not None]
    if len(known) > 1:
        first = max(known, key=lambda one: one.value)
        yield replace(first, sure=Sure.GUESS, note="several_values", others=tuple(one.value for one in known))
    else:
        for one in islice(known or every.values(), 1):
            yearly = each and _YEARLY.search(one.passage)
            yield replace(one, sure=Sure.GUESS, note="by_the_year") if yearly and one.value else one
