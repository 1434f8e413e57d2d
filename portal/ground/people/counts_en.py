"""Fewer than ten people counted in English: outright, as a difference, as a share."""

import re
from collections.abc import Iterator

from portal.ground.expression import expression

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *(
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: n for n, word in enumerate((*_ONES, *_TEENS), start=1)}
_VALUES |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6, "tenth": 1 / 10}

_FEW = r"(?:one|two|three|four|five|six|seven|eight|nine|[1-9])"
_MANY = (
    rf"(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}|{'|'.join(_ONES)}"
    r"|a dozen)"
)
# Of these there may be few.
_NO_PEOPLE = (
    r"(?! ?%|[.,:/\-]\d| (?:per ?cent|percent|yuan|groups?|organi[sz]ations?|bid\w{0,8}|offers?|towns?|count\w{0,8}"
    r"|villages?"
    r"|days?|weeks?|months?|years?|hours?|minutes?|points?|tests?|kits?|pages?|questions?|calls?|sessions?|lots?|staff"
    r"|payments?|million|thousand|km|meetings?|reports?|copies|places?|sites?|applications?|agencies)\b)"
)
_OUTRIGHT = (
    expression(
        rf"(?<![\w.,%\-])(?P<few>{_FEW} (?:of|out of) (?:the |our |all |these |\d{{1,9}} ?|\w{{1,20}} ){{0,3}}?"
        r"(?:clients?|people|persons?|members?|patients?|men|women|users|participants?|tested|cases?|children"
        r"|\d{1,9}|us)\b)"
        r"(?! bids?| offers?| groups?)",
        re.IGNORECASE,
    ),
    expression(
        rf"(?<![\w.,%\-])(?P<few>{_FEW} (?:\([1-9]\) )?(?:\w{{1,20}} ){{0,2}}(?:clients?|people|persons?"
        rf"|patients?|men|women|children|service users?|cases?|infections?|households?|famil(?:y|ies))\b)(?! teams?)",
        re.IGNORECASE,
    ),
    expression(
        rf"\b(?:by|another|only|just|remaining|exactly|fewer than|under|less than|had|has|have|found"
        rf"|with) (?P<few>{_FEW})\b"
        r"(?! (?:days?|months?|years?|weeks?|hours?|bids?|offers?|groups?|per|percent|million|count|towns?|of"
        r" the bid|staff|payments?))",
        re.IGNORECASE,
    ),
    expression(
        rf"(?<![\w.,%\-])(?P<few>{_FEW} (?:of|out of) (?:the |our )?{_MANY})\b{_NO_PEOPLE}", re.IGNORECASE
    ),
    expression(
        rf"(?<![\w.,%\-])(?P<few>{_FEW} (?:orphans|girls|boys|babies|kids|teenagers|couples|brothers|sisters|villagers"
        r"|inmates|prisoners|migrants|pupils|students|drivers|workers))\b",
        re.IGNORECASE,
    ),
    expression(rf"(?<![\w.,%\-])(?P<few>{_FEW} (?:\w{{1,20}} )?(?:positives?|deaths?))\b", re.IGNORECASE),
    # Of the couples counselled, two were
    expression(
        rf"\bof (?:the|our|these|those) [a-z][\w ]{{2,40}},? (?P<few>{_FEW}) (?:were|was|are|is|had|have|turned"
        rf"|died|came)\b",
        re.IGNORECASE,
    ),
    expression(r"\bpositives?: ?(?P<few>[1-9])(?![\d.%])", re.IGNORECASE),
    expression(rf"\b(?P<few>(?:all|everyone|everybody|each) (?:but|except) {_FEW})\b", re.IGNORECASE),
)
_PLANNED = expression(r"need|at least|up to|target|plan|\bcan\b|must|\bmay\b|should", re.IGNORECASE)
_FROM_TO = expression(
    r"\b(?P<few>(?:from|of) (?:the |our )?(?P<one>\d{1,4})(?: to | [^\d\n.;%]{1,30}?)(?P<two>\d{1,4}))\b(?! ?%)",
    re.IGNORECASE,
)
# Last year 34 were on treatment; now 31 are
_THEN_NOW = expression(
    rf"(?<![\d.,%\-/:])\b(?P<few>(?P<one>{_MANY})\b{_NO_PEOPLE}[^\d\n.%]{{1,44}}?\b(?P<two>{_MANY})\b{_NO_PEOPLE})",
    re.IGNORECASE,
)
_NOW = expression(
    r"\b(?:now|today|this (?:year|month|quarter)|later|still|then|left|remain\w{0,8}"
    r"|gone|lost|died|dead|alive|down|only)\b",
    re.IGNORECASE,
)
_SHARE = (
    rf"(?P<share>half|(?:an?|one|two|three) (?:{'|'.join(_PARTS)})s?|(?P<some>{_FEW}) in (?P<every>{_MANY})"
    r"|(?P<percent>\d{1,2}) ?(?:%|per ?cent))"
)
_SHARES = (
    expression(
        rf"\b(?P<few>{_SHARE} of (?:the |our |these |all ){{0,2}}(?P<whole>{_MANY}))\b{_NO_PEOPLE}",
        re.IGNORECASE,
    ),
    expression(
        rf"\b(?P<few>(?:of|among|out of) (?:the |our |these |all ){{0,2}}(?P<whole>{_MANY})\b{_NO_PEOPLE}"
        rf"[^\d\n.;%]{{1,40}}?{_SHARE})",
        re.IGNORECASE,
    ),
)


_AT_TIMES = expression(
    r"\b(?:clients?|people|persons?|patients?|men|women|children|users|cases|of us|were|alive)\b[^.]{0,40}"
    r"\b(?:in|by|at|since) (?:the )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    r"|spring|summer|autumn|winter|20\d\d|end)",
    re.IGNORECASE,
)


def few_in_english(text: str) -> Iterator[tuple[int, int]]:
    """Where fewer than ten people seem to be counted. Whether they are ill is for the caller."""
    for pattern in _OUTRIGHT:
        for match in pattern.finditer(text):
            if not _PLANNED.search(text[max(0, match.start() - 12) : match.start()]):
                yield match.span("few")
    for pattern in (_FROM_TO, _THEN_NOW):
        for match in pattern.finditer(text):
            one, two = sorted((_value(match["one"]), _value(match["two"])))
            changed = (
                pattern is _FROM_TO
                or _NOW.search(text, match.start(), match.end() + 24)
                or _AT_TIMES.search(match[0])
            )
            if one >= 9 and 0 < two - one < 10 and changed:
                yield match.span("few")
    for pattern in _SHARES:
        for match in pattern.finditer(text):
            if 0 < _value(match["whole"]) * _share(match) < 10:
                yield match.span("few")


def _value(said: str) -> int:
    if said.isdigit():
        return int(said)
    return 12 if said.lower() == "a dozen" else sum(_VALUES[one] for one in re.split("[ -]", said.lower()))


def _share(match: re.Match[str]) -> float:
    if match["percent"]:
        return int(match["percent"]) / 100
    if match["some"]:
        return _value(match["some"]) / _value(match["every"])
    first, _blank, part = match["share"].lower().rpartition(" ")
    return _VALUES.get(first, 1) * _PARTS[part.removesuffix("s")]
