"""Random calls for property tests."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from procurement.rules.facts import Criterion, Eligibility, Facts, IndirectCosts, Payment
from procurement.rules.procedures import PROCEDURES
from procurement.rules.vocabulary import (
    AWARDS_BY,
    BUYER_CLASSES,
    CLIENT_DATA,
    CONTRACT_OBJECTS,
    FUNDING,
    INDIRECT_COSTS,
    INSTRUMENTS,
    LEGAL_FORMS,
    LEVELS,
    PAYMENT_BASES,
    REGIMES,
    SERVICE_CLASSES,
    SME_RESERVATIONS,
)

WORDS = st.sampled_from(
    [
        "自愿、知情、保密。",
        "不少于500人次",
        "按检测人数支付",
        "HIV检测",
        "满意度",
        "government_purchased_service",
        "x",
    ]
)
MONEY = st.integers(0, 5_000_000).map(Decimal)
SHARES = st.integers(0, 120).map(Decimal)
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def days(first=date(2005, 1, 1), last=date(2035, 12, 31)):
    return st.dates(first, last)


@st.composite
def moments(draw, first=datetime(2005, 1, 2), last=datetime(2035, 12, 30)):
    """Any minute, said in any zone."""
    naive = draw(st.datetimes(first, last)).replace(second=0, microsecond=0)
    return naive.replace(tzinfo=draw(ZONES))


def maybe(strategy):
    return st.none() | strategy


def one_of(codes):
    return maybe(st.sampled_from(sorted(codes)))


@st.composite
def facts_strategy(draw):
    eligibility = st.builds(
        Eligibility,
        legal_forms=maybe(st.lists(st.sampled_from(LEGAL_FORMS), max_size=3).map(tuple)),
        hosted_allowed=maybe(st.booleans()),
        area_limit=maybe(WORDS),
        experience_required=maybe(WORDS),
        min_age_years=maybe(SHARES),
    )
    indirect = st.builds(
        IndirectCosts,
        payable=maybe(st.lists(st.sampled_from(INDIRECT_COSTS), max_size=3).map(tuple)),
        ceiling=maybe(SHARES),
        excluded_reason=st.just("") | WORDS,
    )
    payment = st.builds(
        Payment, share=maybe(SHARES), within_days=maybe(st.integers(0, 400)), basis=one_of(PAYMENT_BASES)
    )
    criterion = st.builds(Criterion, text=st.just("") | WORDS, weight=maybe(SHARES))
    fields = {
        "procedure": one_of(PROCEDURES),
        "regime": one_of(REGIMES),
        "instrument": one_of(INSTRUMENTS),
        "object": one_of(CONTRACT_OBJECTS),
        "service_class": one_of(SERVICE_CLASSES),
        "buyer_class": one_of(BUYER_CLASSES),
        "level": one_of(LEVELS),
        "sme_reservation": one_of(SME_RESERVATIONS),
        "client_data": one_of(CLIENT_DATA),
        "funding": one_of(FUNDING),
        "awards_by": one_of(AWARDS_BY),
        "max_awards": maybe(st.integers(1, 999).map(Decimal)),
        "eligibility": eligibility,
        "indirect_costs": indirect,
        "payment_schedule": maybe(st.lists(payment, max_size=3).map(tuple)),
        "criteria": maybe(st.lists(criterion, max_size=3).map(tuple)),
        "price_weight": maybe(SHARES),
        "contract_months": maybe(SHARES),
    }
    for name in (
        "estimated_value",
        "largest_award",
        "smallest_award",
        "ceiling_price",
        "deposit",
        "capacity_amount",
    ):
        fields[name] = maybe(MONEY)
    for name in ("intention_published_on", "documents_from", "documents_to", "ask_by", "answers_by"):
        fields[name] = maybe(days())
    for name in ("published_at", "bids_due", "opens_at", "official_medium_published_at"):
        fields[name] = maybe(moments())
    for name in ("includes_testing", "consortium_allowed"):
        fields[name] = maybe(st.booleans())
    for name in ("sme_ground", "ground", "invited_only_reason", "official_medium_url", "full_text"):
        fields[name] = maybe(WORDS)
    return Facts(**{name: draw(strategy) for name, strategy in fields.items()})
