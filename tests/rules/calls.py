"""Calls to judge: three lawful ones and three real ones, typed in as facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.ground.province import chosen
from procurement.facts import parse
from procurement.rules.calendar import WorkCalendar
from procurement.rules.publication import check_publication
from procurement.rules.rulebook import Rulebook

# Confirmed as a province would; test_confirmation judges by the book as it is delivered.
BOOK = Rulebook.of(chosen().book).with_thresholds_confirmed("云财采〔示例〕1号").with_medium("example")
CALENDAR = WorkCalendar.seed()

GRANT = parse(
    {
        "procedure": "grant_call",
        "regime": "programme",
        "instrument": "grant",
        "object": "services",
        "service_class": "innovation",
        "includes_testing": True,
        "buyer_class": "administrative_organ",
        "level": "county",
        "estimated_value": 220000,
        "largest_award": 220000,
        "published_at": "2024-07-02T09:27",
        "documents_from": "2024-07-02",
        "documents_to": "2024-07-16",
        "ask_by": "2024-07-10",
        "answers_by": "2024-07-12",
        "bids_due": "2024-07-16T17:00",
        "opens_at": "2024-07-16T17:00",
        "criteria": [
            {"text": "对当地问题的理解和方案", "weight": 40},
            {"text": "服务质量：转介治疗和随访是否及时", "weight": 35},
            {"text": "人员和经验", "weight": 25},
        ],
        "eligibility": {
            "legal_forms": ["social_association", "social_service_agency", "unregistered"],
            "hosted_allowed": True,
        },
        "indirect_costs": {"payable": ["staff", "rent"], "ceiling": 15},
        "capacity_amount": 10000,
        "payment_schedule": [
            {"share": 50, "within_days": 15, "basis": "agreement"},
            {"share": 30, "within_days": 15, "basis": "milestone"},
            {"share": 20, "within_days": 15, "basis": "acceptance"},
        ],
        "client_data": "codes_only",
        "funding": "confirmed",
        "contract_months": 6,
        "consortium_allowed": True,
        "full_text": "在城中村开展HIV检测动员。检测坚持自愿、知情、保密。目标和做法由申报组织自己提出。",
    }
)
SELECTION = replace(GRANT, procedure="below_threshold_selection", instrument="contract")

CONSULTATION = parse(
    {
        "procedure": "competitive_consultation",
        "regime": "statutory",
        "instrument": "contract",
        "object": "services",
        "service_class": "basic_delivery",
        "includes_testing": False,
        "buyer_class": "administrative_organ",
        "level": "prefecture",
        "estimated_value": 800000,
        "intention_published_on": "2026-03-02",
        "published_at": "2026-04-10T10:00",
        "official_medium_url": "https://medium.example/notice/1",
        "official_medium_published_at": "2026-04-10T09:00",
        "documents_attached": True,
        "surveyed_suppliers": 3,
        "documents_from": "2026-04-11",
        "documents_to": "2026-04-17",
        "bids_due": "2026-04-21T09:30",
        "opens_at": "2026-04-21T09:30",
        "price_weight": 10,
        "criteria": [{"text": "价格", "weight": 10}, {"text": "方案", "weight": 90}],
        "sme_reservation": "not_reserved",
        "sme_ground": "policy_prefers_social_organisations",
        "ground": "government_purchased_service",
        "consortium_allowed": True,
        "eligibility": {
            "legal_forms": ["social_association", "social_service_agency"],
            "hosted_allowed": True,
        },
        "indirect_costs": {"payable": ["staff"], "ceiling": 15},
        "capacity_amount": 10000,
        "payment_schedule": [
            {"share": 50, "within_days": 15, "basis": "agreement"},
            {"share": 50, "within_days": 15, "basis": "acceptance"},
        ],
        "client_data": "none",
        "funding": "confirmed",
        "contract_months": 12,
        "full_text": "为感染者提供同伴支持。",
    }
)
OPEN_TENDER = replace(
    CONSULTATION,
    procedure="open_tender",
    ground=None,
    bids_due=parse({"bids_due": "2026-05-06T09:30"}).bids_due,
    opens_at=parse({"bids_due": "2026-05-06T09:30"}).bids_due,
)
LAWFUL = {"grant": GRANT, "selection": SELECTION, "consultation": CONSULTATION, "open tender": OPEN_TENDER}

# Jinghong, 2 July 2024: half a year, plans by e-mail before 11 July, local ones with past projects only.
JINGHONG = parse(
    {
        "procedure": "below_threshold_selection",
        "regime": "programme",
        "instrument": "contract",
        "object": "services",
        "includes_testing": True,
        "buyer_class": "administrative_organ",
        "level": "county",
        "estimated_value": 220000,
        "published_at": "2024-07-02T09:27",
        "bids_due": "2024-07-11",
        "eligibility": {"area_limit": "景洪市", "experience_required": "实施过艾滋病防治项目"},
        "contract_months": 6,
    }
)
# Shipan, December 2021: published on a Friday, documents Monday to Friday.
SHIPAN = parse(
    {
        "procedure": "competitive_consultation",
        "regime": "statutory",
        "instrument": "contract",
        "object": "services",
        "includes_testing": False,
        "level": "county",
        "estimated_value": 1320000,
        "ceiling_price": 1320000,
        "published_at": "2021-12-03T13:44",
        "official_medium_published_at": "2021-12-03T13:44",
        "documents_from": "2021-12-06",
        "documents_to": "2021-12-10",
        "bids_due": "2021-12-16T13:30",
        "opens_at": "2021-12-16T13:30",
        "sme_reservation": "reserved",
        "consortium_allowed": False,
        "contract_months": 12,
    }
)
# Zhongshan, April 2026: documents and deadline at their exact minima.
ZHONGSHAN = parse(
    {
        "procedure": "competitive_consultation",
        "regime": "statutory",
        "instrument": "contract",
        "object": "services",
        "includes_testing": False,
        "buyer_class": "administrative_organ",
        "level": "prefecture",
        "estimated_value": 2550000,
        "published_at": "2026-04-10T18:00",
        "official_medium_published_at": "2026-04-10T18:00",
        "documents_from": "2026-04-11",
        "documents_to": "2026-04-17",
        "bids_due": "2026-04-21T09:30",
        "opens_at": "2026-04-21T09:30",
        "sme_reservation": "reserved",
        "consortium_allowed": False,
        "ground": "government_purchased_service",
    }
)
DATE_FIELDS = frozenset({"documents_from", "documents_to", "ask_by", "answers_by", "bids_due", "opens_at"})


def check(facts, **more):
    return check_publication(facts, book=BOOK, calendar=CALENDAR, **more)


def on(facts, field, **more):
    """The verdicts on one field, by code."""
    return {one.code: one for one in check(facts, **more) if one.field == field}


def day(text):
    return date.fromisoformat(text)


def yuan(value):
    return Decimal(value)
