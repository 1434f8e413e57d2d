"""What questions do that nobody has answered."""

from datetime import datetime

from portal.ground.clock import legal_date
from procurement.models import Tender
from procurement.rules import inquiries
from procurement.rules.case import Case
from procurement.selectors.calls import open_questions


def silence_of(tender: Tender, case: Case, now: datetime) -> inquiries.Silence:
    """What questions without an answer do on the day of ``now``."""
    return inquiries.effect_of_silence(
        case.facts, open_questions(tender), on=legal_date(now), calendar=case.calendar
    )
