"""Who is meant without a name, in English and in pinyin; read only beside an illness."""

import re
from collections.abc import Iterator

from portal.ground.expression import expression

_GROUP = (
    r"group|organi[sz]ation|association|team|project|proposal|bid|offer|question|application|budget|ngo|host"
)
_KIN = (
    r"son|daughter|wife|husband|brother|sister|mother|father|child|kid|friend|uncle|aunt|cousin|niece|nephew|partner"
    r"|boyfriend|girlfriend|ex|landlord|neighbou?r|classmate|colleague|boss|in-law"
)
_SOMEBODY = (
    expression(
        rf"\bmy (?!{_GROUP})\w{{1,20}}|\bour (?!{_GROUP})\w{{1,20}},? (?:has|is|was|takes|[A-Z])"
        rf"|\b\w{{1,20}}['’]s (?:{_KIN})\b|\b(?:an?|one|that|the) (?:{_KIN}) (?:of (?:mine|ours|his|hers)|who)\b"
        r"|(?<!or )(?<!and )\b(?:he|she|his|her)\b(?!(?:/| (?:or|and) )(?:he|she|his|her)\b)|\b(?:I am|I'm|I have"
        r"|whose|Mr|Mrs|Ms)\b|\bI (?:was|got|live|tested|take|caught)\b"
        r"|\bworks? (?:at|in|as|for)\b",
        re.IGNORECASE,
    ),
    expression(
        r"\b(?:an?|the|this|that|one) (?:[\w\-]{1,20} ){0,3}?(?:respondent|interviewee|informant|index case"
        r"|mother|father|parent|orphan|baby|child|man"
        r"|woman|boy|girl|lady|guy|teacher|driver|farmer|student"
        r"|monk|nurse|shopkeeper|owner|villager|policeman|neighbou?r|widow|widower|cook|guard|seller|baker|tailor"
        r"|seamstress|priest|pastor|fisherman|clerk|cashier|hairdresser|barber|waiter|waitress|miner|mechanic|couple)\b"
        r"(?! (?:must|may|should|needs?|can|is (?:needed|required))\b|['’]s (?:pay|wage|salary|time|fee|travel))"
        r"|\b(?:the|a) (?:\w{1,20} )?(?:positive|infected|HIV) (?:person|man|woman|one|case|family|child)\b"
        r"|\ban? (?:HIV[- ])?(?:positive|infected) (?!people|result|test)\w{1,20}"
        r"|\bthe \w{1,20} (?:in|at|from|of) (?:our|my)\b",
        re.IGNORECASE,
    ),
    # the only one
    expression(
        r"\bonly (?:one|1|person|case|patient|man|woman|family|him|her)\b(?! of the (?:bid|offer)| bid| offer| group)"
        r"|\b(?:no ?body|no one|everybody|everyone) (?:else|but|except)\b|\bnone but\b|\bapart from (?:me|him|her)\b"
        r"|\bthe (?:single|sole|only|first|one and only) (?:[\w\-]{1,20} ){1,2}(?:parent|mother|father|teacher"
        r"|driver|student|pupil)\b"
        r"|\b(?:the|a) (?:single|sole|one|first|one and only) (?:positive|case|patient|person|man|woman|infected)\b"
        r"|\b(?:know|knows|guess) who\b|\bno other (?!bid|offer|group|organi|agenc|lot|cost|fee|call)\w{1,20}"
        r"|\bhas (?:just )?one (?:patient|case|positive)\b"
        r"|\bthe only (?:positive|case|one|patient|person|infected)\b",
        re.IGNORECASE,
    ),
    # by place and age
    expression(
        r"\b(?:next(?: door)? to|behind|opposite|above|below|across from|over|doors? (?:from|down)) (?:the|our|my)\b"
        r"|\bnext door\b|\b(?:house|room|rm|flat|apt|apartment|door) ?(?:no\.? ?)?\d"
        r"|\blives? (?:at|in|near|behind|next|on|by)\b"
        r"|\b(?:\d{1,2}|[a-z]{3,7}ty(?:-[a-z]{3,5})?|[a-z]{3,5}teen)[- ]year[- ]old|\baged \d|\bborn in (?:19|20)\d\d",
        re.IGNORECASE,
    ),
    # laogong, erzi
    expression(
        r"\b(?:lao ?gong|lao ?po|er ?zi|n[vu] ?er|ge ?ge|di ?di|jie ?jie|mei ?mei|peng ?you|ba ?ba|ma ?ma)\b",
        re.IGNORECASE,
    ),
    # (f., 34; 28M; surnamed, known as
    expression(
        r"\b(?:male|female|[mf])\b\.?[,/ ]{1,2}(?:aged? )?[1-9]\d\b(?![.,]\d|%)|\b[1-9]\d ?(?:yo|y/o)\b"
        r"|\b[1-9]\d ?[,/]? ?[MF]\b"
        r"|\bsurnamed?\b|\bnicknamed?\b|\bknown as\b|\bgoes by\b",
        re.IGNORECASE,
    ),
    # Z.L., Ms K
    expression(r"(?<![A-Za-z.])(?!U\.|E\.g|I\.e|N\.B)[A-Z]\. ?[A-Z]\.(?![A-Za-z])"),
)


def somebody_in_english(text: str) -> Iterator[tuple[int, int]]:
    """Where somebody in particular seems to be meant, in folded text."""
    for pattern in _SOMEBODY:
        for match in pattern.finditer(text):
            yield match.span()
