"""The words of a call against the book: each demand found in them is a verdict on its passage, which is quoted."""

import re
from collections.abc import Iterator

from portal.ground.people import doubts, find_personal
from procurement.rules import practices
from procurement.rules.asked import Asked
from procurement.rules.case import Case, number_of
from procurement.rules.rulebook import Row
from procurement.rules.verdicts import Verdict
from procurement.rules.words import amounts

# What may be no condition (the book's ``eligibility.forbidden``) is called so there; where that does not hold, a row of
# its own asks for a reason.
_FORBIDDEN = {
    "local_registration": "area_limit",
    "past_projects": "experience_required",
    "capital": "registered_capital",
    "staff_numbers": "size",
    "local_honours": "local_award",
}
_PARAMETERS = {
    "local_registration": "eligibility.area_limit_reason",
    "past_projects": "eligibility.experience_reason",
    "capital": "eligibility.size_reason",
    "staff_numbers": "eligibility.size_reason",
    "local_honours": "eligibility.honours_reason",
    "names_asked": "client_data.allowed",
    "consent_denied": "testing.voluntary",
    "confidentiality_denied": "privacy.no_identification",
    "paid_by_count": "payment.by_counts_reason",
    "activity_prescribed": "requirement.not_prescribed",
    "cash_deposit": "deposit.not_cash",
    "prices_dropped": "price.no_dropping",
    "conditions_scored": "criteria.not_qualifications",
    "only_invited": "invited_only.open_to_answer",
    "quoted_again": "quotation.once",
    "subletting": "contract.no_subletting",
}
_OF_DOCUMENTS = re.compile(r"文件|标书|资料|工本|\bdocuments?\b", re.IGNORECASE)


def passages(case: Case) -> Iterator[Verdict]:
    """Each demand in the words, as hard as its rule; what only reads like one asks for a reason; and one that a second
    person has found harmless passes with that person's reason."""
    for one in case.asked:
        row = _row(case, one)
        if row is None:
            continue
        said = {"words": one.words, "asks": one.code, "key": one.key} | (
            {"file": one.file} if one.file else {}
        )
        if harmless := case.cleared.get(one.key):
            yield case.asks_reason(row, one.field, "passage_cleared", reason=harmless, **said)
        elif not one.certain:
            yield case.asks_reason(row, one.field, f"like_{one.code}", **said)
        elif one.code == "activity_prescribed" or _is_a_point(one):
            yield case.asks_reason(row, one.field, f"asks_{one.code}", **said)
        else:
            yield case.fails(row, one.field, f"asks_{one.code}", **said)


def _is_a_point(one: Asked) -> bool:
    """Points for past projects are lawful where these are of no one area or trade: somebody says that they are."""
    return one.code == "past_projects" and one.field == "criteria"


def _row(case: Case, one: Asked) -> Row | None:
    barred = case.row("eligibility.forbidden")
    if barred is not None and _FORBIDDEN.get(one.code) in barred.allowed:
        return barred
    if one.code == "deposit":
        return _deposit(case, one)
    if one.code == "fee":
        return _fee(case, one)
    if one.code == "site_visit":
        return _site_visit(case, one)
    return case.row(_PARAMETERS[one.code])


def _deposit(case: Case, one: Asked) -> Row | None:
    """The row that a deposit or a bond in the words departs from; none where it keeps to its share of the budget and
    the field says it too."""
    bond = amounts.is_bond(one.words)
    if not bond and (free := case.row("charges.none_before_award")):
        return free
    row = case.row("performance_bond.max_share" if bond else "deposit.max_share")
    if row is None:
        return None
    keeps = amounts.keeps_to(one.words, number_of(row), case.facts.estimated_value)
    return None if keeps and (bond or case.facts.deposit) else row


def _fee(case: Case, one: Asked) -> Row | None:
    free = case.row("documents.free") if _OF_DOCUMENTS.search(one.words) else None
    return free or case.row("charges.none_before_award") or case.row("documents.charge_reason")


def _site_visit(case: Case, one: Asked) -> Row | None:
    """The row that a visit or a meeting departs from: it comes after the time in which documents are had."""
    until = case.facts.documents_to
    day = practices.day_in(one.words, near=until) if until else None
    return case.row("site_visit.after_documents") if until and day and day <= until else None


def persons(case: Case) -> Iterator[Verdict]:
    """What reaches a person (a number of identity, a private phone) stands in no call. What may name somebody is read
    by somebody first; on the form the guard asks that of whoever writes or attaches, before anything is judged."""
    row = case.row("privacy.no_identification")
    if row is None:
        return
    for one in case.facts.words or ():
        if not one.file and any(found.severity == "stop" for found in find_personal(one.text)):
            yield case.fails(row, one.field, "person_reached")
    if case.facts.full_text is None or case.facts.words is not None:
        return
    severities = {found.severity for found in doubts(case.facts.full_text)}
    if "stop" in severities:
        yield case.fails(row, "full_text", "person_reached")
    elif severities:
        yield case.asks_reason(row, "full_text", "person_in_doubt")


WORD_CHECKS = (passages, persons)
