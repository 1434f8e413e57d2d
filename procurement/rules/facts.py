"""Everything a publication rule may ask about a call, in one frozen shape with every field optional."""

from dataclasses import dataclass, field, replace
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
class Invitation:
    """How suppliers are found who are asked one by one: by ``method``, ``invited`` out of a ``pool``, drawn before
    ``witnesses``; ``buyer_share`` percent of those recommended come from the buyer."""

    method: str | None = None
    invited: Decimal | None = None
    pool: Decimal | None = None
    witnesses: Decimal | None = None
    buyer_share: Decimal | None = None


@dataclass(frozen=True)
class Framework:
    """``surveyed_users``: how many of those who will use it were asked; ``second_stage``: how they choose."""

    surveyed_users: Decimal | None = None
    second_stage: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Passage:
    """Words of a call as they stand in ``field``; in ``file``, where that is an annex."""

    field: str = ""
    text: str = ""
    file: str = ""


@dataclass(frozen=True)
class LotSaid:
    """What a call says of one of its lots, yuan; what it does not say of it holds as for all."""

    title: str = ""
    value: Decimal | None = None
    awards: Decimal | None = None
    smallest: Decimal | None = None
    largest: Decimal | None = None


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
    lots: tuple[LotSaid, ...] | None = None
    intention_published_on: date | None = None
    published_at: datetime | None = None
    documents_attached: bool | None = None
    documents_url: str | None = None
    documents_from: date | None = None
    documents_to: date | None = None
    ask_by: date | None = None
    answers_by: date | None = None
    bids_due: datetime | None = None
    opens_at: datetime | None = None
    service_from: date | None = None
    price_weight: Decimal | None = None
    criteria: tuple[Criterion, ...] | None = None
    deposit: Decimal | None = None
    sme_reservation: str | None = None
    sme_ground: str | None = None
    sme_deduction: Decimal | None = None
    ground: str | None = None
    invited_only_reason: str | None = None
    invitation: Invitation = field(default_factory=Invitation)
    surveyed_suppliers: Decimal | None = None
    framework: Framework = field(default_factory=Framework)
    first_contract_value: Decimal | None = None
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

    @property
    def each_lot(self) -> tuple[LotSaid, ...]:
        """The lots with what holds for each; the whole call where it is not divided."""
        number = (self.max_awards or Decimal(1)) if self.awards_by == "number" else None
        whole = LotSaid(
            value=self.estimated_value,
            awards=number if self.awards_by != "one" else Decimal(1),
            smallest=self.smallest_award,
            largest=self.largest_award,
        )
        return tuple(
            replace(
                one,
                awards=one.awards or whole.awards,
                smallest=whole.smallest if one.smallest is None else one.smallest,
                largest=whole.largest if one.largest is None else one.largest,
            )
            for one in self.lots or (whole,)
        )

    def most_of_one(self, lot_value: Decimal | None = None, largest: Decimal | None = None) -> Decimal | None:
        """The most one bid may ask for and one award may give: the lowest of what is stated of the ceiling price, the
        largest award and the money there is (each of the lot, else of the call)."""
        money = self.estimated_value if lot_value is None else lot_value
        named = (self.ceiling_price, self.largest_award if largest is None else largest, money)
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
