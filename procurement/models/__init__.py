"""The tables of procurement, by noun."""

from procurement.models.duties import Duty
from procurement.models.editions import CalendarEdition, RulebookEdition, Waiver
from procurement.models.inquiries import Answer, Asker, Inquiry
from procurement.models.notices import Amendment, Notice, Review
from procurement.models.search import SearchEntry
from procurement.models.tenders import Criterion, Document, Lot, Tender

__all__ = [
    "Amendment",
    "Answer",
    "Asker",
    "CalendarEdition",
    "Criterion",
    "Document",
    "Duty",
    "Inquiry",
    "Lot",
    "Notice",
    "Review",
    "RulebookEdition",
    "SearchEntry",
    "Tender",
    "Waiver",
]
