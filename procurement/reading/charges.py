"""What an applicant is asked to pay: a deposit, each lot's where there are lots, and the documents."""

import re
from collections.abc import Iterator
from decimal import Decimal

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE
from procurement.reading import numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import under
from procurement.reading.outline import said
from procurement.reading.text import OF_SOME, sentence_at

_KIND = r"(?:投标|磋商|谈判|响应|询价|比选|报价|竞标|采购|遴选|参选|报名|申请|竞价)"
# 保证金 alone, where no word makes it one of the contract.
_DEPOSIT = expression(rf"(?:{_KIND}|(?<![\u4e00-\u9fff])(?=保证金))保证金(?!(?:账|帐)户|以|采用|形式)")
_NO_DEPOSIT = expression(
    rf"(?:不(?:再)?(?:收取|收|要求|需要?(?:缴纳|提交|交纳)?|缴纳|[交缴])|(?<![\u4e00-\u9fff])无|免(?:收|缴|交|予缴纳)|无(?:需|须)(?:缴纳|"
    rf"提交|交纳)?|取消)[^。;,\n]{{0,6}}?{_KIND}?保证金|"
    rf"(?:{_KIND}保证金|"
    rf"(?<!履约)保证金)(?:\([^()]{{0,10}}\))?[ \t]{{0,2}}[:|\t\n]?[ \t]{{0,2}}(?:金额)?(?:为)?(?:无(?!效)|"
    rf"不收|不收取|免收|不要求|不需|无需|/|0[ \t]?元|零元)"
)
_EACH_LOT = expression(
    r"(?:每(?:个)?(?:采购包|标包|分包|标段|包件|包)|各(?:采购包|标包|分包|标段|包件|包)|(?:包|标段)均)"
)
_OTHER_SUM = expression(r"第?[\d一二三四五六七八九十]{1,2}[号]?(?:包|标段)|其余|分别")
_FEE_LABELS = (
    "售价 文件售价 标书售价 采购文件售价 招标文件售价 磋商文件售价 文件费 标书费 文件工本费 "
    "工本费 报名费 比选文件费用 文件费用"
)
_FREE = expression(
    r"免费(?:获取|领取|下载|索取|发放)|(?:文件|资料|指南)[^。;\n]{0,10}免费|(?:获取|领取|"
    r"下载)[^。;\n]{0,8}(?:不收费|免费|\(免费)|"
    r"不收取?(?:任何)?(?:报名费|文件费|工本费|标书费|费用)|(?:文件|资料)[:]?免费|免费(?:发送|提供|寄送)"
)
_PER_COPY = expression(r"(?:每套|每份|每本|每个?(?:采购|标|分)?包|每标段|/[ ]?(?:套|份|本|包|标段))")
_FEE_SENTENCE = expression(
    rf"(?:每套|每份|工本费|文件费|标书费|报名费)[^。;\n\d{CHINESE}¥]{{0,10}}(?=[\d{CHINESE}¥])"
)


# What is above is no price of papers.
MOST_FEE = 3000


def charges(source: Source) -> Iterator[Found]:
    yield from _deposit(source)
    yield from _document_fee(source)


def _deposit(source: Source) -> Iterator[Found]:
    """0 where the text says that none is taken."""
    none = _NO_DEPOSIT.search(source.folded)
    for match in _DEPOSIT.finditer(source.folded):
        end = min(len(source.folded), match.end() + 60)
        # Below it, where the name stands alone on its line.
        begin = match.end() + (1 if source.folded[match.end() : match.end() + 1] == "\n" else 0)
        stop = re.search(r"[。;\n]", source.folded[begin:end])
        end = begin + stop.start() if stop else end
        said = list(numbers.amounts(source.folded, match.end(), end))
        if not said:
            continue
        around = sentence_at(source.folded, match.start(), end)
        values = list(dict.fromkeys(one.yuan for one in said))
        lots = bool(_EACH_LOT.search(source.folded, max(0, match.start() - 8), end))
        plain = all(one.doubt == "" or (one.doubt == "each" and lots) for one in said)
        some = OF_SOME.search(around.text)
        if len(values) == 1 and plain and some and not lots:
            yield source.found("deposit", None, around.start, around.end, Sure.GUESS, "of_lot", tuple(values))
        elif len(values) == 1 and plain:
            yield source.found(
                "deposit", values[0], match.start(), numbers.closed(source.folded, said[-1].end)
            )
        else:
            several = "several_values" if len(values) > 1 else "no_single_sum"
            yield source.found("deposit", None, around.start, around.end, Sure.GUESS, several, tuple(values))
        return
    if none:
        yield source.found("deposit", Decimal(0), *none.span())


def _document_fee(source: Source) -> Iterator[Found]:
    """Yuan a copy; 0 where the documents are free."""
    for one in under(_FEE_LABELS, source.folded):
        found = _fee(source, one.start, one.end, one.unit)
        if found:
            yield found
            return
    for part in said("documents", source.folded):
        found = _fee_within(source, part.start, part.end)
        if found:
            yield found
            return
    free = _FREE.search(source.folded)
    if free and not OF_SOME.search(sentence_at(source.folded, *free.span(), reach=30).text):
        yield source.found("document_fee", Decimal(0), *free.span(), Sure.LIKELY)
    elif sentence := _FEE_SENTENCE.search(source.folded):
        found = _fee(source, sentence.start(), sentence.end() + 12, "")
        if found:
            yield found


def _fee_within(source: Source, start: int, end: int) -> Found | None:
    """The one sum a copy in what is said of getting the documents."""
    sums = [one for one in numbers.amounts(source.folded, start, end) if one.doubt in ("", "each")]
    if len({one.yuan for one in sums}) == 1 and sums[0].yuan < MOST_FEE:
        return source.found("document_fee", sums[0].yuan, sums[0].start, sums[0].end, Sure.LIKELY)
    free = re.search(r"免费|不收费", source.folded[start:end]) if not sums else None
    if free:
        at = start + free.start()
        return source.found("document_fee", Decimal(0), at, start + free.end(), Sure.LIKELY)
    return None


def _fee(source: Source, start: int, end: int, unit: str) -> Found | None:
    text = source.folded[start:end]
    if re.match(r"[ \t]*(?:免费|无|不收取?|0(?:\.0+)?[ \t]?(?:元|$|[,;。/(])|零元)", text):
        stop = re.search(r"[,;。(]|$", text)
        assert stop is not None
        return source.found("document_fee", Decimal(0), start, start + max(stop.start(), 1))
    said = list(numbers.amounts(source.folded, start, end, unit=unit))
    if not said and (bare := re.match(r"[ \t]*(\d{2,5})(?![\d.年月日])", text)):
        return source.found(
            "document_fee", Decimal(bare[1]), start + bare.start(1), start + bare.end(1), Sure.LIKELY
        )
    plain = [one for one in said if one.doubt == "" or (one.doubt == "each" and _PER_COPY.search(text))]
    if len({one.yuan for one in plain}) == 1 and len(plain) == len(said):
        return source.found("document_fee", plain[0].yuan, plain[0].start, plain[0].end)
    if said:
        return source.found("document_fee", None, said[0].start, said[-1].end, Sure.GUESS, "no_single_sum")
    return None
