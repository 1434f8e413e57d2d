"""Where the service is given, by the names the text has for it: towns, communities and counties in their order."""

import re
from collections.abc import Iterable, Iterator

from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import said
from procurement.reading.places import Gazetteer

_TOWN = r"(?:街道办事处|街道办|街道|镇|乡)"
_SMALL = r"(?:社区|村委会|村|小区|农场)"
_LARGE = r"(?:自治州|自治县|自治旗|开发区|新区|县|市|区|州|旗)"
# 陇川县章凤镇 is its town; 江北街道曼斗社区 stays whole, as it was said of no other.
_NAME = re.compile(
    rf"(?:[\u4e00-\u9fff]{{1,8}}?{_LARGE})?(?P<town>[\u4e00-\u9fff]{{1,5}}?{_TOWN}(?!镇)(?:(?!的)[\u4e00-\u9fff]{{1,6}}?{_SMALL}(?=$|[等各三四五六七八九十两]))?)|"
    rf"(?P<large>[\u4e00-\u9fff]{{1,8}}?{_LARGE})(?=$|[^\u4e00-\u9fff]|[的内等各境辖范两三四五六七八九十共])|"
    rf"(?P<small>[\u4e00-\u9fff]{{1,8}}?{_SMALL})(?=$|[等各])"
)
_PLACED = re.compile(r"(?:实施地|服务地点?|实施地点|服务区域|实施范围|服务范围)(?:为|是|在|设在|包括)[:]?")
_BETWEEN = re.compile(r"[、,;和及与+/ \t\n]+")
_LEADING = re.compile(r"^(?:面向|覆盖|包括|分别|[为在对到于从由向含])")
_NO_PLACE = re.compile(
    r"^(?:每|各|全|本|我|该|[一二三四五六七八九十两几多]个?(?:乡|镇|县|街))|(?:返|回|下|离|同|老|边境|口岸|"
    r"附近集)(?:乡|镇|县|州|市)$|^(?:城|集|乡)镇$|乡镇$|^[镇乡县区市州]$"
)
# 全县12个乡镇, 全县各乡镇 name none.
_COUNTED = re.compile(
    r"(?:全|各|所有)[\u4e00-\u9fff]{0,3}(?:市|县|州|区|乡镇|街道)|\d+个|等(?:地|\d|[一二三四五六七八九十])"
)
_LISTED = re.compile(rf"(?P<names>[\u4e00-\u9fff]{{2,4}}{_TOWN}(?:[、/][\u4e00-\u9fff]{{2,4}}{_TOWN})+)")
_TOWNS = re.compile(
    rf"(?:(?<=[、,;:及和与在为对到至往于(“\s])|^)(?P<name>(?!乡镇|用于|全)[\u4e00-\u9fff]{{2,4}}?{_TOWN})(?!镇|"
    rf"[\u4e00-\u9fff]{{0,2}}(?:卫生院|政府|办事处|级|人员|务工))"
)


def places(source: Source, gazetteer: Gazetteer, lots: Found | None, wanted: Found | None) -> Iterator[Found]:
    """The names under a heading of the place, else those of the lots, else those in what is to be done."""
    if lots and len(lots.value) > 1 and any(row.get("places") for row in lots.value):
        names = _distinct(name for row in lots.value for name in row.get("places", ()))
        yield source.found("places", names, lots.start, lots.end, Sure.LIKELY)
        return
    for start, end in _said(source):
        words = source.folded[start:end]
        if names := named_in(words):
            vague = _COUNTED.search(words)
            yield source.found(
                "places", names, start, end,
                Sure.GUESS if vague else Sure.SURE, "not_read_whole" if vague else "",
            )  # fmt: skip
            return
    if wanted and (found := in_text(source, gazetteer, wanted.start, wanted.end)):
        yield found
    elif listed := _LISTED.search(source.folded):
        names = named_in(listed["names"])
        if names:
            yield source.found("places", names, *listed.span("names"), Sure.GUESS, "from_words")


def _said(source: Source) -> Iterator[tuple[int, int]]:
    for one in said("place", source.folded):
        yield one.start, one.end
    for match in _PLACED.finditer(source.folded):
        yield match.end(), min(len(source.folded), match.end() + 120)


def in_text(source: Source, gazetteer: Gazetteer, start: int, end: int) -> Found | None:
    """Counties and towns named in a stretch, a county before its own town left out."""
    found = [
        (at, stop, source.folded[at:stop])
        for _, at, stop in gazetteer.mentions(source.folded, start, end, short=False)
    ]
    towns = [(*match.span("name"), match["name"]) for match in _TOWNS.finditer(source.folded, start, end)]
    begins = {at for at, _, _ in towns}
    behind = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,4}}?{_TOWN})")
    for _at, stop, _name in list(found):
        if (town := behind.match(source.folded, stop)) and stop not in begins:
            towns.append((*town.span("name"), town["name"]))
            begins.add(stop)
    kept = [one for one in found if one[1] not in begins and not any(a <= one[0] < b for a, b, _ in towns)]
    ordered = sorted(kept + towns)
    if not ordered:
        return None
    names = _distinct(_LEADING.sub("", name) for _, _, name in ordered)
    if not names:
        return None
    return source.found("places", names, ordered[0][0], ordered[-1][1], Sure.GUESS, "from_words")


def named_in(words: str) -> list[str]:
    """The names of places at the head of ``words``, in their order; [] where they begin with something else."""
    plain = re.sub(r"\([^()]*\)", "", words).strip()
    names, at = [], 0
    while match := _NAME.match(plain, at):
        names.append(_LEADING.sub("", match["town"] or match["large"] or match["small"]))
        between = _BETWEEN.match(plain, match.end())
        if not between:
            break
        at = between.end()
    return _distinct(name for name in names if len(name) > 1)


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if not _NO_PLACE.search(name)))
