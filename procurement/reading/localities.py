"""Where the service is given, by the names the text has for it: towns, communities and counties in their order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from portal.ground.expression import expression
from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import begins_part, said, topics_at
from procurement.reading.places import Gazetteer
from procurement.reading.text import stretches

_TOWN = r"(?:街道办事处|街道办|街道|镇|乡)"
_SMALL = r"(?:社区|村委会|村|小区|农场)"
_LARGE = r"(?:自治州|自治县|自治旗|开发区|新区|县|市|区|州|旗)"
# 陇川县章凤镇 is its town; 江北街道曼斗社区 stays whole, as it was said of no other.
_NAME = expression(
    rf"(?:[\u4e00-\u9fff]{{1,8}}?{_LARGE})?(?P<town>[\u4e00-\u9fff]{{1,5}}?{_TOWN}(?!镇)(?:(?!的)[\u4e00-\u9fff]{{1,6}}?{_SMALL}(?=$|[等各三四五六七八九十两]))?)|"
    rf"(?P<large>[\u4e00-\u9fff]{{1,8}}?{_LARGE})(?=$|[^\u4e00-\u9fff]|[的内等各境辖范两三四五六七八九十共])|"
    rf"(?P<small>[\u4e00-\u9fff]{{1,8}}?{_SMALL})(?=$|[^\u4e00-\u9fff]|[等各])"
)
_AT_DESK = expression(r"政府|会议|号|楼|室|大厅|窗口|中心|局")
_BARE_LABEL = expression(r"(?<![\u4e00-\u9fff])(?:地点|地区|区域)[ ]{0,4}[:】\t|\n][ ]{0,4}$")
_PLACED = expression(
    rf"(?:须|应|均)?(?:设在|建在|覆盖|分布在)(?=[\u4e00-\u9fff]{{2,6}}?(?:{_TOWN}|{_LARGE})、)|"
    r"(?:实施地|服务地点?|实施地点|服务区域|实施范围|服务范围)(?:为|是|在|设在|包括)[:]?"
)
_BETWEEN = expression(r"[、,;和及与+/ \t\n]+(?:\d{1,2}[.、)]|[①-⑳])?[ ]?")
_LEADING = expression(
    r"^(?:(?:面向|覆盖|包括|分别|围绕|服务|[做办建]?好|支持|资助|扶持|安排|选择|走进|深入|选取|涉及|针对|设在|负责|[组织]在|是为|"
    r"[为在对到于从由向含]))(?=[\u4e00-\u9fff]{3})"
)
_NO_PLACE = expression(
    r"^(?:每|各|全|本|我|该|[一二三四五六七八九十两几多]个?(?:乡|镇|县|街))|(?:返|回|下|离|同|老|边境|口岸|"
    r"附近集)(?:乡|镇|县|州|市)$|^由[县市州乡镇]|各|所[辖属]|^(?:城|集|乡)镇$|乡镇$|^街道$|^[镇乡县区市州]$"
)
# 全县12个乡镇, 全县各乡镇 name none.
_COUNTED = expression(
    r"(?:全|各|所有)[\u4e00-\u9fff]{0,3}(?:市|县|州|区|乡镇|街道)|(?<![共的计\d])\d+个|等(?:地|\d|[一二三四五六七八九十])"
)
_LISTED = expression(rf"(?P<names>[\u4e00-\u9fff]{{2,4}}{_TOWN}(?:[、/][\u4e00-\u9fff]{{2,4}}{_TOWN})+)")
# 巍山、南涧两县: names without what they are.
_ONE_LIST = expression(
    rf"[\u4e00-\u9fff]{{2,7}}?{_TOWN}(?:[、,和及与/ ]{{1,2}}[\u4e00-\u9fff]{{2,6}}?{_TOWN}){{1,11}}"
)
_SHORT = expression(
    r"(?<=[在为对于:的市州县])(?P<names>[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3}){1,7})[两二三四五六七八](?:个)?"
    r"(?:县市?|镇|乡镇?|街道|市)"
)
_TOWNS = expression(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[及和与在为对到至往于县市区州盖绕务好向取入进]))"
    rf"(?P<name>(?!乡镇|用于|全)[\u4e00-\u9fff]{{2,4}}?{_TOWN})(?!镇|[\u4e00-\u9fff]{{0,2}}(?:卫生院|政府|"
    rf"办事处)|级|(?:工作)?人员)"
)
# A place with a street or a house behind it is an address; one that may be chosen or left open is not settled.
_ADDRESS = expression(r"[\u4e00-\u9fff]{0,10}(?:路|街|大道|巷|示例|\d+号)")
_OPEN = expression(
    r"部分|等(?:[乡县地区镇]|[。;,\n]|$)|以及|选择|任选|商定|确定|自行|至少|之一|其他|其余|另行|"
    r"可(?:以)?(?:在|选)|为主|优先|全[州市县]|或者?"
)
# Where else a text names places than where it speaks of the work.
_ELSEWHERE = frozenset(
    {"eligibility", "contact", "closing", "documents", "signup", "opening", "source", "materials"}
)


def places(
    source: Source, gazetteer: Gazetteer, lots: Found | None, wanted: Found | None, home: Found | None
) -> Iterator[Found]:
    """The names under a heading of the place, else those of the lots, else those in what is to be done; where none
    is said, the place of the office is asked about."""
    if lots and len(lots.value) > 1 and any(row.get("places") for row in lots.value):
        names = _distinct(name for row in lots.value for name in row.get("places", ()))
        some = not all(row.get("places") for row in lots.value)
        yield source.found(
            "places", names, lots.start, lots.end,
            Sure.GUESS if some else Sure.LIKELY, "not_read_whole" if some else "",
        )  # fmt: skip
        return
    counted: tuple[int, int] | None = None
    for start, end in _said(source):
        words = source.folded[start:end]
        names, whole = _read_names(words)
        if not names and _COUNTED.search(words[:MOST_SHORT]):
            counted = counted or (start, min(end, start + MOST_SHORT))
        if names:
            vague = not whole or _COUNTED.search(words) or _OPEN.search(words[:MOST_PLACES])
            yield source.found(
                "places", names, start, end,
                Sure.GUESS if vague else Sure.SURE, "not_read_whole" if vague else "",
            )  # fmt: skip
            return
    if short := _SHORT.search(source.folded):
        names = short["names"].split("、")
        yield source.found("places", names, *short.span(), Sure.GUESS, "from_words")
    elif counted:
        yield source.found("places", None, *counted, Sure.GUESS, "not_read_whole")
    elif wanted and (found := in_text(source, gazetteer, wanted.start, wanted.end)):
        listed = (
            bool(_ONE_LIST.fullmatch(source.folded, found.start, found.end))
            and not _of_one_item(source, wanted, found)
            and _is_alone(source, gazetteer, found.value, found.end)
        )
        spots = _named(source, gazetteer, wanted.start, wanted.end)
        at_a_house = any(_HOUSE.match(source.folded, stop) for _, stop, _ in spots)
        alone = wanted.note != "from_words" and not at_a_house and not _others(source, gazetteer, found)
        whole = (listed or alone) and not (
            _OPEN.search(source.folded[found.start : found.end + 6])
            or _EVERYWHERE.search(source.folded, wanted.start, wanted.end)
        )
        yield replace(found, sure=Sure.LIKELY, note="") if whole else found
    elif spot := _LISTED.search(source.folded):
        names, whole = _read_names(spot["names"])
        if names:
            alone = whole and _is_alone(source, gazetteer, names, spot.end("names"))
            yield source.found(
                "places", names, *spot.span("names"),
                Sure.LIKELY if alone else Sure.GUESS, "" if alone else "from_words",
            )  # fmt: skip
    elif named := [one for one in _mentions(source, gazetteer, _head(source)) if one[2][-1] not in "省州"]:
        names = _distinct(name for _, _, name in named)
        last = next(stop for _, stop, _ in reversed(named) if stop - named[0][0] <= MOST_PLACES)
        yield source.found("places", names, named[0][0], last, Sure.GUESS, "from_words")
    elif home and home.value:
        yield replace(
            home, field="places", value=[home.passage], sure=Sure.GUESS, note="from_words", others=()
        )


def _of_one_item(source: Source, wanted: Found, found: Found) -> bool:
    """Whether the places are said in one of several items of the work."""
    start = source.folded.rfind("\n", 0, wanted.start) + 1
    items = [begins_part(source.folded[slice(*line)]) for line in stretches(source.folded, start, wanted.end)]
    line = source.folded[source.folded.rfind("\n", 0, found.start) + 1 : found.start]
    return sum(items) > 1 and (begins_part(line) or line.count(";") > 0)


def _is_alone(source: Source, gazetteer: Gazetteer, names: list[str], end: int) -> bool:
    """Whether one list has every town that the text speaks of, and is not left open behind it."""
    title = source.folded[: source.folded.find("\n", 0, MOST_HEAD) % MOST_HEAD]
    named = _mentions(source, gazetteer, title)
    towns = _distinct(name for _, _, name in named if re.search(rf"{_TOWN}$", name))
    return set(towns) <= set(names) and not _OPEN.match(source.folded[end : end + 12].lstrip("、,和及"))


def _head(source: Source) -> str:
    return source.folded[: source.folded.find("\n", MOST_HEAD, 2 * MOST_HEAD) % (2 * MOST_HEAD)]


def _mentions(source: Source, gazetteer: Gazetteer, head: str) -> list[tuple[int, int, str]]:
    """Every place the text names but in its head, in addresses and in the parts about something else than the work."""
    return [
        one
        for one in _named(source, gazetteer, 0, len(source.folded))
        if one[2] not in head
        and not _ADDRESS.match(source.folded, one[1])
        and not _ELSEWHERE.intersection(topics_at(source.folded, one[0])[:2])
        and not _BODY.match(source.folded, one[1])
    ]


def _others(source: Source, gazetteer: Gazetteer, found: Found) -> bool:
    """Whether the text names another place for the work."""
    return any(
        name not in found.value and not any(name in one or one in name for one in found.value)
        for _, _, name in _mentions(source, gazetteer, _head(source))
    )


# 勐捧镇货场: where something stands that the work is done at.
# A cell of a row of its own: 全州.
_EVERYWHERE = expression(r"全[省州市县区](?![级局委])")
_HOUSE = expression(r"的?(?:集市|货场|口岸|社区卫生|卫生院|医院|中学|学校|车站|市场|老人)")
MOST_HEAD, MOST_PLACES, MOST_SHORT = 120, 160, 40
_BODY = expression(r"[\u4e00-\u9fff]{0,12}?(?:局|委|中心|医院|政府|办公室|民政|公司|网|院)")


def _said(source: Source) -> Iterator[tuple[int, int]]:
    for one in said("place", source.folded):
        # 地点 alone, where papers go or are opened, is an address.
        bare = _BARE_LABEL.search(source.folded[max(0, one.start - 12) : one.start])
        if bare and _AT_DESK.search(one.text[:MOST_SHORT]):
            continue
        if not (bare and (_ELSEWHERE | {"criteria"}).intersection(topics_at(source.folded, one.start)[1:])):
            yield one.start, one.end
    for match in _PLACED.finditer(source.folded):
        yield match.end(), min(len(source.folded), match.end() + 120)


def in_text(source: Source, gazetteer: Gazetteer, start: int, end: int) -> Found | None:
    """Counties and towns named in a stretch, in its order."""
    ordered = _named(source, gazetteer, start, end)
    names = _distinct(name for _, _, name in ordered)
    if not names:
        return None
    return source.found("places", names, ordered[0][0], ordered[-1][1], Sure.GUESS, "from_words")


def _named(source: Source, gazetteer: Gazetteer, start: int, end: int) -> list[tuple[int, int, str]]:
    """The names with their places, a county before its own town left out."""
    found = [
        (at, stop, source.folded[at:stop])
        for _, at, stop in gazetteer.mentions(source.folded, start, end, short=False)
    ]
    towns = [(*match.span("name"), match["name"]) for match in _TOWNS.finditer(source.folded, start, end)]
    begins = {at for at, _, _ in towns}
    behind = expression(rf"(?P<name>[\u4e00-\u9fff]{{2,4}}?{_TOWN})")
    for _at, stop, _name in list(found):
        if (town := behind.match(source.folded, stop)) and stop not in begins:
            towns.append((*town.span("name"), town["name"]))
            begins.add(stop)
    kept = [one for one in found if one[1] not in begins and not any(a <= one[0] < b for a, b, _ in towns)]
    return sorted((at, stop, _led(name)) for at, stop, name in kept + towns)


def with_county(
    source: Source, gazetteer: Gazetteer, names: Iterable[str], start: int, end: int
) -> list[str]:
    """The names with the county each was said to lie in: a town of one name lies in several counties."""
    counties = {
        stop: source.folded[at:stop]
        for _, at, stop in gazetteer.mentions(source.folded, start, end, short=False)
    }
    return [counties.get(source.folded.find(name, start, end), "") + name for name in names]


def named_in(words: str) -> list[str]:
    """The names of places at the head of ``words``, in their order; [] where they begin with something else."""
    return _read_names(words)[0]


def _read_names(words: str) -> tuple[list[str], bool]:
    """The names, and whether no other stands behind them or in brackets."""
    plain = re.sub(r"\([^()]*\)", "", words).strip()
    plain = re.sub(r"^(?:\d{1,2}[.、)]|[①-⑳])[ ]?", "", plain)
    names, at, end = [], 0, 0
    while match := _NAME.match(plain, at):
        names.append(_led(match["town"] or match["large"] or match["small"]))
        end = match.end()
        between = _BETWEEN.match(plain, end)
        if not between:
            break
        at = between.end()
    rest = re.split(r"[。;\n]", plain[end:])[0]
    inside = "".join(re.findall(r"\([^()]*\)", words[: end + MOST_PLACES]))
    whole = not _ANY_NAME.search(rest) and not _ANY_NAME.search(inside)
    return _distinct(name for name in names if len(name) > 1), whole


def _led(name: str) -> str:
    """A name without what leads to it: 沿边的打洛镇, 乙包为砚山县, 二是勐马镇."""
    lead = _LEAD.match(name)
    return _PREFECTURE.sub("", _LEADING.sub("", name[lead.end() :] if lead else name))


# 曲靖市麒麟区 is 麒麟区.
_PREFECTURE = expression(r"^[\u4e00-\u9fff]{2,8}?(?:自治州|[州市])(?=[\u4e00-\u9fff]{1,8}[县区市]$)")
_LEAD = expression(r".{0,6}(?:的|为|是|[包段在做])(?=[\u4e00-\u9fff]{2,})")
_ANY_NAME = expression(
    rf"(?![\u4e00-\u9fff]城乡)[\u4e00-\u9fff]{{2}}(?:{_TOWN}|县|(?<!城乡)社区|村委会)(?![委级]|[（(])"
)


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if len(name) > 1 and not _NO_PLACE.search(name)))
