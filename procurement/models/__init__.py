"""The tables of procurement, by noun."""

from procurement.models.awards import Award, AwardDraft, BidResult, FundingConfirmation, PlanTalk
from procurement.models.bids import (
    Bid,
    BidConfirmation,
    BidItem,
    BidLot,
    BidPackage,
    BidParty,
    Intake,
    IntakeVerdict,
    KeyWrap,
    Press,
    Receipt,
    ReceiptKey,
)
from procurement.models.codes import KindCode, ProcedureCode
from procurement.models.confidences import Confidence, Reading, ReadingAnswer
from procurement.models.confirmations import RuleConfirmation, RuleConfirmationWord
from procurement.models.contracts import Acceptance, Contract, RecordDraft
from procurement.models.duties import Duty
from procurement.models.editions import CalendarEdition, RulebookEdition, Waiver
from procurement.models.evaluation import (
    Consultation,
    Declaration,
    EvaluationReport,
    Evaluator,
    LowOffer,
    NonConformity,
    Score,
)
from procurement.models.in_step import InStep
from procurement.models.inquiries import Answer, Asker, Inquiry
from procurement.models.notices import Amendment, Notice, Review
from procurement.models.objections import Objection
from procurement.models.openings import (
    BidStatement,
    OpenedOffer,
    Opening,
    OpeningConfirmation,
    OpeningFault,
    PriceClaim,
)
from procurement.models.passages import ClearedPassage, ReadPassage
from procurement.models.pools import PanelDraw, PoolEntry
from procurement.models.pulses import Pulse
from procurement.models.replies import Reply
from procurement.models.reports import Report
from procurement.models.search import SearchEntry
from procurement.models.tenders import Criterion, Document, Lot, Tender

__all__ = [
    "Acceptance",
    "Amendment",
    "Answer",
    "Asker",
    "Award",
    "AwardDraft",
    "Bid",
    "BidConfirmation",
    "BidItem",
    "BidLot",
    "BidPackage",
    "BidParty",
    "BidResult",
    "BidStatement",
    "CalendarEdition",
    "ClearedPassage",
    "Confidence",
    "Consultation",
    "Contract",
    "Criterion",
    "Declaration",
    "Document",
    "Duty",
    "EvaluationReport",
    "Evaluator",
    "FundingConfirmation",
    "InStep",
    "Inquiry",
    "Intake",
    "IntakeVerdict",
    "KeyWrap",
    "KindCode",
    "Lot",
    "LowOffer",
    "NonConformity",
    "Notice",
    "Objection",
    "OpenedOffer",
    "Opening",
    "OpeningConfirmation",
    "OpeningFault",
    "PanelDraw",
    "PlanTalk",
    "PoolEntry",
    "Press",
    "PriceClaim",
    "ProcedureCode",
    "Pulse",
    "ReadPassage",
    "Reading",
    "ReadingAnswer",
    "Receipt",
    "ReceiptKey",
    "RecordDraft",
    "Reply",
    "Report",
    "Review",
    "RuleConfirmation",
    "RuleConfirmationWord",
    "RulebookEdition",
    "Score",
    "SearchEntry",
    "Tender",
    "Waiver",
]
