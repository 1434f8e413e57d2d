"""How long an applicant must have existed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from portal.ground.expression import expression
from procurement.reading import lengths
from procurement.reading.found import Found, Source, Sure
from procurement.reading.text import OF_SOME, sentence_at

_FOUNDED = expression(r"成立|登记|注册")
# Between the word and the age, and what tells an age of months from a term counted from the registration.
_TO_AGE = expression(r"[^。;\n\d]{0,12}(?:\d{1,2}[ \t]?(?:年|个月)?[ \t]?[至到~\-])?")
_OTHERS = expression(r"代管|托管|挂靠|备案|志愿服务信息系统|牵头|依托单位")
_OF_ALL = expression(r"本项目|(?:供应商|投标人|申请人|各包)均|所有")
_LESS = expression(r"(?:不|未)满[ \t]?$")
_AT_LEAST = expression(r"(?:满|达到?|不少于|不低于|不得少于|超过)[ \t]?(?:了)?$")
_OR_MORE = expression(r"[ \t]?(?:\(含\))?(?:及其?|或|含)?以上")
_IN_BRACKETS = expression(r"[ \t]?\([^()\n]{1,12}\)")
_WITHIN_AGE = expression(r"[ \t]?(?:之|以)?(?:内|前|后)")


def age(source: Source) -> Iterator[Found]:
    """For how long an organisation must have existed; two ages are a question."""
    said = [found for match in _FOUNDED.finditer(source.folded) if (found := _age_at(source, match))]
    ages = dict.fromkeys(one.value for one in said)
    if len(ages) == 1:
        # Asked of a host or of one kind of applicant only, as it may be: somebody looks.
        around = sentence_at(source.folded, said[0].start, said[0].end, reach=60).text
        several = _OTHERS.search(source.folded) or (
            OF_SOME.search(source.folded) and not _OF_ALL.search(around)
        )
        yield replace(said[0], sure=Sure.GUESS, note=said[0].note or "of_whom") if several else said[0]
    elif said:
        place, known = (said[0].start, said[0].end), tuple(one for one in ages if one is not None)
        yield source.found("min_age_years", None, *place, Sure.GUESS, "several_values", known)


def _age_at(source: Source, founded: re.Match[str]) -> Found | None:
    """The age said behind one word for the founding."""
    folded, start = source.folded, founded.end()
    one = next(lengths.lengths(folded, start, start + 12), None)
    if one is None and (days := lengths.in_days(folded, start, start + 12)):
        one = lengths.Length(Decimal(0), *days, doubt="unread")
    if one is None or not _TO_AGE.fullmatch(folded, start, one.start):
        return None
    bracket = _IN_BRACKETS.match(folded, one.end)
    again = next(lengths.lengths(folded, *bracket.span()), None) if bracket else None
    end = bracket.end() if bracket and again else one.end
    more = _OR_MORE.match(folded, end)
    if _LESS.search(folded, start, one.start):
        return None
    least = more or _AT_LEAST.search(folded, start, one.start)
    if _WITHIN_AGE.match(folded, end) or not (least or one.in_years):
        return None
    end, years = more.end() if more else end, one.months / 12
    agree = again is None or again.months == one.months
    if one.is_said and agree and years == round(years, 1):
        return source.found("min_age_years", years, founded.start(), end, Sure.LIKELY)
    return source.found("min_age_years", None, founded.start(), end, Sure.GUESS, "no_single_length")
