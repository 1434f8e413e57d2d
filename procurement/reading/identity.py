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
_ORGANISATION = r"[\u4e00-\u9fff()]{2,40}?" + any_of(
    "局 委员会 卫健委 卫生健康委 健康委 办公室 管委会 办事处 人民政府 政府 中心 医院 学校 "
    "大学 学院 海关 厅 总站 站 协会 "
    "联合会 总会 院 所 公司 分局机关 机关 支队 妇联 团委"
)
_BEFORE_VERB = re.compile(rf"({_ORGANISATION})(?=关于|拟|将|现就|现对|20\d\d年|[\"“《])")
BUYER_PART = re.compile(rf"{spaced('采购人信息 采购人联系方式 采购单位信息 征集人信息 招标人信息')}")


def title(source: Source) -> Iterator[Found]:
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
