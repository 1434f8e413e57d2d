"""When the money comes, in shares: every row the text says, or its words where a row was not read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE, figure
from procurement.reading import lengths
from procurement.reading.found import Found, Source, Sure
from procurement.reading.numbers import FIGURE, JOIN, doubt_around
from procurement.reading.outline import about
from procurement.reading.topics import topic_of

_HUNDRED = Decimal(100)
# After what a share is paid, by the words; the same words say another thing before the last payment than in it. With a
# question mark they may mean something else.
_AT_LAST, _BEFORE = "last", "before"
_EVENTS = (
    (
        "agreement",
        "",
        r"签[订约署定字完了好]|签后|签[^,;。\n]{0,6}(?:协议|合同)|立约|(?:合同|协议)生效|启动|预付",
    ),
    ("agreement?", "", r"立项|批准后|获批后"),
    (
        "output",
        _BEFORE,
        r"(?:完成[^,;。\n]{0,8}(?:人数|人次|例数|场次)|(?:课堂|课时|场次|人数|人次|例数|讲座)完成)"
        r"[^,;。\n]{0,4}(?:过半|一半|半数)",
    ),
    (
        "output?",
        _BEFORE,
        r"完成[^,;。\n]{0,14}(?:过半|一半|半数)|满[^,;。\n]{1,4}[月季][^,;。\n]{0,12}(?:\d[人例]|人次|达到)",
    ),
    (
        "output?",
        _BEFORE,
        r"按量|按实际|按工作量|每例|按人次|按例|(?:数|率|量)过半|"
        r"完成[^,;。\n]{0,14}(?:量|指标|任务|场次|人次|数)",
    ),
    ("milestone", "", r"中期|中旬|中段|阶段|年中|进度|节点|过半|季度|(?<!下)半年|半程|督导"),
    ("milestone?", _BEFORE, r"[做干]到一半"),
    ("milestone", _BEFORE, r"满[^,;。\n]{1,4}(?:月|季)"),
    ("acceptance", "", r"验收|终期|年终|期末|岁末|下半年"),
    (
        "milestone",
        _BEFORE,
        r"考[核评]|检查|核查|核实|回访|评[估价]|审[核查]|认可|报告|小结|月[底末初]?[^,;。\n\d]{0,4}后?$|\d月(?!\d{1,2}日)",
    ),
    ("acceptance", _AT_LAST, r"(?<!\d)(?:评[估价]|考[核评])(?!报告)|审计|检查|核查|合格"),
    ("acceptance?", _AT_LAST, r"评[估价]|审[核查]|核实|认可|通过|看得过"),
    ("completion?", _BEFORE, r"完成|结束"),
    ("completion", "", r"结项|结题|完成|结束|末期|期满|收尾"),
)
# Its place among the payments, where no event is named.
_PLACES = (
    ("agreement", "", r"首付|先[拨付发给]|首[期批笔款次]|第一[期批次笔]|一期"),
    ("milestone", "", r"第?[二三四]期|第[二三四][批次笔]"),
    ("completion", "", r"尾款|末[期款]"),
)
_ANY_BASIS = expression("|".join(words for _, _, words in _EVENTS + _PLACES))
_PAY = expression(
    r"支付|拨付|拨款|划拨|下达|结算|付款|预付|首[付期批笔款]|尾款|末款|余款|结清|付|兑|[先再后内]给|[先后]发|"
    r"预?拨(?=[\d一二三四五六七八九百])"
)
_HEADING = expression(
    r"(?:付款|支付|拨付|拨款|结算|发放)(?:方式|条件|计划|进度|安排|办法|比例|节点|期次)"
    r"[ \t]{0,3}(?:[:|\t](?P<value>.*)|$)"
)
_NO_SCHEDULE = expression(
    r"^[ \t|:]*(?:$|详?见|另行|以|按照?(?:合同|协议))|转账|对公|银行|汇款|现金|国库|直接支付"
)
_IN_PARTS = expression(
    rf"分[\d{CHINESE}]?[期次批](?:支付|付款|拨付|付)|按(?:季度?|月|年)[^,;。\n]{{0,4}}?(?:支付|付款|拨付|付)"
)
_REST = r"(?:余款|余额|剩余(?:款项|资金|经费|部分|款)?|其余(?:款项|资金|经费|部分)?|尾款|末款|剩下|余下)"
_PAID = r"(?:付清|支付|拨付|结清|付讫|划拨)"
_NO_FIGURE = r"(?![^,;。\n]{0,12}[\d%百])"
_SHARE = expression(
    rf"(?P<blank>(?:\([ \t_]{{0,8}}\)|_{{1,12}}|[xX某]{{1,3}}|"
    rf"(?<=[\u4e00-\u9fff:])(?<![{CHINESE}])[ \t]{{0,8}})[ \t]?%|"
    r"百分之[ \t]?[(_])"
    rf"|百分之[ \t]?(?P<words>{FIGURE})(?P<to>[ \t]?{JOIN}[ \t]?(?:百分之)?[ \t]?{FIGURE})?"
    rf"|(?<!\d[.,])(?<![\d{CHINESE}])(?:(?P<pair>{FIGURE}[ \t]?%?[ \t]?{JOIN}[ \t]?{FIGURE}[ \t]?%)"
    rf"|(?P<share>{FIGURE})[ \t]?%|(?P<tenths>{FIGURE})成(?![立交果为功员都本])|(?P<part>{FIGURE}分之{FIGURE}))"
    rf"|(?P<ratio>\d{{1,2}}(?::\d{{1,2}}){{1,4}}[ \t]?的?比例|(?<=比例)[为是]?[ \t]?\d{{1,2}}(?::\d{{1,2}}){{1,4}})"
    rf"|(?P<half>一半|半数)"
    rf"|(?P<rest>{_REST}[^,;。\n%\d百]{{0,14}}?{_PAID}{_NO_FIGURE}|(?:一次性)?{_PAID}{_REST}{_NO_FIGURE})"
    rf"|(?P<all>(?:(?<!第)一次性?|全额)[^,;。\n%\d百]{{0,4}}?(?:{_PAID}|付款|付|转账){_NO_FIGURE}|(?<=后)(?:付清|结清){_NO_FIGURE})"
    r"|(?<=[付款期次])[ \t:|]{0,3}(?P<bare>\d{1,3})"
    r"(?=[ \t]*(?:[,、)|\t]|$)|[ \t]+(?![元万千百亿个日天月年家人次期号工项])[\u4e00-\u9fff])"
)
_OTHER = expression(
    r"管理费|间接|人员(?:费|经费|补助|劳务|工资)|[价报][格价](?:分|得分|权重|占)|评分|得分|权重|税[率费]|违约|滞纳|罚|"
    r"逾期|利息|补贴|误工|合计|总计|小计|(?:履约|投标)保证金|扣|优惠|(?:服务|代理)费由|偏离|人员费|发放率|检测率"
)
_DEDUCTED = expression(r"[ ]?的?(?:价格)?(?:扣除|优惠|折扣)")
# 完成率达到90%后支付30%: the first is a condition.
_CONDITION = expression(r"(?:率|满意度|达到?|[做干]到|完成|不足|低于)[^,;。\n%\d付拨款]{0,6}$")
_LIMIT = expression(r"(?:不(?:得|应)?(?:超过|高于|大于)|最高|最多|上限)[^,;。\n%\d]{0,4}$")
_SHARED = expression(r"各|分别|均")
_YUAN = expression(rf"[\d{CHINESE}][ \t]?[万千]?元")
_UNIT = expression(r"[^。;\n]+")
_BETWEEN = expression(r"[,、|\t]")
# 30%（签约）.
_IN_BRACKETS = expression(r"[ ]?\([^()\n]{1,20}\)")
_TABLE_HEAD = expression(r"比例|占比|百分比|金额|时间|期次|节点")
_ROW_WORDS = expression(r"[款期付]")
_WITHIN = expression(
    rf"(?<!\d[.,])(?<![\d点至到~\-{CHINESE}])(?P<count>{FIGURE})[ \t]?个?(?P<half>半)?[ \t]?"
    r"(?P<unit>工作日|日|天|月)(?:内|以内|之内)"
)
_WORKING = expression(r"工作日|[周月]内|[一二三两]个月(?:内|之内|以内)")
_DAYS_SAID = expression(r"工作日|[日天月周](?:内|以内|之内)")
# How far a further sentence about payments may stand while they do not make a hundred.
_FAR, MOST_SHOWN, MOST_PARTS = 400, 400, 8


@dataclass(frozen=True)
class _Row:
    """One payment at ``start`` to ``end``; ``share`` None where it was not read, 0 for all that is left; ``said`` is
    where the share stands."""

    start: int
    end: int
    share: Decimal | None = None
    said: tuple[int, int] = (0, 0)
    basis: str = ""
    days: int | None = None
    days_lost: bool = False
    unclear: bool = False


def payments(source: Source) -> Iterator[Found]:
    """The payment schedule. A row that was not read is told by its words; nothing stands for it."""
    runs = [_based(source.folded, _whole(run)) for run in _runs(source.folded)]
    if not runs:
        return
    first = next((run for run in runs if any(row.share for row in run)), runs[0])
    rows = _values(first)
    unread = tuple(source.words(row.start, row.end) for row in first if row.share is None)
    note = ""
    if unread:
        note = "not_read_whole"
    elif sum(row["share"] for row in rows) != _HUNDRED:
        note = "shares_not_100"
    elif any(_values(run) not in ([], rows) for run in runs):
        note = "several_values"
    elif any(row.unclear for row in first):
        note = "basis_unclear"
    elif any(row.days_lost for row in first) or _WORKING.search(source.folded, first[0].start, first[-1].end):
        note = "days_not_kept"
    place = first[0].start, min(first[-1].end, first[0].start + MOST_SHOWN)
    found = source.found("payment_schedule", rows or None, *place, Sure.GUESS if note else Sure.LIKELY, note)
    yield replace(found, unread=unread)


def _values(run: list[_Row]) -> list[dict[str, Any]]:
    return [
        {"share": row.share, "within_days": row.days, "basis": row.basis}
        for row in run
        if row.share is not None
    ]


def _whole(run: list[_Row]) -> list[_Row]:
    """The run with its last row counted where that is all that is left."""
    *before, last = run
    said = [row.share for row in before]
    left = _HUNDRED - sum(share or 0 for share in said)
    known = all(said) and 0 < left < _HUNDRED
    return [
        # 付清 behind other payments is all that is left, and everything where there are none.
        replace(row, share=left if row is last and known else None)
        if row.share == 0 or (row is last and row.share == _HUNDRED and before)
        else row
        for row in run
    ]


def _runs(folded: str) -> Iterator[list[_Row]]:
    """The payments that are said together: in one sentence, in lines below each other, or soon after."""
    run: list[_Row] = []
    within = False
    parts = [(part.start, part.end) for part in islice(about("payment", folded), MOST_PARTS)]
    for unit in _UNIT.finditer(folded):
        inside = any(start <= unit.start() < end or unit.start() < start < unit.end() for start, end in parts)
        if not within and not inside and not _PAY.search(unit[0]):
            continue
        if not unit[0].strip():
            continue
        heading = _HEADING.search(unit[0])
        rows = _rows(folded, *unit.span(), within=within or inside or bool(heading))
        near = within or (
            sum(row.share or 0 for row in run) < _HUNDRED and run and unit.start() - run[-1].end < _FAR
        )
        if rows and run and not near:
            yield run
            run = []
        run += rows
        within = bool(rows or heading or (within and _is_table(unit[0])))
    if run:
        yield run


def _is_table(unit: str) -> bool:
    return "|" in unit or "\t" in unit


def _rows(folded: str, start: int, end: int, *, within: bool) -> list[_Row]:
    """The payments of one sentence or line; ``within``: what stands before it spoke of them."""
    text = folded[start:end]
    said = [one for one in _SHARE.finditer(folded, start, end) if not _is_other(folded, start, one)]
    said = [one for at, one in enumerate(said) if not _is_condition(folded, start, said, at)]
    # 其余四成一次付清 is one payment of forty.
    said = [
        one
        for at, one in enumerate(said)
        if not (at and one["all"] and not _BETWEEN.search(folded, said[at - 1].end(), one.start()))
    ]
    if not said:
        return [_Row(start, end)] if _speaks(text, within=within) else []
    rows, begin = [], start
    for one, after in zip(said, [*said[1:], None], strict=True):
        cut = _BETWEEN.search(folded, one.end(), after.start()) if after else None
        behind = _IN_BRACKETS.match(folded, one.end(), end)
        stop = end if after is None else cut.start() if cut else behind.end() if behind else one.end()
        rows.append(_row(folded, begin, stop, one))
        begin = stop
    if not within and len(rows) == 1 and said[0]["all"] and not _ANY_BASIS.search(text):
        return []  # 一次性支付 of something else
    return rows


def _speaks(text: str, *, within: bool) -> bool:
    """Whether words without a share say when money comes: a row left empty, sums in yuan, 分三期支付."""
    heading = _HEADING.search(text)
    said = heading["value"] if heading else ""
    if said and not _NO_SCHEDULE.search(said) and not (_is_table(text) and _TABLE_HEAD.search(said)):
        return True
    if _OTHER.search(text):
        return False
    if within and _is_table(text) and not _TABLE_HEAD.search(text):
        first = re.split(r"[|\t]", text.strip(" |\t"))[0].strip()
        if topic_of(first) not in ("", "payment", "term"):
            return False
        return bool(_ANY_BASIS.search(text) or _ROW_WORDS.search(text))
    in_yuan = _YUAN.search(text) and _ANY_BASIS.search(text) and not re.search(r"每|/|单价", text)
    return bool(_IN_PARTS.search(text) or (in_yuan and _PAY.search(text)))


def _is_other(folded: str, start: int, one: re.Match[str]) -> bool:
    """Whether a share is one of something else than payments."""
    if _DEDUCTED.match(folded, one.end()):
        return True
    before = folded[max(start, one.start() - 60) : one.start()]
    return bool(_OTHER.search(before if _is_table(before) else re.split("[,、]", before)[-1]))


def _is_condition(folded: str, start: int, said: list[re.Match[str]], at: int) -> bool:
    if at + 1 == len(said) or not _CONDITION.search(
        folded, max(start, said[at].start() - 14), said[at].start()
    ):
        return False
    return re.fullmatch(r"[^,、]*[付拨][^,、]*", folded[said[at].end() : said[at + 1].start()]) is not None


def _row(folded: str, start: int, end: int, one: re.Match[str]) -> _Row:
    words = folded[start:end]
    days = _within(words)
    share = _share(folded, one)
    if _SHARED.search(words) or _LIMIT.search(folded, start, one.start()):
        share = None
    return _Row(
        start, end, share, one.span(), days=days, days_lost=days is None and bool(_DAYS_SAID.search(words))
    )


def _based(folded: str, run: list[_Row]) -> list[_Row]:
    """The run with after what each is paid; what names nothing that is known was not read."""
    made = []
    for row in run:
        place = _AT_LAST if row is run[-1] else _BEFORE
        basis = (
            _basis(folded[row.start : row.said[0]], folded[row.said[0] : row.end], place) if row.share else ""
        )
        share = row.share if basis else None
        # 中期核查，任务完成过半的: either may be meant.
        both = basis == "output" and _CHECKED.search(folded, row.start, row.end)
        unclear = basis.endswith("?") or bool(both)
        made.append(replace(row, basis=basis.rstrip("?"), share=share, unclear=unclear))
    return made


_CHECKED = expression(r"进度|中期|核查|核实|确认|阶段|考核|检查")


def _share(folded: str, one: re.Match[str]) -> Decimal | None:
    """Percent; 0 for all that is left, None for what is no single share."""
    if one["rest"] or one["all"]:
        return Decimal(0) if one["rest"] else _HUNDRED
    if one["half"]:
        return _HUNDRED / 2
    said = one["words"] or one["share"] or one["tenths"]
    value = figure(said.strip()) if said and not one["to"] else None
    if value is None or doubt_around(folded, *one.span()):
        return None
    value *= 10 if one["tenths"] else 1
    return value if 0 < value <= _HUNDRED and value == round(value, 2) else None


def _basis(before: str, after: str, place: str) -> str:
    """After what a share is paid: by the words nearest before it, else by those behind it."""
    parts = [*reversed(_BETWEEN.split(before)), after]
    for table in (_EVENTS, _PLACES):
        for part in parts:
            if code := next(
                (code for code, at, words in table if at in ("", place) and re.search(words, part)), ""
            ):
                return code
    return ""


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
