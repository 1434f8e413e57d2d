"""The same findings in English sentences."""

import re

from procurement.rules.words.sentences import CRITERIA, Sentence

_I = re.IGNORECASE
_MUST = (
    r"(?:must|shall|should|required|requires?|only|at least|minimum|no (?:less|fewer) than|needs? to"
    r"|have to|has to|eligible|condition|points?|preference|priority|prove|necessary|mandatory)"
)
_NOT = re.compile(
    r"\b(?:no|not|never|neither|nor|without|none|cannot|free of|waived|instead of|need not|does not"
    r"|do not|is not|are not|anywhere|regardless|nobody|prohibited|forbidden|refrain|abolished)\b"
    r"|n't\b",
    _I,
)
_PLACES = r"(?:city|county|prefecture|province|provincial|prefectural|municipal|district|local|bureau)"
_SAID = {
    "local_registration": r"\b(?:registered|registration|licen[cs]ed|office|branch|premises|based|located|tax)\b"
    rf".{{0,50}}\b(?:in|within|at|by|of)\b.{{0,30}}\b{_PLACES}\b|\blocal(?:ly)?[- ](?:registered|registration"
    r"|organi[sz]ations?|providers?|bidders?|office|NGOs?)|\b(?:registered|based"
    r"|office) in (?-i:[A-Z])[a-z]+",
    "past_projects": r"\b(?:past|previous|prior|similar|earlier|completed|track record|years? of experience"
    r"|experience (?:of|in|with)|has (?:done|run|carried)|have (?:done|run"
    r"|carried))\b.{0,60}\b(?:projects?|contracts?|work|experience|services?|years?)|\btrack record\b"
    r"|\bexperience\b.{0,30}\byears?|\byears?\b.{0,12}\bexperience",
    "capital": r"\b(?:registered capital|assets|turnover|annual (?:income|revenue)|net worth|capital"
    r"|funds in the bank|balance)\b.{0,60}(?:\d|yuan|RMB)|(?:\d[\d,]*"
    r"|yuan).{0,30}\b(?:registered capital|assets|turnover|capital|revenue)",
    "staff_numbers": r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen"
    r"|twenty)\b.{0,30}\b(?:full-time|staff|employees|social workers|workers|nurses|doctors|counsell?ors"
    r"|professionals)\b",
    "local_honours": r"\b(?:awards?|honou?rs?|prizes?|titles?|commend\w+|certificates? of merit)\b.{0,60}\b(?:city"
    r"|county|prefecture|province|provincial|municipal|local|bureau)|\b(?:city|county"
    r"|prefectur\w+|provincial|municipal|local)\b.{0,20}\b(?:awards?|honou?rs?|prizes?|titles?"
    r"|commendations?)",
}
_PATTERNS = {code: re.compile(words, _I) for code, words in _SAID.items()}
_NEEDED = re.compile(rf"\b{_MUST}\b", _I)
_CLIENTS = (
    r"(?:clients?|service users?|patients?|people (?:tested|living)|participants?|beneficiar\w+"
    r"|those tested|persons? tested|positives?|PLHIV|sex workers?|MSM)"
)
_NAMES = re.compile(
    rf"\b(?:by name|names?|identity (?:card|numbers?)|ID (?:card|numbers?)|roster|photos?|photographs?"
    rf"|addresses|phone numbers?)\b.{{0,60}}\b{_CLIENTS}|\b{_CLIENTS}\b.{{0,60}}\b(?:by name|names?"
    rf"|identity (?:card|numbers?)|ID (?:card|numbers?)|roster|photos?|photographs?|addresses"
    rf"|phone numbers?)\b",
    _I,
)
_GIVEN = re.compile(
    r"\b(?:list|report|submit|hand|send|provide|give|include|state|record|show|deliver|forward|attach"
    r"|contain|collect)\w*\b",
    _I,
)
_CONSENT = re.compile(
    r"\b(?:compulsory|mandatory|forced|obligatory)\b.{0,30}\b(?:test|screen)\w*|\b(?:test"
    r"|screen)\w*\b.{0,40}\b(?:compulsory|mandatory|obligatory|without (?:their |prior "
    r"|informed )?consent|not voluntary|regardless of consent)"
    r"|\bconsent\b.{0,30}\b(?:not (?:be )?(?:needed|required|necessary|sought|obtained)|waived"
    r"|unnecessary|may be skipped)|\b(?:no|without|waive\w*|skip\w*)\b.{0,20}\b(?:informed )?consent\b"
    r"|\bnot voluntary\b"
    r"|\b(?:refuse|declin|reject)\w*\b.{0,40}\b(?:lose|be (?:reported|denied|excluded|dismissed)"
    r"|no longer|will not (?:get|receive))|\b(?:all|every)\b.{0,40}\b(?:must|shall) be (?:tested"
    r"|screened)|\bwhether (?:or not )?they (?:agree|consent|want|like)|\bagainst their will\b"
    r"|\bwithout (?:asking|telling)\b|\bmay not (?:refuse|decline)\b.{0,20}\btest",
    _I,
)
_SECRET = re.compile(
    r"\b(?:need not|not|no need to|does not have to"
    r"|do not have to)\b.{0,20}\b(?:be )?(?:kept )?(?:confidential|secret|anonymous|anonymi[sz]ed)\b"
    r"|\bconfidentiality\b.{0,30}\b(?:not (?:needed|required|apply)|waived|unnecessary|does not apply)"
    r"|\bno confidentiality\b"
    r"|\b(?:results?|status|names?|positives?)\b.{0,50}\b(?:published|posted|shared|disclosed|told"
    r"|sent|given|reported|announced|displayed)\b.{0,40}\b(?:employers?|famil\w+|landlords?|schools?"
    r"|village|media|public|neighbou?rs?|police|companies|sponsors?|notice board|online)"
    r"|\b(?:tell|inform|notify|share|send|report|disclose)\w*\b.{0,40}\b(?:employers?|famil\w+|landlords?"
    r"|schools?|village|media|neighbou?rs?|police|sponsors?)\b.{0,60}\b(?:results?|status|positive"
    r"|HIV|diagnosis)",
    _I,
)
_PAID = re.compile(
    r"\b(?:pa(?:y|id|yment|ys|yments)|fee|bonus|yuan|RMB|reward\w*|settle\w*)\b.{0,50}\b(?:per"
    r"|for (?:each|every)|by (?:the )?number of|depends? on (?:the )?number)\b.{0,30}\b(?:test|positive"
    r"|case|person|client|people|screen|diagnos)\w*"
    r"|\b(?:each|every|per)\b.{0,12}\b(?:positive|test|case|person tested"
    r"|client tested)\b.{0,40}\b(?:pa(?:y|id)|yuan|RMB|bonus|reward)",
    _I,
)
_ACTIVITY = re.compile(
    r"\b(?:must|shall|at least|no fewer than|required to"
    r"|have to)\b.{0,50}?\b\d[\d,]*\s*(?:\w+\s){0,2}(?:tests?|people|persons|clients|visits|sessions"
    r"|leaflets|condoms|events|trainings?|workshops?|activities|talks|meetings)\b"
    r"|\b(?:hold|organi[sz]e|run|carry out|distribute)\w*\b.{0,16}\b\d[\d,]*\s*(?:\w+\s){0,2}(?:sessions"
    r"|leaflets|condoms|events|trainings?|workshops?|activities|talks|meetings)\b",
    _I,
)
_DEPOSIT = re.compile(r"\b(?:deposit|bond|guarantee|earnest money|security|retention money)\b", _I)
_FEE = re.compile(
    r"\b(?:fee|charge[sd]?|price of (?:the )?documents|pay\b.{0,30}\bfor (?:the )?(?:tender "
    r"|bidding )?documents|documents (?:are|is) sold|cost of (?:the )?documents|sold at"
    r"|purchase of (?:the )?documents|non-refundable)\b",
    _I,
)
_ASKED = re.compile(
    r"\b(?:\d|must|shall|required|pay|paid|charged|submit|provide|lodge|costs?|yuan|RMB|per cent"
    r"|percent)|%",
    _I,
)

_MORE = {
    "names_asked": re.compile(
        r"\b(?:roster|list|sheets?|register|record)s?\b.{0,40}\b(?:names?|phone|identity|addresses"
        r"|people tested|participants|clients)\b"
        r".{0,60}\b(?:due|attached|submitted|sent|handed|kept|required|must|shall)\b",
        _I,
    ),
    "consent_denied": re.compile(
        r"\bno (?:written |prior |informed )*consent (?:is )?(?:required|needed|necessary)"
        r"|\brefus\w+ (?:to be )?test\w*\b.{0,40}\b(?:lose|lost|denied|deny|exclude|report|stop|withdr|barred)\w*"
        r"|\b(?:being tested|a test|testing)\b.{0,20}\b(?:a|the) (?:pre)?condition\b"
        r"|\bwithout their (?:knowledge|consent|agreement)|\bconsent\b.{0,20}\b(?:may|can) be (?:omitted"
        r"|skipped|left out|waived)",
        _I,
    ),
    "confidentiality_denied": re.compile(
        r"\b(?:positive|results?|status)\b.{0,30}\b(?:go|goes|are given|is given|passed"
        r"|handed)\b.{0,12}\bto\b.{0,16}\b(?:employers?|famil\w+|landlords?|schools?|police|village|media)"
        r"|\bno need to keep\b.{0,30}\b(?:confidential|secret|private)|\b(?:famil\w+(?: members)?|employers?"
        r"|landlords?|schools?|neighbou?rs?|police)\b.{0,12}\b(?:is|are|be) (?:told|informed"
        r"|notified)\b.{0,40}\b(?:results?|status|positive|HIV)",
        _I,
    ),
    "paid_by_count": re.compile(
        r"\b(?:payment|fee|sum|bonus|price)\w*\b.{0,30}\b(?:depends?|varies|rises?|is)\b.{0,24}\b(?:how many"
        r"|number of|per (?:test|positive|person|case))|\byuan (?:per|a|for each|for every) (?:test|positive"
        r"|person|case|client)",
        _I,
    ),
    "activity_prescribed": re.compile(
        r"\b(?:run|hold|organi[sz]e|carry out|distribute|hand out|conduct)s?\b.{0,16}\b(?:\d[\d,]*"
        r"|two|three|four|five|six|eight|ten|twelve|twenty)\b.{0,16}\b(?:workshops?|sessions?|events?"
        r"|trainings?|talks?|meetings?|condoms|leaflets|booklets|visits)\b",
        _I,
    ),
    "fee": re.compile(
        r"\b(?:documents?|registration|entry|applicants?|bidders?)\b.{0,30}\b(?:costs?|pays?"
        r"|charged)\b.{0,30}\b(?:\d|yuan|RMB|fee)",
        _I,
    ),
    "local_honours": re.compile(
        r"\b(?:awards?|honou?rs?|prizes?|titles?)\b.{0,30}\b(?:county|city|prefecture|province|local"
        r"|bureau)\b.{0,30}\bpoints?",
        _I,
    ),
    "staff_numbers": re.compile(
        r"\bat least (?:\d+|two|three|four|five|six|eight|ten|twelve) (?:full-time |professional "
        r"|certified )*(?:staff|employees|workers|social workers)",
        _I,
    ),
    "local_registration": re.compile(
        r"\bwithout (?:an? )?(?:office|branch|registration|address) in\b.{0,40}\b(?:not|excluded|rejected)"
        r"|\bregistered (?:address|office|seat)\b.{0,20}\b(?:must|shall)\b",
        _I,
    ),
}
_REFUSED = re.compile(
    r"\b(?:never|nobody|no one|must not|shall not|may not be|no (?:names?|fee|deposit|charge|roster)"
    r"|free of charge|not (?:depend|vary|asked|charged|collected|shared)|neither|anywhere)\b",
    _I,
)


def found(one: Sentence) -> frozenset[str]:
    """The codes of what an English sentence says; none where it has hardly any English."""
    text = one.text
    if len(re.findall(r"[A-Za-z]{2,}", text)) < 4:
        return frozenset()
    codes = set()
    denied = bool(
        _NOT.search(re.sub(r"\bno (?:less|fewer|lower) than\b|\bnot (?:less|fewer|lower) than\b", "", text))
    )
    shut = re.search(
        r"\b(?:not be (?:accepted|considered|admitted)|may not (?:apply|bid)|are excluded|is excluded"
        r"|rejected|disqualified)\b",
        text,
        _I,
    )
    asked = bool(_NEEDED.search(text) or one.section)
    for code, pattern in _PATTERNS.items():
        if (
            code == "past_projects"
            and one.section == CRITERIA
            and not re.search(r"\d|\b(?:each|every|per)\b", text)
        ):
            continue
        if pattern.search(text) and ((asked and not denied) or shut):
            codes.add(code)
    if _NAMES.search(text) and _GIVEN.search(text) and not denied:
        codes.add("names_asked")
    if _CONSENT.search(text) and not re.search(
        r"\b(?:nobody|no one|never|must not|may not be|no person|cannot be|not be (?:forced|compelled)"
        r"|is not compulsory|not mandatory|no (?:test|testing))\b",
        text,
        _I,
    ):
        codes.add("consent_denied")
    if _SECRET.search(text) and not re.search(
        r"\b(?:never|must not|may not|nobody|shall not|no one|not be (?:shared|disclosed|told|published"
        r"|given|sent|posted))\b",
        text,
        _I,
    ):
        codes.add("confidentiality_denied")
    if _PAID.search(text) and not denied:
        codes.add("paid_by_count")
    if _ACTIVITY.search(text) and not denied:
        codes.add("activity_prescribed")
    if _DEPOSIT.search(text) and _ASKED.search(text) and not denied:
        codes.add("deposit")
    fees = re.sub(r"\bnon-refundable|\bnot (?:be )?refund\w+|\bno refund\w*", "", text, flags=_I)
    if (
        _FEE.search(text)
        and _ASKED.search(text)
        and not _NOT.search(fees)
        and not re.search(r"\bfree\b", text, _I)
    ):
        codes.add("fee")
    if not _REFUSED.search(text):
        codes |= {code for code, pattern in _MORE.items() if pattern.search(text)}
    return frozenset(codes)
