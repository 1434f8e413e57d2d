"""How many are chosen: a number, grades with a number each, or as many as the money lasts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE, figure
from procurement.reading import numbers
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import table_rows, under
from procurement.reading.outline import said
from procurement.reading.text import any_of

AS_MONEY_LASTS = "money"
_LABELS = (
    "征集数量 遴选数量 比选数量 立项数量 资助数量 拟立项数量 拟资助数量 项目数量 入选数量 选定数量 支持数量 "
    "名额 立项名额 选定家数 承接数量 拟选家数 项目数 项目个数 支持项目数 资助数 确定家数 "
    "资助名额 拟选数量 拟征集数量 遴选名额 入围数量 拟遴选数量 拟确定数量 承接主体数量 资助项目数 成交供应商数量 "
    "拟入围供应商数量 入围供应商数量 中选单位数量 招募几家 选几家 招几家 中选家数 承接单位数量 成交家数 入选单位数量"
)
_CHOOSE = any_of(
    "征集 遴选 选定 选取 选出 选择 确定 评选 评出 资助 支持 立项 择优 比选 入围 入选 录取 产生 扶持 补助 选拔 "
    "委托 招募 取 分给 "
    "授予 共设 设立 购买 选 签约 录用 聘用 安排 请 寻找 需要 招选 共建 择定 中选 选聘 聘请 择取 选聘"
)
_WHOM = (
    r"(?:个名额|[个名家](?:(?:实施|承接|申报|承担)主体|中标人|成交人|中选人|成交供应商|供应商|服务商|合作(?:伙伴|单位|方)|实施(?:单位|"
    r"机构)|承接(?:单位|机构|方|主体)|"
    r"执行(?:单位|机构)|服务(?:单位|机构)|入围(?:单位|机构|供应商)|伙伴)|个?(?:公益|服务|优秀|申报|防艾|"
    r"创投|微|小|社区|试点)*(?:项目|社会组织|机构|组织|单位|供应商|"
    r"承接主体|承接方|成交人|"
    r"中选人|承接单位|申报主体|团队)(?:承接)?|家|名(?=[,。;)\n]|$|为|承)|个(?=[,。;:、()\n]|$|左右|以内|以上)|项(?!目)|支|个(?=[“\"《]))"
)
_FIGURE = rf"(?:(?<![\d.])\d{{1,3}}(?![\d.,]\d|\d)|[{CHINESE}]{{1,4}})"
_MORE = rf"(?P<to>[ \t]?(?:至|到|-|~|—)[ \t]?{_FIGURE})?"
_UNSURE_BEFORE = expression(r"(?:约|不少于|至少|不低于|近|超过)[ \t]?$")
_AT_MOST = expression(r"(?:不超过|最多|至多|不多于)(?:支持|资助|遴选|选定|选择|立项|扶持|确定)?[ \t]?$")
_UNSURE_AFTER = expression(r"[ \t]?(?:左右|上下|以上|以内|余)")
_BEHIND = expression(
    rf"(?:{_CHOOSE})(?:[^。;\n\d{CHINESE}]|[一-十](?![家个项支])){{0,16}}?(?P<count>{_FIGURE}){_MORE}[ \t]?"
    rf"(?P<unit>{_WHOM})|(?P<before>机构|单位|组织|项目|供应商|承接方|承办人|"
    rf"成交人|中选人|得分最高者?的?|共)(?P<count2>{_FIGURE})(?!\d)[ \t]?(?:家|名(?=[,。;\n]|$)|个(?=[,。;]))"
)
# The best one, said without a count: 得分最高的一家为承接单位, 取第一名, 由一家承接.
_BEST_ONE = expression(
    r"(?:得分|综合|评分|总分|排名|分数)[^。;,\n]{0,6}(?:最高|居首|第一)(?:的|"
    r"者)?(?:[一1][家名])?[^。;,\n]{0,6}?(?:为|即|确定|成交|中选|承接|签)|"
    r"前(?P<first>[\d一二三四五六])(?:[名家位](?:的)?|(?=的|者|机构))[^。;,\n]{0,10}(?:中选|入选|成交|承接|立项|入围)|[取选定]第[一1]名|[由交][一1]家[^。;,\n]{0,8}?承[接担办]"
)
_ONE_SAID = expression(r"[一1][家名]|第[一1]名")
_ITEMS = expression(
    rf"(?P<count>{_FIGURE}){_MORE}[ \t]?(?:(?P<unit>{_WHOM})|(?![ ]?[\d万千百元%年月日人次点]))"
)
# 数量：不超过三家.
_OF_FIRMS = expression(rf"(?:不超过|最多|至多|约)?[ ]?(?P<count>{_FIGURE}){_MORE}[ ]?家")
_MONEY = r"(?:资金|经费|预算|额度|总额|款项)"
_USED_UP = r"(?:用完|资助完|发完|用尽|使用完毕|分配完毕?|安排完毕?|拨完|用罄)"
_MONEY_LASTS = expression(
    r"(?:钱|款|资金|经费)[^。;,\n]{0,3}[批用发花拨]完[^。;,\n]{0,4}(?:停|止)|"
    rf"(?:额满|{_MONEY}{_USED_UP}|{_USED_UP})[^。;\n]{{0,4}}(?:为止|即止|后不再|截止)|(?:不限|不设|"
    rf"不作限制)(?:项目|立项|资助)?(?:数量|个数|名额|家数|数)|"
    rf"(?:项目|立项|资助|支持)?(?:数量|个数|名额|家数)(?:不限|不设(?:上限|限制)?|不作限制)|(?:直至|直到|"
    rf"至){_MONEY}[^。;\n]{{0,4}}{_USED_UP}|"
    rf"(?:视|根据|按)[^。;\n]{{0,12}}{_MONEY}[^。;\n]{{0,8}}(?:确定|安排)[^。;\n]{{0,6}}(?:数量|个数|名额)"
)
# 项目数量根据申报质量和资金总额确定.
_BY_MERIT = expression(
    r"(?:数量|个数|名额|家数)[^。;,\n\d]{0,6}(?:视|根据|按)[^。;\n]{0,16}(?:确定|安排|而定)"
)
# How many one applicant may hand in, how many experts judge, how many a method needs.
_OTHER = expression(
    r"(?:每[^。;\n,]{0,10}(?:申报|限报|申请|承担|中标|成交|限|参加|实施|推荐)|限报|只能|限[申填]|"
    r"最多(?:申报|可?中|成交|兼)|专家|评委|评审小组|副本|正本|报价|成员|推荐|"
    r"递交|候选|近\S{1,2}年|(?:曾|已|实施|承担|承接|完成|开展|参与)过|至少\S{0,3}(?:参加|有|具)|不足|(?<!不)少于|[可任]选)[^。;\n]{0,12}$"
)
_EARLIER = expression(
    r"(?:去年|往年|上年度?|上一年度?|累计|前[一二三四五两]届|往届|以来|"
    r"(?<!\d)20\d\d年(?:度)?(?:共|已|累计|曾|立项))[^。;\n]{0,12}$"
)
# 请一家登记的机构做托管, 由一家作为合同方.
_OF_HOST = expression(
    r"[^。;,\n]{0,14}?(?:托管|代管|挂靠|担保|代为|合同方|牵头|评审|评委|专家|官员|联络员|负责人)"
)
# One of each of several: how many there are in all is not said.
_OF_EACH = expression(
    r"每(?:个|一)?(?:项(?:服务|目|工作)?|方向|类|领域|县|县区|区县|乡镇|街道|社区|片区|州市|市|人群|主题|档|标段|包)[^。;\n,]{0,10}$|各[^。;\n,]{0,3}$|[特一二三四]等奖?[^。;\n,]{0,2}$"
)
_OF_LOT = expression(
    r"(?:每(?:个)?|各|该)(?:采购包|标包|分包|标段|包件|包)[^。;\n,]{0,10}$|(?:包|标段)[^。;\n,]{0,4}$"
)
_GRADE = expression(
    rf"(?P<name>[\u4e00-\u9fffA-Z]{{1,12}}?(?:项目|类|级|档))[ \t]{{0,2}}[:(（,]?[ \t]{{0,2}}"
    rf"(?:拟|计划|共)?(?:资助|支持|立项|设|评选)?(?:不超过|约)?[ \t]?(?P<count>{_FIGURE})[ \t]?(?:个|项|家)(?![年月])"
)
_STOP = expression(r"[。\n]")
# A grade to a line or a clause: one number of awards and one sum for each.
_PIECES = tuple(expression(rf"[^{ends}]+") for ends in (r"\n", r";\n", r"。;\n"))
_OF_GRADE = expression(
    rf"(?<![\d{CHINESE}])(?P<count>{_FIGURE})[ \t]?[个家支项](?=[,。;:)(左]|$)(?P<about>左右)?"
)
_GRADE_NAME = expression(
    r"[ \t]*(?:\(?[一二三四五六七八九十\d]{1,2}[)、.][ ]?|[A-Z]档[:]?|【[^】\n]{1,4}】|[①-⑳])?[“\"]?"
    r"(?P<name>[\u4e00-\u9fffⅠⅡⅢⅣⅤA-Z]{1,12})[”\"]?类?[:,(拟]"
)
_HEADS = (
    ("name", expression(r"档|等级|类别|级别|项目类型|类型")),
    ("awards", expression(r"(?:数量|名额|个数|项目数|拟资助数)")),
    ("largest", expression(r".{0,8}(?:上限|金额|额度|标准|最高|经费)")),
)


def awards(source: Source, lots: Found | None) -> Iterator[Found]:
    """Number of awards, and the grades where they are several; with the number the fields of a draft that hold it."""
    for one in _awards(source, lots):
        yield one
        if one.field == "awards" and one.value is not None:
            by = "money" if one.value == AS_MONEY_LASTS else "one" if one.value == 1 else "number"
            yield replace(one, field="awards_by", value=by)
            if by == "number":
                yield replace(one, field="max_awards", value=one.value)


def _awards(source: Source, lots: Found | None) -> Iterator[Found]:
    grades = _table(source) or list(_grades(source))
    if len(grades) < 2 and not lots:
        grades = _by_clause(source)
    if len(grades) > 1:
        yield from _of_grades(source, grades)
        return
    counts = [one for one in _counts(source) if one]
    money = _MONEY_LASTS.search(source.folded)
    if not counts and not money and (open_ := _BY_MERIT.search(source.folded)):
        yield source.found("awards", AS_MONEY_LASTS, *open_.span(), Sure.GUESS, "from_words")
        return
    plain = [one for one in counts if one.value is not None or one.note != "of_each"]
    # 每县选1家，共选3家: the number is said.
    counts = plain or counts or list(_best(source))
    values = list(dict.fromkeys(one.value for one in counts))
    if money and not values:
        # In a framework all who qualify may be let in, and none is paid for it.
        framework = "框架协议" in source.folded
        yield source.found(
            "awards", AS_MONEY_LASTS, *money.span(),
            Sure.GUESS if framework else Sure.LIKELY, "from_words" if framework else "",
        )  # fmt: skip
    elif len(values) == 1 and (not money or values == [AS_MONEY_LASTS]):
        yield replace(counts[0], sure=Sure.GUESS, note="of_each") if lots else counts[0]
    elif values:
        others = tuple(value for value in values if value is not None)
        first = next((one for one in counts if one.value is not None), counts[0])
        yield source.found("awards", None, first.start, first.end, Sure.GUESS, "several_values", others)


def _of_grades(source: Source, grades: list[tuple[dict[str, Any], int, int]]) -> Iterator[Found]:
    """The grades, and the sum of their awards: certain where the text says it too."""
    rows = [row for row, _, _ in grades]
    start, end = grades[0][1], grades[-1][2]
    total = sum(row["awards"] for row in rows)
    roughly = [row.pop("about", False) for row in rows]
    rough = any(roughly)
    yield source.found(
        "grades", rows, start, end, Sure.GUESS if rough else Sure.LIKELY, "about" if rough else ""
    )
    stated = re.search(
        rf"(?:共|合计|总计|资助|支持|设立)[^。;,\n\d]{{0,8}}{total}[ ]?[个家项支]", source.folded
    )
    note = "about" if rough else "" if stated else "of_grades"
    yield source.found(
        "awards", total, start, min(end, start + 400), Sure.GUESS if note else Sure.LIKELY, note
    )


def _best(source: Source) -> Iterator[Found]:
    """The best one, or the first so many; asked about where no count is said."""
    best = _BEST_ONE.search(source.folded)
    if not best or _OF_EACH.search(source.folded[max(0, best.start() - 12) : best.start()]):
        return
    number = int(figure(best["first"]) or 1) if best["first"] else 1
    counted = best["first"] or (_ONE_SAID.search(best[0]) and best[0][0] not in "由交")
    sure, note = (Sure.LIKELY, "") if counted else (Sure.GUESS, "from_words")
    yield source.found("awards", number, *best.span(), sure, note)


def _counts(source: Source) -> Iterator[Found | None]:
    for one in (
        *under(_LABELS, source.folded),
        *(one for one in said("awards", source.folded) if len(one.text) < 40),
    ):
        if match := _ITEMS.search(source.folded, one.start, one.end):
            yield _count(source, match, "count", Sure.SURE)
        elif _MONEY_LASTS.search(one.text):
            yield source.found("awards", AS_MONEY_LASTS, one.start, one.end)
    for one in under("数量", source.folded):
        if match := _OF_FIRMS.match(source.folded, one.start, one.end):
            yield _count(source, match, "count", Sure.LIKELY)
    for match in _BEHIND.finditer(source.folded):
        group = "count" if match["count"] else "count2"
        clause = source.folded[max(0, match.start(group) - 24) : match.start(group)]
        head = source.folded[max(0, match.start() - 14) : match.start()]
        clause = re.split(r"[。;\n]", clause)[-1]
        if group == "count2" and not re.search(rf"{_CHOOSE}|(?:供应商|承接(?:主体|方|单位))[:]", clause):
            continue
        if _OF_EACH.search(clause) or _OF_LOT.search(clause):
            yield source.found("awards", None, *match.span(), Sure.GUESS, "of_each")
        elif _OF_HOST.match(source.folded, match.end()):
            continue
        elif not (
            _EARLIER.search(clause)
            or _OTHER.search(clause.split(",")[-1])
            or _OTHER.search(re.split(r"[。;\n,]", head)[-1])
        ):
            yield _count(source, match, group, Sure.LIKELY)


def _count(source: Source, match: re.Match[str], group: str, sure: Sure) -> Found | None:
    value = figure(match[group])
    if value is None or not 0 < value <= 500 or value != int(value):
        return None
    before = source.folded[max(0, match.start(group) - 8) : match.start(group)]
    if group == "count" and match["to"]:
        return source.found("awards", None, *match.span(), Sure.GUESS, "no_single_count")
    unsure = _UNSURE_BEFORE.search(before) or _AT_MOST.search(before)
    if unsure or _UNSURE_AFTER.match(source.folded, match.end()):
        return source.found("awards", int(value), *match.span(), Sure.GUESS, "about")
    return source.found("awards", int(value), *match.span(), sure)


def _table(source: Source) -> list[tuple[dict[str, Any], int, int]]:
    """档次 | 数量 | 每个上限, a row a grade."""
    rows = table_rows(source.folded)
    for at, head in enumerate(rows):
        words = [source.folded[slice(*cell)].strip() for cell in head]
        kinds = [next((kind for kind, names in _HEADS if names.match(word)), "") for word in words]
        if not {"name", "awards", "largest"} <= set(kinds):
            continue
        unit = re.search(r"\(([^()]{1,6})\)", words[kinds.index("largest")])
        made = []
        for row in rows[at + 1 :]:
            if len(row) != len(head):
                break
            cells = dict(zip(kinds, row, strict=True))
            count = figure(source.folded[slice(*cells["awards"])].strip().rstrip("个家项"))
            said = list(numbers.amounts(source.folded, *cells["largest"], unit=unit[1] if unit else ""))
            if not count or len(said) != 1:
                break
            name = source.text[slice(*cells["name"])].strip()
            made.append(
                ({"name": name, "awards": int(count), "largest": said[0].yuan}, row[0][0], row[-1][1])
            )
        if len(made) > 1:
            return made
    return []


def _grades(source: Source) -> Iterator[tuple[dict[str, Any], int, int]]:
    """重点项目5个，每个不超过10万元: its name, number and largest sum."""
    marks = list(_GRADE.finditer(source.folded))
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        stop = _STOP.search(source.folded, mark.end())
        end = min(
            stop.start() if stop else len(source.folded), after.start() if after else len(source.folded)
        )
        sums = [one for one in numbers.amounts(source.folded, mark.end(), end) if one.doubt in ("", "each")]
        count = figure(mark["count"])
        if len(sums) == 1 and count and count == int(count):
            row = {
                "name": source.text[slice(*mark.span("name"))],
                "awards": int(count),
                "largest": sums[0].yuan,
            }
            yield row, mark.start(), sums[0].end


def _by_clause(source: Source) -> list[tuple[dict[str, Any], int, int]]:
    """The longest run of clauses that each give a name, one number of awards and one sum."""
    best: list[tuple[dict[str, Any], int, int]] = []
    for pieces in _PIECES:
        run: list[tuple[dict[str, Any], int, int]] = []
        for piece in pieces.finditer(source.folded):
            if row := _grade_of(source, *piece.span()):
                run.append(row)
            elif piece[0].strip():
                best, run = max(best, run, key=len), []
        best = max(best, run, key=len)
    return best


def _grade_of(source: Source, start: int, end: int) -> tuple[dict[str, Any], int, int] | None:
    name = _GRADE_NAME.match(source.folded, start, end)
    counts = [
        one
        for one in _OF_GRADE.finditer(source.folded, start, end)
        if not _UNSURE_BEFORE.search(source.folded[max(start, one.start() - 5) : one.start()])
    ]
    said = [one for one in numbers.amounts(source.folded, start, end) if one.doubt in ("", "each")]
    if not name or len(counts) != 1 or len(said) != 1:
        return None
    count = figure(counts[0]["count"])
    if not count or count != int(count):
        return None
    row = {"name": source.text[slice(*name.span("name"))], "awards": int(count), "largest": said[0].yuan}
    return row | ({"about": True} if counts[0]["about"] else {}), start, end


def smallest(source: Source) -> Iterator[Found]:
    """每个项目资助2万元至5万元: the smaller of the two."""
    for match in _EACH_RANGE.finditer(source.folded):
        said = [one.yuan for one in numbers.amounts(source.folded, match.start("from"), match.end())]
        if len(said) >= 2:
            low, high = min(said), max(said)
            yield source.found("smallest_award", low, *match.span(), Sure.LIKELY)
            yield source.found("largest_award", high, *match.span(), Sure.LIKELY)
            return


_EACH_RANGE = expression(
    r"(?:每个项目|单个项目|每家|每个组织|单项|每个|"
    r"每项)[^。;\n\d]{0,12}(?P<from>\d[\d.,]*[ ]?万?元?)[ ]?(?:至|到|-|~)[ ]?\d[\d.,]*[ ]?万?元"
)
