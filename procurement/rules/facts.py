"""Everything a publication rule may ask about a call, in one frozen shape with every field optional."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from procurement.rules.vocabulary import STATUTORY

# China has kept one time, without summer time, since 1992; facts are refused before 2000.
LOCAL_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")


def legal_day(moment: datetime) -> date:
    """The local date of an aware moment, the only date a rule counts with."""
    return moment.astimezone(LOCAL_TIME).date()


@dataclass(frozen=True)
class Criterion:
    text: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True)
class Eligibility:
    """``area_limit`` and ``experience_required``: None not stated, "" no such condition, else its words."""

    legal_forms: tuple[str, ...] | None = None
    hosted_allowed: bool | None = None
    area_limit: str | None = None
    experience_required: str | None = None
    min_age_years: Decimal | None = None


@dataclass(frozen=True)
class IndirectCosts:
    """``payable``: the kinds that are paid, () for none; ``ceiling`` in percent of the budget."""

    payable: tuple[str, ...] | None = None
    ceiling: Decimal | None = None
    excluded_reason: str = ""


@dataclass(frozen=True)
class Payment:
    """``share`` in percent; ``within_days`` calendar days after what ``basis`` names."""

    share: Decimal | None = None
    within_days: int | None = None
    basis: str | None = None


@dataclass(frozen=True)
class Passage:
    """Words of a call as they stand in ``field``; in ``file``, where that is an annex."""

    field: str = ""
    text: str = ""
    file: str = ""


@dataclass(frozen=True)
class Facts:
    """Money in yuan, weights in percent, moments aware, days local. None means not stated."""

    procedure: str | None = None
    regime: str | None = None
    instrument: str | None = None
    object: str | None = None
    service_class: str | None = None
    includes_testing: bool | None = None
    buyer_class: str | None = None
    level: str | None = None
    estimated_value: Decimal | None = None
    largest_award: Decimal | None = None
    smallest_award: Decimal | None = None
    awards_by: str | None = None
    max_awards: Decimal | None = None
    ceiling_price: Decimal | None = None
    intention_published_on: date | None = None
    published_at: datetime | None = None
    documents_from: date | None = None
    documents_to: date | None = None
    ask_by: date | None = None
    answers_by: date | None = None
    bids_due: datetime | None = None
    opens_at: datetime | None = None
    price_weight: Decimal | None = None
    criteria: tuple[Criterion, ...] | None = None
    deposit: Decimal | None = None
    sme_reservation: str | None = None
    sme_ground: str | None = None
    ground: str | None = None
    invited_only_reason: str | None = None
    official_medium_url: str | None = None
    official_medium_published_at: datetime | None = None
    consortium_allowed: bool | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    indirect_costs: IndirectCosts = field(default_factory=IndirectCosts)
    capacity_amount: Decimal | None = None
    payment_schedule: tuple[Payment, ...] | None = None
    client_data: str | None = None
    funding: str | None = None
    contract_months: Decimal | None = None
    words: tuple[Passage, ...] | None = None
    full_text: str | None = None

    @property
    def award(self) -> Decimal | None:
        """The largest single award, yuan; the estimated value where none is named."""
        return self.estimated_value if self.largest_award is None else self.largest_award

    def most_of_one(self, lot_value: Decimal | None = None) -> Decimal | None:
        """The most one bid may ask for and one award may give: the lowest of what is stated of the ceiling price, the
        largest award and the money there is (of the lot, else of the call)."""
        money = self.estimated_value if lot_value is None else lot_value
        named = (self.ceiling_price, self.largest_award, money)
        return min((one for one in named if one is not None), default=None)

    @property
    def bought(self) -> str:
        return self.object or "services"

    @property
    def legal_at(self) -> datetime | None:
        """When every count starts: the official medium's time in the statutory regime, else the portal's."""
        if self.regime == STATUTORY and self.official_medium_published_at is not None:
            return self.official_medium_published_at
        return self.published_at

    @property
    def legal_from(self) -> date | None:
        return None if self.legal_at is None else legal_day(self.legal_at)

    @property
    def closes_on(self) -> date | None:
        return None if self.bids_due is None else legal_day(self.bids_due)
