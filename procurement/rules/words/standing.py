"""What makes a demand of words in a sentence: who asks, and what bans, denies, tells of or takes back."""

from collections.abc import Callable

from portal.ground.expression import expression
from procurement.rules.words.sentences import CONDITIONS, CRITERIA, TITLE, Sentence
from procurement.rules.words.table import Row, words

_DEMAND, _POINTS, _SHUT, _LACKING = words("demand"), words("points"), words("shut"), words("lacking")
_BACK, _BACK_BEHIND, _BAN = words("taken_back"), words("taken_back_behind"), words("ban")
_TALE, _TOLD, _INSISTS, _NEUTRAL = words("tale"), words("told"), words("insists"), words("neutral")
_DENIED_LATER, _DENIED_EARLIER = words("denied_later"), words("denied_earlier")
_DENIED, _DENIED_BEHIND, _PUNISHED = words("denied"), words("denied_behind"), words("punished")
_LIFTED, _LIFTED_BEHIND = words("lifted"), words("lifted_behind")
_NO_GROUND = expression(r"不得(?:以|因|将|把)|严禁|禁止")
_SECRET_BAN, _BANNED_AFTER = words("secret_ban"), words("banned_after")
_AGAINST, _NOT_WITHOUT, _EXCEPT = words("against_consent"), words("not_without"), words("except_for")
_RIGHTLY, _NOT_OF_USERS, _PERSONAL = words("told_rightly"), words("not_of_users"), words("personal")
# So far a denial reaches within its clause: 不要求提供姓名, 姓名一栏不填.
_NEAR_BEFORE, _NEAR_BEHIND = 16, 9
_LEAKED = expression(r"泄(?:露|漏)|违反|侵犯")


def is_asked(one: Sentence, start: int, end: int, row: Row) -> bool:
    """As a condition, by shutting out whoever lacks it, or by points."""
    return all(_is_asked_at(one, place) for place in {start, end - 1})


def _is_asked_at(one: Sentence, place: int) -> bool:
    clause, behind = one.clause(place), one.behind(place)
    if _SHUT.search(one.text) and _LACKING.search(clause):
        return not _NO_GROUND.search(clause)
    if _BACK.search(clause) or _BACK_BEHIND.search(behind):
        return False
    if _DEMAND.search(one.text) or _POINTS.search(one.text):
        return True
    return one.section in {CONDITIONS, CRITERIA, TITLE} and not _TALE.search(one.text)


def is_ordered(one: Sentence, start: int, end: int, row: Row) -> bool:
    """To be done: neither denied where it stands nor taken back behind, and no tale; or its lack is punished."""
    if row.insists.search(one.text) or _PUNISHED.search(one.text):
        return True
    if _is_denied(one, start, end):
        return False
    return not _TOLD.search(one.text) or bool(_INSISTS.search(one.text))


def _is_denied(one: Sentence, start: int, end: int) -> bool:
    plain = one.without(_NEUTRAL)
    clause_end = end + len(one.clause(end - 1)) - len(one.before(end))
    if one.is_english:
        return bool(_DENIED.search(plain.text))
    near = plain.before(start)[-_NEAR_BEFORE:] + plain.text[start : min(end + _NEAR_BEHIND, clause_end)]
    return bool(
        _DENIED.search(near)
        or _DENIED_EARLIER.search(plain.before(start))
        or _DENIED_LATER.search(plain.text, end, clause_end)
        or _DENIED_BEHIND.search(plain.behind(start))
    )


def is_denial(one: Sentence, start: int, end: int, row: Row) -> bool:
    """Denied in itself, and this denial neither banned nor lifted."""
    text = one.text
    if _BAN.search(one.before(start)) or text[max(start - 1, 0) : start] in set("不没未勿非无莫"):
        return False
    return not _LIFTED.search(text[start:]) and not _LIFTED_BEHIND.search(text[end:])


def is_told(one: Sentence, start: int, end: int, row: Row) -> bool:
    """What was found out about somebody goes to others, with nobody's leave."""
    text, found = one.text, one.text[start:end]
    said = f"{one.before(start)}{found}"
    if not _AGAINST.search(text) or _NOT_WITHOUT.search(text):
        if _SECRET_BAN.search(said) or _SECRET_BAN.search(text[:start][-24:]):
            return False
        if _EXCEPT.search(text) or _RIGHTLY.search(f"{said}{one.clause(end - 1)}"):
            return False
    if _BANNED_AFTER.match(text[end:]) or _LEAKED.search(said):
        return False
    return bool(_PERSONAL.search(one.clause(start))) or not _NOT_OF_USERS.search(one.clause(start))


STANDINGS: dict[str, Callable[[Sentence, int, int, Row], bool]] = {
    "asked": is_asked,
    "ordered": is_ordered,
    "denial": is_denial,
    "told": is_told,
}
