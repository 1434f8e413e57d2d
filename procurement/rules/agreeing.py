"""What a call says twice says the same: its boxes against each other and against its own words. A contradiction is said
at the passage, which is quoted; where it is none, the reason that is published says why."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from procurement.rules import wording
from procurement.rules.asked import texts
from procurement.rules.case import Case
from procurement.rules.facts import Facts
from procurement.rules.verdicts import Verdict
from procurement.rules.words.sentences import sentences

RULE = "portal.one_meaning"
_BODY = r"(?:社会组织|组织|机构|单位|供应商|企业|团体|小组|申报人|申请人|投标人)"
_NOT = r"(?<![不非未无])"
_APPLY = r"(?:申报|申请|参加|参与|报名|投标|响应|参选)"
_ANYWHERE = re.compile(
    r"不限(?:于)?(?:任何)?(?:地区|地域|区域|属地|注册地|登记地|所在地)"
    r"|(?<!服务)(?<!实施)(?<!项目)(?:地区|地域|区域|属地|注册地|登记地)不限"
    rf"|{_NOT}面向(?:所有|全体|一切)[^,;服人]{{0,8}}{_BODY}"
    rf"|{_NOT}(?:所有|一切|任何|各地)[^,;]{{0,14}}{_BODY}[^,;]{{0,6}}(?:均可|都可以?|皆可)[^,;]{{0,4}}{_APPLY}"
    r"|\bopen to (?:all|any|every)\b|\bregardless of where\b|\bwherever (?:it is|they are) registered\b",
    re.IGNORECASE,
)
# Wide, and no contradiction of a limit that is as wide.
_COUNTRY = re.compile(rf"{_NOT}面向全国")
_PROVINCE = re.compile(rf"{_NOT}(?:面向全省|全省[^,;]{{0,14}}{_BODY}[^,;]{{0,6}}(?:均可|都可以?))")
_NARROW = re.compile(r"[市州县区镇乡盟旗](?!域)")
_MAY_NOT = rf"(?:不得|不能|不可以?|不予){_APPLY}"
_REFUSES = r"(?:不接受|不允许|不受理|谢绝)"
_ONLY = r"(?:仅限|只限|限于|仅接受|只接受|仅面向|只面向|仅允许|只允许)"
_NO_RESERVE = r"(?:不属于|并非|不是|非|不|未)专门面向(?:中小|小微|中型|小型)"


def _anywhere(case: Case, said: str) -> bool:
    """Whether the words are open to all where the call is not."""
    limits = [case.facts.eligibility.area_limit or ""]
    limits += [
        one.words for one in case.asked if one.code == "local_registration" and one.key not in case.cleared
    ]
    limits = [one for one in limits if one.strip() and not wording.is_none(one)]
    if not limits:
        return False
    narrow = any(map(_NARROW.search, limits))
    return bool(
        _ANYWHERE.search(said) or _COUNTRY.search(said) or (narrow and _PROVINCE.search(said) is not None)
    )


Forms = frozenset[str]
_ENTERPRISE: Forms = frozenset({"enterprise"})


def _forms(facts: Facts) -> Forms:
    return frozenset(facts.eligibility.legal_forms or ())


@dataclass(frozen=True)
class _Two:
    """Words that a box of the call contradicts, unless the sentence says more: ``field`` is that box."""

    code: str
    field: str
    words: str
    against: Callable[[Facts], bool]
    unless: str = r"(?!)"


_TWO = (
    _Two(
        "shuts_out_enterprises",
        "legal_forms",
        rf"企业[^,;]{{0,4}}{_MAY_NOT}|{_REFUSES}[^,;]{{0,6}}企业|{_ONLY}[^,;企]{{0,8}}社会组织",
        lambda facts: bool(_forms(facts) & _ENTERPRISE),
        unless=rf"{_ONLY}[^;]{{0,16}}社会组织(?:和|或|、|及|与)[^,;]{{0,4}}企业",
    ),
    _Two(
        "shuts_out_organisations",
        "legal_forms",
        rf"{_ONLY}(?:[^,;]{{0,6}}的)?企业|社会组织[^,;]{{0,4}}{_MAY_NOT}|{_REFUSES}[^,;]{{0,6}}社会组织",
        lambda facts: bool(_forms(facts) - _ENTERPRISE),
        unless=rf"{_ONLY}[^;]{{0,12}}企业[^;]{{0,4}}(?:和|或|、|及)",
    ),
    _Two(
        "shuts_out_groups",
        "hosted_allowed",
        rf"(?:未|没有|没)(?:经|依法)?(?:登记|注册)的?[^,;]{{0,6}}{_MAY_NOT}|{_REFUSES}[^,;]{{0,4}}(?:未|没有)(?:登记|注册)",
        lambda facts: facts.eligibility.hosted_allowed is True,
        unless=r"托管|代签|依托|通过|联合|直接|单独|自行",
    ),
    _Two(
        "no_consortium",
        "consortium_allowed",
        r"不(?:接受|允许)[^,;]{0,4}联合体|不得(?:组成|以)?联合体|联合体(?:投标|申报)?不予受理",
        lambda facts: facts.consortium_allowed is True,
    ),
    _Two(
        "consortium_welcome",
        "consortium_allowed",
        r"(?<!不)(?:接受|允许|欢迎)(?:以)?联合体",
        lambda facts: facts.consortium_allowed is False,
        unless="是否",
    ),
    _Two(
        "reserved_in_words",
        "sme_reservation",
        r"专门面向(?:中小|小微|中型|小型)",
        # What a reservation makes of the legal forms, another rule asks.
        lambda facts: (
            facts.sme_reservation == "not_reserved"
            or (facts.sme_reservation is None and bool(_forms(facts) - _ENTERPRISE))
        ),
        unless=rf"{_NO_RESERVE}|是否",
    ),
    _Two(
        "not_reserved_in_words",
        "sme_reservation",
        _NO_RESERVE,
        lambda facts: facts.sme_reservation == "reserved",
        unless="是否",
    ),
)
CODES = ("open_to_all", *(one.code for one in _TWO))
_READ = tuple((one, re.compile(one.words), re.compile(one.unless)) for one in _TWO)


def one_meaning(case: Case) -> Iterator[Verdict]:
    """Each sentence that says the contrary of a box, or of another sentence; the box says it itself nowhere."""
    seen: set[tuple[str, str]] = set()
    for passage in texts(case.facts):
        if passage.field.startswith("eligibility."):
            continue
        for sentence in sentences(passage.text, passage.field):
            words = passage.text[sentence.start : sentence.end]
            for code, field in _contradicted(case, sentence.text):
                if (code, words) not in seen:
                    seen.add((code, words))
                    said = {"words": words, "box": field} | ({"file": passage.file} if passage.file else {})
                    yield case.asks_reason(f"{RULE}.{code}", passage.field, f"says_{code}", **said)


def _contradicted(case: Case, said: str) -> Iterator[tuple[str, str]]:
    if _anywhere(case, said):
        yield "open_to_all", "area_limit"
    for one, words, unless in _READ:
        if words.search(said) and one.against(case.facts) and not unless.search(said):
            yield one.code, one.field


AGREEMENT_CHECKS = (one_meaning,)
