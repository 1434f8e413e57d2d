"""How a call stands where no date is to come, and who owes what while its closing is on hold."""

from datetime import datetime

from django.utils.translation import gettext, ngettext

from portal.ground.clock import legal_date
from portal.ground.formatting import day, reader_language
from procurement import labels
from procurement.facts import facts_of
from procurement.judgement.law import law_of
from procurement.models import Inquiry, Tender
from procurement.rules import inquiries as rules
from procurement.rules.vocabulary import PROGRAMME
from procurement.selectors import calls as selectors


def holding(found: Tender, now: datetime) -> frozenset[str]:
    """The tags of the questions for which closing is on hold; none while it is not."""
    return frozenset(one.tag for one in _silent(found, now)) if found.step == "suspended" else frozenset()


def may_hold(found: Tender, question: Inquiry) -> bool:
    """Whether closing goes on hold if ``question`` stays without an answer."""
    waits = found.step in ("open", "suspended") and found.regime == PROGRAMME
    return waits and question.timely and found.answers_by is not None


def _silent(found: Tender, now: datetime) -> list[rules.OpenQuestion]:
    _book, calendar = law_of(found)
    return rules.silent(
        facts_of(found), selectors.open_questions(found), on=legal_date(now), calendar=calendar
    )


def state_words(found: Tender, now: datetime) -> str:
    """What stands in place of days left when no date is to come, or closing is on hold."""
    if found.step == "suspended":
        return f"{owed_words(found, now)}{gettext('Closing is on hold and will never be earlier.')}"
    if found.step in ("open",):
        return ""
    return str(labels.step(found.step))


def owed_words(found: Tender, now: datetime) -> str:
    """Who owes what while closing is on hold: the buyer an answer, or the province's reviewers a decision."""
    silent = _silent(found, now)
    by_buyer = [one for one in silent if not one.held]
    said = []
    if late := sum(one.answer_due < legal_date(now) for one in by_buyer):
        owed = ngettext(
            "The agency owes an answer that is overdue.",
            "The agency owes %(count)s answers that are overdue.",
            late,
        )
        said.append(owed % {"count": late})
    elif by_buyer:
        due = day(max(one.answer_due for one in by_buyer), reader_language())
        said.append(gettext("A question asked in time waits for its answer, due by %(day)s.") % {"day": due})
    if any(one.held for one in silent):
        said.append(
            gettext(
                "A question waits for the province's privacy reviewers, whose time is over; the agency is not late "
                "with it."
            )
        )
    return "".join(f"{one} " if reader_language() == "en" else one for one in said)
