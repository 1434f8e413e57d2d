"""Every fault of a call at once: the check behind the form, the command and the API."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from procurement.rules.access import ACCESS_CHECKS
from procurement.rules.agreeing import AGREEMENT_CHECKS
from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import Case
from procurement.rules.costs import COST_CHECKS
from procurement.rules.dates import DATE_CHECKS
from procurement.rules.facts import Facts
from procurement.rules.finding import FINDING_CHECKS
from procurement.rules.rulebook import Rulebook
from procurement.rules.schedule import lawful_dates
from procurement.rules.selection import SELECTION_CHECKS
from procurement.rules.verdicts import NOTHING, Verdict
from procurement.rules.worded import WORD_CHECKS

__all__ = ["CHECKS", "check_publication", "lawful_dates", "verdicts_of"]

Check = Callable[[Case], Iterator[Verdict]]

CHECKS: tuple[Check, ...] = (
    *ACCESS_CHECKS,
    *FINDING_CHECKS,
    *DATE_CHECKS,
    *SELECTION_CHECKS,
    *COST_CHECKS,
    *WORD_CHECKS,
    *AGREEMENT_CHECKS,
)
FIELD_ORDER = {one.name: place for place, one in enumerate(fields(Facts))}

# Passages are named by the field in which they stand.
_OF_WORDS = FIELD_ORDER["words"]


def check_publication(
    facts: Facts,
    *,
    book: Rulebook,
    calendar: WorkCalendar,
    reasons: Mapping[str, str] = NOTHING,
    waivers: Mapping[str, str] = NOTHING,
    cleared: Mapping[str, str] = NOTHING,
) -> list[Verdict]:
    """All verdicts, those met included, in the order of the fields.

    ``reasons`` are published reasons by rule id and fill ``Verdict.reason``; ``waivers`` are a supervisor's
    published reasons by rule id and turn a *breaks* on a row open to waiver into *needs a reason*, given;
    ``cleared`` are a second person's reasons for passages, by :attr:`procurement.rules.asked.Asked.key`."""
    return verdicts_of(Case(facts, book, calendar, reasons, waivers, cleared))


def verdicts_of(case: Case) -> list[Verdict]:
    """All verdicts on ``case``, those met included, in the order of the fields."""
    verdicts = [verdict for check in CHECKS for verdict in check(case)]
    return sorted(verdicts, key=lambda one: FIELD_ORDER.get(one.field.partition(".")[0], _OF_WORDS))
