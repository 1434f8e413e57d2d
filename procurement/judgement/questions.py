"""What questions do that nobody has answered."""

from datetime import datetime

from portal.ground.clock import legal_date
from procurement.facts import facts_of
from procurement.judgement import law
from procurement.models import (
    Tender,
)
from procurement.rules import inquiries
from procurement.selectors.calls import open_questions


def silence_of(tender: Tender, now: datetime) -> inquiries.Silence:
    """What questions without an answer do on the day of ``now``."""
    _book, calendar = law.law_of(tender)
    return inquiries.effect_of_silence(
        facts_of(tender), open_questions(tender), on=legal_date(now), calendar=calendar
    )
