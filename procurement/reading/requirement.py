"""What is to be done: the part of the text that says it, whole, to the line that speaks of something else."""

import re
from collections.abc import Iterator
from dataclasses import replace

from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import about, said, sections, topics_at
from procurement.reading.text import stretches, trimmed
from procurement.reading.topics import topic_of

LEAST, MOST, LEAST_WORK = 30, 3000, 4
_WORK = re.compile(
    r"开展|检测|随访|宣传|干预|转介|培训|陪伴|关怀|心理|咨询|走访|探访|动员|发放|组织|建立|提供|协助|支持|"
    r"教育|服务|每月|每季|不少于|小组|讲座|活动"
)
_NO_WORDS = re.compile(
    r"^[^。\n]{0,30}(?:详?见(?:附件|采购文件|磋商文件|招标文件|比选文件|谈判文件|征集文件)|另附)[^。\n]{0,20}$"
)
_LABEL = re.compile(
    r"[ \t]*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]?[ \t]*)?(?P<label>[\u4e00-\u9fff()]{2,16}?)[ \t]*[:\t]"
)
# Which of several headings says it best.
_BEST = re.compile(r"内容|需求|什么|哪些")
# Sentences about something else that stand behind what is to be done.
_ELSE = re.compile(
    r"[ \t]*(?:[^。,\n]{0,8}(?:只能|限报|限填)|(?:我们|本[期次会])?(?:均)?不(?:予)?(?:支持|"
    r"资助)[^。,\n]{0,10}:|本项目[^。,\n]{0,6}(?:接受|允许)|(?:是否)?接受联合体|每个?[^。,\n]{0,6}(?:限报|只能)|"
    r"供应商可|同一(?:供应商|单位)|每份|合同(?:履行|履约)期|"
    r"(?:以上|各)[^。,\n]{0,10}预算)"
)
_OTHER = frozenset(
    {
        "term",
        "place",
        "budget",
        "payment",
        "eligibility",
        "documents",
        "closing",
        "signup",
        "opening",
        "awards",
        "contact",
        "source",
    }
)


_NO_WORK = (_OTHER | {"criteria", "remedy", "materials", "costs", "number"}) - {"awards", "budget", "place"}


def requirement(source: Source, lots: Found | None) -> Iterator[Found]:
    """Under the heading that names it, of several the one that speaks of the work most; what the lots say, where
    nothing does. Two parts that speak of the work alike are a question."""
    parts = sorted(about("requirement", source.folded), key=lambda part: not _BEST.search(part.label))
    spots = [(part.start, part.end) for part in parts]
    spots += [(one.start, one.end) for one in said("requirement", source.folded)]
    found: list[Found] = []
    for start, end in spots:
        one = _within(source, start, end, Sure.SURE)
        if (
            one
            and _of_work(one)
            and not any(other.start <= one.start and one.end <= other.end for other in found)
        ):
            found.append(one)
    if found:
        best = max(found, key=_of_work)
        others = [one for one in found if one is not best and not (best.start <= one.start < best.end)]
        rival = any(_of_work(one) * 2 > _of_work(best) for one in others)
        in_lots = lots and lots.start <= best.start + 8 and best.end <= lots.end + 8
        thin = in_lots or _of_work(best) < 2 or len(best.passage) < LEAST
        yield replace(best, sure=Sure.GUESS, note="several_parts") if rival or thin else best
    elif lots:
        said_there = trimmed(source.folded, lots.start, lots.end, whole=True)
        place = said_there.start, said_there.end
        yield source.found("requirement_zh", source.text[slice(*place)], *place, Sure.GUESS, "of_lots")
    else:
        yield from _densest(source)


def _densest(source: Source) -> Iterator[Found]:
    """Where no heading names it: the part that speaks of work with people most, or the lines that do."""
    spots = [
        (part.start, part.end)
        for part in sections(source.folded)
        if topic_of(part.label) not in _NO_WORK
        and not _NO_WORK.intersection(topics_at(source.folded, part.head))
    ]
    spots += [] if spots else list(stretches(source.folded))
    found = [
        one
        for start, end in spots
        if LEAST <= end - start <= MOST and (one := _within(source, start, end, Sure.GUESS))
    ]
    best = max(found, key=_of_work, default=None)
    if best and _of_work(best) >= LEAST_WORK:
        yield replace(best, note="from_words")


def _of_work(found: Found) -> int:
    """How much a stretch speaks of work with people."""
    return len(_WORK.findall(found.passage))


def _within(source: Source, start: int, end: int, sure: Sure) -> Found | None:
    """A stretch to its first line about something else; None where it says that an annex says it."""
    for begin, stop in stretches(source.folded, start, end):
        line = source.folded[begin:stop]
        if begin > start and (_ELSE.match(line) or _is_other(line)):
            end = begin
            break
    one = trimmed(source.folded, start, end, whole=True)
    if len(one.text) < 8 or _NO_WORDS.match(one.text):
        return None
    return source.found("requirement_zh", source.text[one.start : one.end], one.start, one.end, sure)


def _is_other(line: str) -> bool:
    label = _LABEL.match(line)
    return bool(label) and topic_of(label["label"]) in _OTHER if label else False
