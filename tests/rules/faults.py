"""One fault at a time: a lawful call, what is changed, and the verdict that must come of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from procurement.facts import parse
from procurement.rules.facts import Criterion, Eligibility, IndirectCosts, Payment
from tests.rules.calls import CONSULTATION, GRANT, OPEN_TENDER, SELECTION, yuan

BREAKS, NEEDS_REASON, CANNOT_TELL = "breaks", "needs_reason", "cannot_tell"


def at(text):
    return parse({"bids_due": text}).bids_due


def who(facts, **conditions):
    return {"eligibility": replace(facts.eligibility, **conditions)}


def paid(*rows):
    return {"payment_schedule": tuple(Payment(Decimal(share), days, basis) for share, days, basis in rows)}


FAULTS = [
    (GRANT, {"procedure": None}, "procedure", "not_stated", BREAKS),
    (CONSULTATION, {"procedure": "request_for_quotation"}, "procedure", "object_not_allowed", BREAKS),
    (CONSULTATION, {"procedure": "single_source"}, "procedure", "procedure_not_yet_published_here", BREAKS),
    (GRANT, {"regime": None}, "regime", "not_stated", BREAKS),
    (GRANT, {"regime": "statutory"}, "regime", "procedure_of_other_regime", BREAKS),
    (
        SELECTION,
        {"largest_award": yuan(600000), "estimated_value": yuan(600000)},
        "regime",
        "threshold_reached",
        BREAKS,
    ),
    (
        SELECTION,
        {"level": None, "estimated_value": yuan(400000), "largest_award": yuan(400000)}
        | {"published_at": at("2024-01-03")},
        "level",
        "depends_on_level",
        CANNOT_TELL,
    ),
    (CONSULTATION, {"estimated_value": yuan(2000000)}, "procedure", "approval_needed", NEEDS_REASON),
    (CONSULTATION, {"ground": None}, "ground", "ground_missing", BREAKS),
    (CONSULTATION, {"ground": "only_one_supplier"}, "ground", "ground_of_other_procedure", BREAKS),
    (GRANT, {"instrument": "contract"}, "instrument", "instrument_not_allowed", BREAKS),
    (SELECTION, {"instrument": "grant"}, "instrument", "instrument_not_allowed", BREAKS),
    (CONSULTATION, {"buyer_class": "public_institution_class_1"}, "buyer_class", "buyer_barred", BREAKS),
    (CONSULTATION, {"buyer_class": "mass_organisation"}, "buyer_class", "buyer_barred", BREAKS),
    (CONSULTATION, {"buyer_class": None}, "buyer_class", "not_stated", CANNOT_TELL),
    (CONSULTATION, {"consortium_allowed": None}, "consortium_allowed", "not_stated", BREAKS),
    (CONSULTATION, {"sme_reservation": None}, "sme_reservation", "not_stated", BREAKS),
    (CONSULTATION, {"sme_ground": None}, "sme_ground", "sme_ground_missing", BREAKS),
    (GRANT, {"eligibility": Eligibility()}, "eligibility", "eligibility_not_stated", BREAKS),
    (GRANT, who(GRANT, hosted_allowed=False), "eligibility.hosted_allowed", "hosted_shut_out", NEEDS_REASON),
    (GRANT, who(GRANT, area_limit="本市"), "eligibility.area_limit", "area_limit_needs_reason", NEEDS_REASON),
    (
        CONSULTATION,
        who(CONSULTATION, area_limit="本市"),
        "eligibility.area_limit",
        "area_limit_forbidden",
        BREAKS,
    ),
    (
        GRANT,
        who(GRANT, experience_required="做过"),
        "eligibility.experience_required",
        "experience_required_needs_reason",
        NEEDS_REASON,
    ),
    (
        CONSULTATION,
        who(CONSULTATION, experience_required="做过"),
        "eligibility.experience_required",
        "experience_required_forbidden",
        BREAKS,
    ),
    (GRANT, who(GRANT, min_age_years=Decimal(3)), "eligibility.min_age_years", "age_shuts_out", BREAKS),
    (
        CONSULTATION,
        who(CONSULTATION, legal_forms=("unregistered",)),
        "eligibility.legal_forms",
        "unregistered_supplier",
        BREAKS,
    ),
    (GRANT, {"estimated_value": None}, "estimated_value", "not_stated", BREAKS),
    (GRANT, {"largest_award": yuan(220001)}, "largest_award", "above_budget", BREAKS),
    (GRANT, {"awards_by": "number"}, "max_awards", "awards_number_missing", BREAKS),
    (GRANT, {"awards_by": "one", "max_awards": Decimal(2)}, "max_awards", "awards_said_twice", BREAKS),
    (GRANT, {"awards_by": "money", "max_awards": Decimal(42)}, "max_awards", "awards_said_twice", BREAKS),
    (GRANT, {"smallest_award": yuan(220001)}, "smallest_award", "smallest_above_largest", BREAKS),
    (
        GRANT,
        {"largest_award": yuan(9000), "smallest_award": yuan(9001)},
        "smallest_award",
        "smallest_above_largest",
        BREAKS,
    ),
    (
        GRANT,
        {"awards_by": "number", "max_awards": Decimal(42), "smallest_award": yuan(5300)},
        "max_awards",
        "awards_above_budget",
        BREAKS,
    ),
    (GRANT, {"ceiling_price": yuan(220001)}, "ceiling_price", "above_budget", BREAKS),
    (
        CONSULTATION,
        {"intention_published_on": None},
        "intention_published_on",
        "intention_missing",
        NEEDS_REASON,
    ),
    (
        CONSULTATION,
        {"intention_published_on": date(2026, 3, 12)},
        "intention_published_on",
        "intention_too_late",
        NEEDS_REASON,
    ),
    (GRANT, {"published_at": None}, "published_at", "publication_not_stated", CANNOT_TELL),
    (GRANT, {"published_at": None}, "bids_due", "cannot_count", CANNOT_TELL),
    (CONSULTATION, {"published_at": at("2026-04-10T08:59")}, "published_at", "portal_before_medium", BREAKS),
    (CONSULTATION, {"official_medium_url": None}, "official_medium_url", "medium_address_missing", BREAKS),
    (
        CONSULTATION,
        {"official_medium_url": "javascript:alert(1)"},
        "official_medium_url",
        "medium_address_wrong",
        BREAKS,
    ),
    (
        CONSULTATION,
        {"official_medium_published_at": None},
        "official_medium_published_at",
        "medium_time_missing",
        BREAKS,
    ),
    (
        CONSULTATION,
        {"documents_from": date(2026, 4, 9)},
        "documents_from",
        "documents_before_publication",
        BREAKS,
    ),
    (CONSULTATION, {"documents_to": None}, "documents_to", "not_stated", BREAKS),
    (
        CONSULTATION,
        {"documents_to": date(2026, 4, 22)},
        "documents_to",
        "documents_end_after_closing",
        BREAKS,
    ),
    (GRANT, {"documents_to": date(2024, 7, 15)}, "documents_to", "documents_not_until_closing", BREAKS),
    (GRANT, {"bids_due": None}, "bids_due", "not_stated", BREAKS),
    (GRANT, {"ask_by": None}, "ask_by", "not_stated", BREAKS),
    (GRANT, {"ask_by": date(2024, 7, 11)}, "ask_by", "ask_by_too_late", BREAKS),
    (GRANT, {"answers_by": date(2024, 7, 15)}, "answers_by", "answers_by_too_late", BREAKS),
    (GRANT, {"ask_by": date(2024, 7, 1)}, "ask_by", "ask_by_before_publication", BREAKS),
    (GRANT, {"answers_by": date(2024, 7, 9)}, "answers_by", "answers_before_questions", BREAKS),
    (GRANT, {"opens_at": at("2024-07-16T16:59")}, "opens_at", "opening_before_closing", BREAKS),
    (OPEN_TENDER, {"opens_at": at("2026-05-07T09:30")}, "opens_at", "opening_not_at_closing", BREAKS),
    (OPEN_TENDER, {"opens_at": None}, "opens_at", "not_stated", BREAKS),
    (CONSULTATION, {"price_weight": None}, "price_weight", "not_stated", BREAKS),
    (CONSULTATION, {"price_weight": Decimal(9)}, "price_weight", "price_weight_low", BREAKS),
    (CONSULTATION, {"price_weight": Decimal(31)}, "price_weight", "price_weight_high", BREAKS),
    (OPEN_TENDER, {"price_weight": Decimal(9)}, "price_weight", "price_weight_low", BREAKS),
    (
        CONSULTATION,
        {"criteria": (Criterion("报价", Decimal(20)), Criterion("方案", Decimal(80)))},
        "criteria",
        "price_criterion_missing",
        BREAKS,
    ),
    (
        OPEN_TENDER,
        {"criteria": (Criterion("团队", Decimal(10)), Criterion("方案", Decimal(90)))},
        "criteria",
        "price_criterion_missing",
        BREAKS,
    ),
    (GRANT, {"criteria": ()}, "criteria", "criteria_missing", BREAKS),
    (GRANT, {"criteria": (Criterion("服务质量", Decimal(99)),)}, "criteria", "weights_sum", BREAKS),
    (
        GRANT,
        {"criteria": (Criterion("质量", Decimal(100)), Criterion("", None))},
        "criteria",
        "criterion_incomplete",
        BREAKS,
    ),
    (GRANT, {"criteria": (Criterion("检测人数", Decimal(100)),)}, "criteria", "quality_not_judged", BREAKS),
    (GRANT, {"full_text": "开展HIV检测，自愿、保密。"}, "full_text", "consent_clause_missing", BREAKS),
    (GRANT, {"full_text": None}, "full_text", "consent_clause_missing", BREAKS),
    (GRANT, {"includes_testing": None}, "includes_testing", "testing_not_stated", CANNOT_TELL),
    (GRANT, {"includes_testing": False}, "includes_testing", "testing_denied", NEEDS_REASON),
    (
        GRANT,
        {"full_text": "自愿、知情、保密。按检测人数支付经费。"},
        "full_text",
        "asks_paid_by_count",
        NEEDS_REASON,
    ),
    (
        GRANT,
        {"full_text": "自愿、知情、保密。每检测一人50元。"},
        "full_text",
        "asks_paid_by_count",
        NEEDS_REASON,
    ),
    (
        GRANT,
        {"full_text": "自愿、知情、保密。全年不少于500人次。"},
        "full_text",
        "asks_activity_prescribed",
        NEEDS_REASON,
    ),
    (GRANT, {"deposit": yuan(1)}, "deposit", "charge_before_award", BREAKS),
    (CONSULTATION, {"deposit": yuan(16001)}, "deposit", "deposit_too_high", BREAKS),
    (GRANT, {"indirect_costs": IndirectCosts()}, "indirect_costs", "indirect_costs_not_stated", BREAKS),
    (
        GRANT,
        {"indirect_costs": IndirectCosts(ceiling=Decimal(0))},
        "indirect_costs",
        "indirect_costs_not_paid",
        NEEDS_REASON,
    ),
    (GRANT, {"capacity_amount": None}, "capacity_amount", "capacity_not_stated", BREAKS),
    (GRANT, {"capacity_amount": Decimal(0)}, "capacity_amount", "capacity_zero", NEEDS_REASON),
    (GRANT, {"payment_schedule": None}, "payment_schedule", "payments_not_stated", BREAKS),
    (GRANT, paid((90, 15, "agreement")), "payment_schedule", "payments_sum", BREAKS),
    (
        GRANT,
        paid((39, 15, "agreement"), (61, 15, "acceptance")),
        "payment_schedule",
        "first_payment_small",
        BREAKS,
    ),
    (GRANT, paid((100, 16, "agreement")), "payment_schedule", "first_payment_late", BREAKS),
    (GRANT, paid((49, 15, "agreement"), (51, 15, "output")), "payment_schedule", "output_share_high", BREAKS),
    (GRANT, {"client_data": "names"}, "client_data", "client_names_asked", BREAKS),
    (CONSULTATION, {"client_data": "names"}, "client_data", "client_names_asked", BREAKS),
    (GRANT, {"client_data": None}, "client_data", "not_stated", BREAKS),
    (CONSULTATION, {"funding": "conditional"}, "funding", "funding_conditional", BREAKS),
    (CONSULTATION, {"contract_months": Decimal(24)}, "contract_months", "term_needs_stability", NEEDS_REASON),
    (CONSULTATION, {"contract_months": Decimal(37)}, "contract_months", "term_too_long", BREAKS),
    (GRANT, {"invited_only_reason": ""}, "invited_only_reason", "invited_only", NEEDS_REASON),
]
