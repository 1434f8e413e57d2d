"""What is to be done: the part of the text that says it, whole, to the line that speaks of something else."""

from collections.abc import Iterator
from dataclasses import replace

from portal.ground.expression import expression
from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import about, said, sections, topics_at
from procurement.reading.text import OF_LOT, stretches, trimmed
from procurement.reading.topics import topic_of

LEAST, MOST, LEAST_WORK, LEAST_SAID, SHORT = 30, 3000, 4, 12, 60
_WORK = expression(
    r"宣教|外展|互助|值守|回访|家访|上门|入户|筛查|督导|辅导|课堂|夜校|热线|急救|陪同|陪诊|讲解|投放|巡回|"
    r"开展|检测|随访|宣传|干预|转介|培训|陪伴|关怀|心理|咨询|走访|探访|动员|发放|组织|建立|提供|协助|支持|"
    r"教育|服务|每月|每季|不少于|小组|讲座|活动"
)
_ELSEWHERE = expression(
    r"^[^。\n]{0,60}(?:(?:详|具体)?见(?:附件|(?:采购|磋商|招标|比选|谈判|征集|遴选|询价)文件)|另附)[^。\n]{0,20}[。]?$"
)
_LABEL = expression(
    r"[ \t]*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]?[ \t]*)?(?P<label>[\u4e00-\u9fff()]{2,16}?)[ \t]*[:\t]"
)
# Which of several headings says it best.
_BEST = expression(r"内容|需求|什么|哪些")
# Sentences about something else that stand behind what is to be done.
_ELSE = expression(
    r"[ \t]*(?:[^。,\n]{0,8}(?:只能|限报|限填)|(?:我们|本[期次会])?(?:均)?不(?:予)?(?:支持|"
    r"资助)[^。,\n]{0,10}:|本项目[^。,\n]{0,6}(?:接受|允许)|(?:是否)?接受联合体|每个?[^。,\n]{0,6}(?:限报|只能)|"
    r"供应商可|同一(?:供应商|单位)|每份|合同(?:履行|履约)期|"
    r"(?:以上|各)[^。,\n]{0,10}预算)"
)
_OF_LOT = expression(rf"[ \t]*(?:合同|采购)?(?:{OF_LOT.pattern})")
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
            and (_of_work(one) or len(one.passage) >= LEAST_SAID)
            and not any(other.start <= one.start and one.end <= other.end for other in found)
        ):
            found.append(one)
    if found:
        best = max(found, key=_of_work)
        others = [one for one in found if one is not best and not (best.start <= one.start < best.end)]
        rival = any(_of_work(one) * 2 > _of_work(best) for one in others)
        in_lots = lots and lots.start <= best.start + 8 and best.end <= lots.end + 8
        elsewhere = len(best.passage) < SHORT and _speaks_more(source, best)
        vague = elsewhere or not _of_work(best) or _OF_LOT.match(best.passage)
        note = "several_parts" if rival or in_lots or vague else ""
        note = note or ("not_read_whole" if _ELSEWHERE.match(source.folded[best.start : best.end]) else "")
        yield replace(best, sure=Sure.GUESS, note=note) if note else best
    elif lots:
        said_there = trimmed(source.folded, lots.start, lots.end, whole=True)
        place = said_there.start, said_there.end
        yield source.found("requirement_zh", source.text[slice(*place)], *place, Sure.GUESS, "of_lots")
    else:
        yield from _densest(source)


def _speaks_more(source: Source, best: Found) -> bool:
    """Whether a part elsewhere speaks of the work more than the short words under its heading."""
    return any(
        _of_work(one) >= max(LEAST_WORK, _of_work(best) + 1)
        for one in _parts(source)
        if one.end <= best.start or best.end <= one.start
    )


def _densest(source: Source) -> Iterator[Found]:
    """Where no heading names it: the part that speaks of work with people most, or the lines that do."""
    best = max(_parts(source), key=_of_work, default=None)
    if best and _of_work(best) >= LEAST_WORK:
        yield replace(best, note="from_words")


def _parts(source: Source) -> list[Found]:
    """The parts that may speak of the work, by a heading that is not about something else."""
    spots = [
        (part.start, part.end)
        for part in sections(source.folded)
        if topic_of(part.label) not in _NO_WORK
        and not _NO_WORK.intersection(topics_at(source.folded, part.head))
    ]
    spots += [] if spots else list(stretches(source.folded))
    return [
        one
        for start, end in spots
        if LEAST <= end - start <= MOST and (one := _within(source, start, end, Sure.GUESS))
    ]


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
    if len(one.text) < 8 or (_ELSEWHERE.match(one.text) and len(_WORK.findall(one.text)) < 2):
        return None
    return source.found("requirement_zh", source.text[one.start : one.end], one.start, one.end, sure)


def _is_other(line: str) -> bool:
    label = _LABEL.match(line)
    return bool(label) and topic_of(label["label"]) in _OTHER if label else False
