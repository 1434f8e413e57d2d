"""What stands against publishing a call, where and when a notice of it counts, and its next date."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from procurement import fields, stated
from procurement.errors import MediumNeededError
from procurement.facts import facts_and_faults, facts_of
from procurement.judgement import annexes, law
from procurement.models import Tender
from procurement.rules.case import Case
from procurement.rules.inquiries import end_of
from procurement.rules.publication import verdicts_of
from procurement.rules.rulebook import Row
from procurement.rules.unasked import UNASKED, Why
from procurement.rules.verdicts import Answer, Verdict
from procurement.rules.vocabulary import STATUTORY

# What became of an entry that the portal filled in (Tender.ours).
PUT, LOOKED = "put", "looked"
# Stated by later acts than sending for approval: the official address and time.
STATED_LATER = frozenset({"official_medium_url", "official_medium_published_at"})


def judged(tender: Tender, *, published_at: datetime | None = None) -> tuple[Case, list[Verdict]]:
    """A call with its annexes under the law it is held to, and every verdict on it. ``published_at`` stands in
    while it is not published."""
    facts, faults = facts_and_faults(tender, published_at=published_at)
    read, unread = annexes.of_call(tender)
    facts = replace(facts, words=(*(facts.words or ()), *read))
    case = Case(facts, *law.law_of(tender), tender.reasons, law.waivers_of(tender))
    if case.asked:  # else no second person has a word to say
        case = replace(case, cleared=law.cleared_of(tender))
    return case, faults + verdicts_of(case) + unread


def verdicts_on(tender: Tender) -> list[Verdict]:
    """Every verdict on a call by the editions it is pinned to."""
    return judged(tender)[1]


def date_faults(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """What stops a notice that stands on a listed host of the official medium, where that is nothing but a date that
    breaks a rule and that a correction may move; nothing where anything else stops it, or it stands elsewhere."""
    every = list(verdicts)
    stopping = [one for one in every if one.stops]
    dates = all(
        one.answer is Answer.BREAKS and one.code != "not_stated" and one.field in fields.DATES
        for one in stopping
    )
    listed = any(one.code == "medium_address_given" for one in every)
    return stopping if dates and listed else []


def standing_faults(tender: Tender) -> list[Verdict]:
    """The faults of a published call that were passed in step and that still stand."""
    passed = law.passed_of(tender)
    return (
        [one for one in verdicts_on(tender) if one.stops and (one.rule, one.field) in passed]
        if passed
        else []
    )


@dataclass(frozen=True)
class Medium:
    """Where and since when a statutory notice stands on the official medium."""

    url: str
    at: datetime


def standing_of(tender: Tender, medium: Medium | None, *, now: datetime) -> Medium:
    """Where a notice that is published now stands and from when its days count: a statutory one on the
    official medium first (Order 101), any other here and now. Raises MediumNeededError."""
    if tender.regime != STATUTORY:
        return Medium("", now)
    if medium is None or not medium.url or medium.at > now:
        raise MediumNeededError
    return medium


def planned_publication(tender: Tender, now: datetime) -> datetime:
    """When the call would be published as things stand: never before ``now``."""
    return max(tender.publish_at or now, now)


def judge(tender: Tender, *, now: datetime) -> list[Verdict]:
    """Every verdict on a call that is not yet published, as of its planned publication."""
    return judged(tender, published_at=planned_publication(tender, now))[1]


def unchecked(tender: Tender, *, now: datetime) -> list[Row]:
    """The rules in force for ``tender`` that nobody asks here and that the office keeps to itself."""
    case = Case(facts_of(tender, published_at=planned_publication(tender, now)), *law.law_of(tender))
    rows = case.book.rows_for(
        procedure=case.facts.procedure or "",
        regime=case.regime,
        level=case.facts.level,
        largest_award=case.facts.award,
        on=case.on,
        object=case.facts.bought,
    )
    return [row for row in rows if UNASKED.get(row.parameter) is Why.OFFICE]


def unsaid(tender: Tender, *, now: datetime) -> list[str]:
    """The fields that a notice of this kind must say in words and that are empty (the book's ``fields.*``)."""
    case = Case(facts_of(tender, published_at=planned_publication(tender, now)), *law.current())
    call = case.procedure.call if case.procedure else ""
    rows = [case.row("fields.base"), case.row(f"fields.{call}") if call else None]
    by_law = [fields.WORDS_BY_LAW.get(code, "") for row in rows if row for code in row.allowed]
    said = stated.read(tender)
    return [name for name in dict.fromkeys((*fields.INDISPENSABLE, *by_law)) if name and name not in said]


def unlooked(tender: Tender) -> list[str]:
    """The entries that the portal filled in and whose screen nobody saved yet."""
    return [name for name, state in tender.ours.items() if state == PUT]


def next_date(tender: Tender, *, now: datetime) -> tuple[str, datetime] | None:
    """The nearest date to come of an open call and its field; a bare day lasts until its 24:00. While closing is on
    hold neither it nor the opening has a date."""
    if tender.step not in ("open", "suspended"):
        return None
    on_hold = ("bids_due", "opens_at") if tender.step == "suspended" else ()
    for name in ("ask_by", "answers_by", "bids_due", "opens_at"):
        if name in on_hold:
            continue
        day = getattr(tender, name)
        if day is None:
            continue
        moment = day if isinstance(day, datetime) else end_of(day)
        if moment > now:
            return name, moment
    return None
