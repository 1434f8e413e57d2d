"""Who buys and under which name and number: title, kind of notice, buyer."""

import re
from collections.abc import Iterator

from procurement.kinds import KINDS
from procurement.reading.found import Found, Source, Sure
from procurement.reading.text import Passage, any_of, lines, spaced, trimmed, under

MOST_TITLE = 160
_NOTICE_WORD = any_of("公告 公示 通知 公告书 启事 邀请书 邀请函 函")
_KINDS = [(one.code, re.compile(one.title_pattern)) for one in KINDS.values() if one.title_pattern]
_GENERAL_WORDS = any_of(
    "项目 政府 采购 招标 公开 竞争性 磋商 谈判 询价 比选 遴选 申报 征集 中标 成交 结果 废标 终止 更正"
)
_GENERIC = re.compile(rf"(?:{_GENERAL_WORDS}|[()\[\]、\-])*{_NOTICE_WORD}")
_HEADINGS = re.compile(r"项目概况|[一二三四五六七八九十]{1,3}、|\(一\)|\d[.、]")
# A line that gives the name, in its own row or in the one below.
_OWN_LINE = re.compile(
    r"^[ \t|*#]{0,8}(?:(?:\d{1,2}[.、)]|\(?[一二三四五六七八九十\d]{1,3}[)、.])[ \t]{0,4}){0,2}[ \t|]{0,4}"
    rf"{spaced('采购项目名称 招标项目名称 申报项目名称 服务项目名称 项目名称')}[ \t*]{{0,4}}"
    r"(?:[:|][ \t|*]{0,6}|\t[ \t|]{0,6})(?:\n[ \t]{0,8}(?=[^\n:|\t]{6,160}$)(?![一二三四五六七八九十\d]{1,3}[、.]))?"
    r"(?P<name>[^\n|\t]{1,300})",
    re.MULTILINE,
)
_NEXT_LABEL = re.compile(r"[ ,;。(][ ]{0,4}[\u4e00-\u9fff][\u4e00-\u9fff()/]{1,11}:|[。;]|[ ]{2,}")
_NO_NAME = re.compile(
    r"__|[:|]|^(?:预算|采购方式|项目编号|详见|见附件|\(?(?:填写|请填|盖章))|"
    # The next column of a heading row.
    r"^.{0,10}(?:概况|内容|金额|数量|单位|时间|地点|方式|名称|备注|编号|要求|期限|限价|需求|来源|负责人|电话|联系人)(?:\(.{0,6}\))?$"
)
_ORGANISATION = r"[\u4e00-\u9fff()]{2,40}?" + any_of(
    "局 委员会 卫健委 卫生健康委 健康委 办公室 管委会 办事处 人民政府 政府 中心 医院 学校 "
    "大学 学院 海关 厅 总站 站 协会 "
    "联合会 总会 院 所 公司 分局机关 机关 支队 妇联 团委"
)
_BEFORE_VERB = re.compile(rf"({_ORGANISATION})(?=关于|拟|将|现就|现对|20\d\d年|[\"“《])")
BUYER_PART = re.compile(rf"{spaced('采购人信息 采购人联系方式 采购单位信息 征集人信息 招标人信息')}")


def title(source: Source, headline: Found | None) -> Iterator[Found]:
    """The project's name where a line says it, else the ``headline``."""
    said = [one for match in _OWN_LINE.finditer(source.folded) if (one := _own_name(source, match))]
    names = tuple(dict.fromkeys(_words(source, one) for one in said))
    if len(names) == 1:
        yield source.found("title_zh", names[0], said[0].start, said[0].end)
    elif names:
        end = said[-1].end if said[-1].end - said[0].start <= MOST_TITLE else said[0].end
        yield source.found("title_zh", None, said[0].start, end, Sure.GUESS, "several_values", names)
    elif headline:
        yield headline


def _own_name(source: Source, match: re.Match[str]) -> Passage | None:
    """The name a line gives, without what it says of something else."""
    start, end = match.span("name")
    if cut := _NEXT_LABEL.search(source.folded, start, end):
        end = cut.start()
    one = trimmed(source.folded, start, end, whole=True)
    is_name = 4 <= len(one.text) <= MOST_TITLE and not _NO_NAME.search(one.text)
    return one if is_name and re.search(r"[\u4e00-\u9fff]", one.text) else None


def headline(source: Source) -> Iterator[Found]:
    """The title line; a project's name where the text has none or a general one."""
    first = next(lines(source.folded), None)
    heading = _heading(source, first) if first else None
    named = _project_name(source)
    if heading and not _GENERIC.fullmatch(heading.text):
        yield source.found("title_zh", _words(source, heading), heading.start, heading.end)
    elif named and heading:
        whole = _words(source, named) + _words(source, heading)
        yield source.found("title_zh", whole, named.start, named.end, Sure.LIKELY)
    elif named:
        yield source.found("title_zh", _words(source, named), named.start, named.end, Sure.LIKELY)
    elif heading or (first and len(first.text) <= 60 and not _HEADINGS.match(first.text)):
        line = heading or first
        assert line is not None
        yield source.found("title_zh", _words(source, line), line.start, line.end, Sure.GUESS)


def _heading(source: Source, first: Passage) -> Passage | None:
    """The first line, or its first run of words, if it ends as a notice's title does."""
    for end in (first.end, *(_run_end(source, first),)):
        one = trimmed(source.folded, first.start, end, whole=True)
        if (
            one.text
            and len(one.text) <= MOST_TITLE
            and re.search(rf"{_NOTICE_WORD}(?:\(.{{1,12}}\))?$", one.text)
        ):
            return one
    return None


def _run_end(source: Source, first: Passage) -> int:
    blank = re.search(r"[ \t]", first.text)
    return first.start + blank.start() if blank else first.end


def _project_name(source: Source) -> Passage | None:
    for one in under("公告名称 采购项目名称 项目名称", source.folded):
        if 4 <= len(one.text) <= MOST_TITLE and not one.text.startswith(("预算", "采购方式", "项目编号")):
            return one
    return None


def _words(source: Source, one: Passage) -> str:
    """The words as they were typed."""
    return source.text[one.start : one.end]


def kind(source: Source, heading: Found | None) -> str:
    """``call`` or the code of another notice, by the title, else by the first hundred characters."""
    said = heading.passage if heading else ""
    first = next(lines(source.folded), None)
    for words in (said, first.text[:100] if first else ""):
        for code, pattern in _KINDS:
            if pattern.search(words):
                return code
    return "call"


def project_number(source: Source) -> Iterator[Found]:
    labels = "采购项目编号 项目编号 采购编号 招标编号 项目号 采购计划编号"
    for one in under(labels, source.folded):
        match = re.match(r"[A-Za-z0-9\u4e00-\u9fff()\[\]〔〕_\-/.]{3,60}", one.text)
        if match and re.search(r"\d", match[0]):
            end = one.start + match.end()
            yield source.found("project_no", source.text[one.start : end].strip(), one.start, end)
            return


def buyer(source: Source, heading: Found | None) -> Iterator[Found]:
    """The purchasing body by its own label, the title's beginning, the source line or the signature."""
    for one, sure in _buyers(source, heading):
        match = re.match(_ORGANISATION + r"(?![\u4e00-\u9fff])", one.text) or re.fullmatch(
            r"[\u4e00-\u9fff()]{4,40}", one.text
        )
        if match:
            end = one.start + match.end()
            yield source.found("buyer_name", source.text[one.start : end], one.start, end, sure)
            return


def _buyers(source: Source, heading: Found | None) -> Iterator[tuple[Passage, Sure]]:
    folded = source.folded
    part = BUYER_PART.search(folded)
    if part:
        for one in under("名称", folded, start=part.end(), end=part.end() + 120):
            yield one, Sure.SURE
    for one in under("采购人名称 采购人 采购单位 购买主体 购买单位 招标人 征集单位 比选人 主办单位", folded):
        yield one, Sure.SURE
    if heading:
        match = _BEFORE_VERB.match(folded, heading.start, heading.end)
        if match:
            yield trimmed(folded, *match.span(1), whole=True), Sure.SURE
    for one in under("来源 发布单位 发布机构 发文单位", folded):
        yield one, Sure.LIKELY
    for one in list(lines(folded))[-6:]:
        if len(one.text) <= 40 and re.fullmatch(_ORGANISATION, one.text):
            yield one, Sure.LIKELY
