"""What the words of a call ask for that no tick-box says: sentence by sentence, with what takes a demand back.

Plain functions of text; which rule a finding breaks, :mod:`procurement.rules.worded` says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from procurement.rules.words import access, consent, english, money, names, secrecy
from procurement.rules.words.sentences import Sentence, sentences

_JUDGES: dict[str, Callable[[Sentence], bool]] = {
    "local_registration": access.local_registration,
    "past_projects": access.past_projects,
    "capital": access.capital,
    "staff_numbers": access.staff_numbers,
    "local_honours": access.local_honours,
    "names_asked": names.names_asked,
    "consent_denied": consent.consent_denied,
    "confidentiality_denied": secrecy.confidentiality_denied,
    "paid_by_count": money.paid_by_count,
    "activity_prescribed": money.activity_prescribed,
    "deposit": money.deposit,
    "fee": money.fee,
}
CODES = tuple(_JUDGES)


@dataclass(frozen=True, order=True)
class Finding:
    """``text[start:end]`` is the sentence that says it; ``code`` is one of :data:`CODES`."""

    start: int
    end: int
    code: str


def find(text: str, field: str = "", *, grants: bool = False) -> tuple[Finding, ...]:
    """What ``text`` asks for, in its order. ``field`` is where it stands in a call: among conditions or criteria, what
    is named is asked for. ``grants``: the call gives grants, so that an amount of activity must not be prescribed."""
    found = (
        Finding(one.start, one.end, code)
        for one in sentences(text, field)
        for code in _codes_of(one)
        if grants or code != "activity_prescribed"
    )
    return tuple(sorted(found))


def _codes_of(one: Sentence) -> frozenset[str]:
    return _codes_in(one.text, one.section)


@lru_cache(maxsize=4096)
def _codes_in(text: str, section: str) -> frozenset[str]:
    one = Sentence(text, 0, len(text), section)
    return english.found(one) | {code for code, judge in _JUDGES.items() if judge(one)}


def says_consent(text: str) -> bool:
    """That testing is voluntary, informed and confidential, in sentences that deny none of it."""
    denied = {"consent_denied", "confidentiality_denied"}
    return consent.says_consent([one for one in sentences(text) if not denied & _codes_of(one)])
