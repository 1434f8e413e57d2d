"""What a lawful notice says besides: where its documents are had, when the purchase was announced, and whom to ask."""

import re
from collections.abc import Iterator

from portal.ground.expression import expression
from procurement.reading.dates import When
from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import topics_at
from procurement.reading.text import sentence_at, spaced

_ADDRESS = expression(r"https?://[^\s,;。、()\"'“”<>|\u4e00-\u9fff]{4,400}[A-Za-z0-9/]")
_OF_DOCUMENTS = expression(
    r"(?:采购|招标|磋商|谈判|比选|征集|询价|遴选)文件|(?:获取|下载|领取)[^。;\n]{0,12}文件"
)
_INTENTION = expression(
    r"采购意向(?:公开|公告|公示)?(?:的)?(?:已于|于|时间|日期|发布|公布|[:|\t为是]|[ ]){0,4}[^。;\n\d]{0,8}$"
)
_PERSON = expression(
    rf"(?:{spaced('项目联系人 采购人联系人 联系人')})[ \t]{{0,4}}[:|\t][ \t]{{0,4}}(?P<name>[\u4e00-\u9fff]{{2,4}})"
    r"(?=[ \t,;、。(|\n]|$|电[ ]{0,4}话|联系电话)"
)
_OFFICE = expression(r"(?:股|科|处|室|办|部|组|中心|局|委|公司|详见|附件|姓名)$")


def papers(source: Source, days: list[When], *, by_law: bool) -> Iterator[Found]:
    """``by_law``: the notice is one that names a person to ask."""
    yield from _documents(source)
    yield from _intention(source, days)
    if by_law:
        yield from _person(source)


def _documents(source: Source) -> Iterator[Found]:
    """The one address in what is said of the documents; of several, the official chooses."""
    said: dict[str, re.Match[str]] = {}
    for match in _ADDRESS.finditer(source.folded):
        around = sentence_at(source.folded, *match.span(), reach=80).text
        if _OF_DOCUMENTS.search(around) or "documents" in topics_at(source.folded, match.start())[:2]:
            said.setdefault(match[0], match)
    if not said:
        return
    first = next(iter(said.values()))
    if len(said) == 1:
        yield source.found("documents_url", first[0], first.start(), first.end(), Sure.LIKELY)
    else:
        yield source.found(
            "documents_url", None, first.start(), first.end(), Sure.GUESS, "several_values", tuple(said)
        )


def _intention(source: Source, days: list[When]) -> Iterator[Found]:
    for when in days:
        if when.day and _INTENTION.search(source.folded[max(0, when.start - 40) : when.start]):
            note = "year_guessed" if when.year_guessed else ""
            yield source.found(
                "intention_published_on", when.first_date, when.start, when.end,
                Sure.GUESS if note else Sure.LIKELY, note,
            )  # fmt: skip
            return


def _person(source: Source) -> Iterator[Found]:
    """The one name beside the word for a person to ask."""
    said = {
        match["name"]: match for match in _PERSON.finditer(source.folded) if not _OFFICE.search(match["name"])
    }
    if len(said) == 1:
        match = next(iter(said.values()))
        yield source.found(
            "contact_person", source.text[slice(*match.span("name"))], *match.span("name"), Sure.LIKELY
        )
    elif said:
        first = next(iter(said.values()))
        yield source.found(
            "contact_person", None, *first.span("name"), Sure.GUESS, "several_values", tuple(said)
        )
