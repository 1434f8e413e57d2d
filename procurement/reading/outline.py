"""The parts of a call by their headings: 三、服务内容, （二）资格条件, 4.付款方式, and lines that are a heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from portal.ground.expression import expression
from procurement.reading.text import Passage, trimmed
from procurement.reading.topics import topic_of

_NUMBER = r"[一二三四五六七八九十百零〇]{1,4}"
# What begins a part, the higher level first; an Arabic figure with a point or comma behind it, but no sum and no day.
_SIGNS = (
    expression(
        rf"[ \t|*#]{{0,8}}(?:第?{_NUMBER}(?:[、.．]|章|节|部分|条)|"
        rf"[甲乙丙丁戊己庚辛壬癸壹贰叁肆伍陆柒捌玖拾][、. ])[ \t]{{0,4}}"
    ),
    expression(
        rf"[ \t|*#]{{0,8}}(?:\([ \t]?{_NUMBER}[ \t]?\)[ \t]{{0,4}}[、.]?|"
        rf"[□■●◆◇◎▶▲★☆♦\U0001F300-\U0001FAFF][\ufe0f]?[ \t]{{0,3}}|[【〖](?=[^】〗\d\n]{{2,12}}[】〗])|"
        # A. 想买的服务 on a line of its own.
        rf"[A-Z][.、．][ \t]{{0,4}}(?=[\u4e00-\u9fff]{{2,10}}[ \t]*(?:\n|$)))"
    ),
    expression(
        r"[ \t|*#]{0,8}(?:\d{1,2}(?:[、．]|\.(?!\d))[ \t]{0,4}|"
        # 1 资金 on a line of its own.
        r"\d{1,2}[ ]{1,3}(?=[\u4e00-\u9fff]{2,12}(?:\([^()\n]{1,12}\))?[ \t]*(?:\n|$)))"
    ),
    expression(
        r"[ \t|*#]{0,8}(?:\d{1,2}\.\d{1,2}(?!\d)|\d{1,2}-\d{1,2}(?=[ 、.])|\(\d{1,2}\)|\d{1,2}\)|[①-⑳])[、.]?[ \t]{0,4}"
    ),
)
UNNUMBERED = len(_SIGNS)
# 第一章 holds its 第一条, and 第一节 does.
_CHAPTER, _PART = (
    expression(r"[ \t|*#]*第?[^、条]{1,4}(?:章|部分)"),
    expression(r"[ \t|*#]*第?[^、条]{1,4}节"),
)
_BULLETS = tuple("□■●◆◇◎▶▲★☆♦【〖")
MOST_SECTIONS = 400
# On one line with what stands before it: a part begins behind the end of a sentence or a run of blanks.
_BEGINS_INLINE = expression(
    rf"(?<=[。;])[ \t]{{0,4}}(?=\d{{1,2}}[.、][\u4e00-\u9fff]{{2,10}}:)|(?=[【〖][\u4e00-\u9fff]{{2,10}}[】〗])|"
    rf"(?<=[。;!?)\]])[ \t]{{0,4}}(?={_NUMBER}、)|[ \t]{{2,12}}(?={_NUMBER}、|\({_NUMBER}\)|\d{{1,2}}、)"
)
_LABEL = expression(
    r"[\u4e00-\u9fff()、]{2,8}(?=[ \t](?![ \t]*[:|]))|"
    r"[^\n:。;|\t】〗]{1,30}?(?=[ \t]{0,3}(?:[:\n。;|\t】〗?]|[ \t]{2}|$))"
)
# A line that is nothing but the name of a part.
_ALONE = expression(
    r"[ \t【\[]{0,6}[\u4e00-\u9fff][\u4e00-\u9fff()/、与和及 ]{1,17}[】\]]?[ \t]{0,4}:?[ \t]{0,4}"
)
_PART_WORDS = expression(
    r"(?:概况|简介|背景|目的|目标|内容|要求|需求|范围|任务|指标|对象|条件|资格|主体|经费|预算|资金|金额|周期|期限|时间|"
    r"地点|方式|程序|流程|办法|标准|评审|评分|付款|支付|拨付|材料|资料|联系|咨询|附件|其他|事项|数量|名额|"
    r"领域|方向|说明|"
    r"文件|保证金|限价|编号|名称|采购人|代理机构|招标人|监督|公示|补充|截止|售价|联合体投标|控制价|"
    r"多少钱)(?:\([^()]{1,8}\))?[】\] ]*:?[ \t]*$"
)


def begins_part(line: str) -> bool:
    """Whether a line begins with the sign of a part."""
    return any(sign.match(line) for sign in _SIGNS)


@dataclass(frozen=True)
class Section:
    """A part: ``label`` is the words of its heading, ``start`` to ``end`` what it says, its own parts within it.
    ``level`` 0 is 一、, 1 is （一）, 2 is 1., 3 below; what is above 一、 is less; :data:`UNNUMBERED` a heading without
    a sign."""

    label: str
    level: int
    head: int
    start: int
    end: int


@lru_cache(maxsize=4)
def sections(folded: str) -> tuple[Section, ...]:
    """All parts in the order of the text."""
    heads = list(islice(_heads(folded), MOST_SECTIONS))
    made, outer = [], -1
    for at, (level, head, label, start) in enumerate(heads):
        outer = outer if level == UNNUMBERED else level
        end = next((later[1] for later in heads[at + 1 :] if _ends(level, outer, later[0])), len(folded))
        one = trimmed(folded, start, end, whole=True)
        made.append(Section(label, level, head, one.start, max(one.end, one.start)))
    return tuple(made)


def _ends(level: int, outer: int, other: int) -> bool:
    """Whether a part of level ``other`` ends one of ``level``; one without a sign ends at the next, and with the part
    of level ``outer`` that it stands in."""
    if level == UNNUMBERED:
        return other == UNNUMBERED or other <= outer
    return other <= level


def _heads(folded: str) -> Iterator[tuple[int, int, str, int]]:
    """Level, place, words and end of every heading."""
    first = next((start for start, _ in _starts(folded) if _SIGNS[0].match(folded, start)), None)
    lone, outer = first is None, False
    for start, end in _starts(folded):
        for level, sign in enumerate(_SIGNS):
            if match := sign.match(folded, start, end):
                label = _LABEL.match(folded, match.end(), end)
                words = re.sub(r"[ \t]", "", label[0]).strip(":【】〖〗") if label else ""
                begin = label.end() if label else match.end()
                # A sentence behind its number is what the part says, no heading of it.
                if re.search(r"[,!?]", words) or not words:
                    words, begin = "", match.end()
                # A bullet before a name of a part stands as （一） does; before anything else it is an item.
                item = level == 1 and folded[match.start() : match.end()].strip()[:1] in _BULLETS
                if item:
                    # ◆ before the first 一、 of the text is above it, alone on its line or about something known.
                    outer = outer or (first is not None and start < first and bool(topic_of(words)))
                    alone = bool(words) and len(words) <= 8 and not folded[begin:end].strip()
                    level = (-1 if outer else 1) if topic_of(words) or (alone and outer) else 3
                elif level == 0 and (above := _CHAPTER.match(match[0]) or _PART.match(match[0])):
                    level = -2 if above.re is _CHAPTER else -1
                yield level, start, words, begin
                break
        else:
            line = folded[start:end]
            if asked := _ASKED.match(line):
                yield UNNUMBERED, start, asked["label"], start + asked.end()
            elif (
                _ALONE.fullmatch(line)
                and _names_part(line)
                and (lone or len(line.strip()) <= 10)
                and not _BELOW_NUMBER.search(folded, max(0, start - 8), start)
            ):
                yield UNNUMBERED, start, line.strip(" \t:【】[]"), end


def _names_part(line: str) -> bool:
    words = re.sub(r"[ \t]", "", line)
    return bool(_PART_WORDS.search(words) or (len(words) <= MOST_ALONE and topic_of(words.strip(":【】[]"))))


MOST_ALONE = 8
# The cells of a table, each on its line: 4, 资料.
_BELOW_NUMBER = expression(r"\n[ \t]*\d{1,2}[ \t]*\n[ \t]*$")
# 问：要做哪些事？
_ASKED = expression(r"[ \t]*问[:][ \t]*(?P<label>[^\n?。]{2,30}[?。]?)")


def _starts(folded: str) -> Iterator[tuple[int, int]]:
    """Where a heading may begin: every line, and behind a sentence on the same line."""
    at = 0
    while at < len(folded):
        stop = folded.find("\n", at)
        stop = len(folded) if stop < 0 else stop
        begins = [at, *(match.end() for match in _BEGINS_INLINE.finditer(folded, at, stop))]
        for begin, after in zip(begins, [*begins[1:], stop], strict=True):
            if folded[begin:after].strip():
                yield begin, after
        at = stop + 1


# A label in a line, wherever it stands: 项目起止时间：, 【服务期间】, and in the cell before its value.
_INLINE = expression(
    r"(?<![\u4e00-\u9fff])(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff()/、 ]{1,14}?)[ ]{0,4}"
    r"(?:\((?P<unit>[^()\n]{1,10})\))?[ ]{0,2}[:】\t|][ ]{0,4}(?P<value>[^\n\t|]{1,400})"
)


def said(topic: str, folded: str) -> Iterator[Passage]:
    """What stands behind any label about ``topic`` in a line, then the parts whose heading is about it."""
    seen: set[int] = set()
    for match in _INLINE.finditer(folded):
        if topic_of(match["label"].replace(" ", "")) == topic:
            one = trimmed(folded, *match.span("value"), unit=match["unit"] or "")
            if one.text and one.start not in seen:
                seen.add(one.start)
                yield one
    for part in about(topic, folded):
        if part.start not in seen and part.end > part.start:
            yield Passage(folded[part.start : part.end], part.start, part.end)


def about(topic: str, folded: str) -> Iterator[Section]:
    """The parts of the text about ``topic``, in its order."""
    return (one for one in sections(folded) if topic_of(one.label) == topic)


def topics_at(folded: str, at: int) -> list[str]:
    """The topics of the parts that a place lies in, the innermost first."""
    within = [one for one in sections(folded) if one.head <= at < max(one.end, one.start)]
    return [topic for one in reversed(within) if (topic := topic_of(one.label))]
