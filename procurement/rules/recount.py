"""What a newly announced calendar makes of dates that are published already."""

from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import Case
from procurement.rules.dates import DATE_CHECKS
from procurement.rules.facts import Facts
from procurement.rules.rulebook import Rulebook
from procurement.rules.verdicts import Verdict


def shortened_by(facts: Facts, *, book: Rulebook, pinned: WorkCalendar, newer: WorkCalendar) -> list[Verdict]:
    """The verdicts under ``newer`` that stop where those under ``pinned`` did not: working days that were
    counted on and have become days off. A published date never moves by itself; somebody corrects it."""
    before, after = (
        {(one.rule, one.field): one for check in DATE_CHECKS for one in check(Case(facts, book, calendar))}
        for calendar in (pinned, newer)
    )
    return [one for key, one in after.items() if one.stops and key in before and not before[key].stops]
