"""How offers are judged: the panel the law asks for, points for the price, means, ranking, candidates."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from procurement.rules import wording
from procurement.rules.case import Case, number_of
from procurement.rules.deductions import evaluated, goes_by_lowest
from procurement.rules.row import Row

CENT = Decimal("0.01")
# How every mean and every price score is rounded; it stands in the report and on its page.
ROUNDING = "half_up_0.01"
MOST_POINTS = Decimal(100)
WEAKEST = 2
# Portal rules: a link works so many days unless the scores are handed in before; a final offer gets a day.
LINK_DAYS = 14
FINAL_OFFER_HOURS = 24
BUYER, OUTSIDER, COMMUNITY, EXPERT = "buyer", "outsider", "community", "expert"


class PriceUnclearError(Exception):
    """The call gives the price a weight, and no one criterion of that weight is the price."""


class Formula(StrEnum):
    """How a lot is decided. ``LOW_PRICE_FIRST``: the lowest offer that meets the requirements is the
    benchmark, the price scores benchmark / price × weight (Order 87 art. 55; Fin. Library [2014] 214 art. 24).
    ``CRITERIA_ONLY``: the price earns no points of its own. ``LOWEST_PRICE``: nothing is scored, the lowest
    offer comes first (Law art. 38, 40)."""

    LOW_PRICE_FIRST = "low_price_first"
    CRITERIA_ONLY = "criteria_only"
    LOWEST_PRICE = "lowest_price"


def rounded(value: Decimal) -> Decimal:
    """To two decimals, a half goes up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


# The panel


@dataclass(frozen=True)
class PanelFault:
    """What keeps a panel from being lawful: ``code`` with the ``wanted`` figure; ``rule`` names the row."""

    code: str
    wanted: int
    rule: str


_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\d(?:[\s.()/-]{0,2}\d){6,}")
_PHONE_DIGITS = 11


def marks_of(name: str, contact: str) -> frozenset[str]:
    """By what a person is known again, however it was written: the name, each telephone without the country's
    number, each mail address; where a contact holds neither, all of it."""
    written = unicodedata.normalize("NFKC", contact).casefold()
    mails = _MAIL.findall(written)
    phones = [
        "".join(filter(str.isdigit, one))[-_PHONE_DIGITS:] for one in _PHONE.findall(_MAIL.sub(" ", written))
    ]
    found = {f"contact:{one}" for one in [*mails, *phones] or [_letters(contact)]} | {
        f"name:{_letters(name)}"
    }
    return frozenset(found - {"name:", "contact:"})


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def panel_faults(seats: Sequence[str], case: Case, *, complete: bool = True) -> list[PanelFault]:
    """What is unlawful about a panel with these seats. ``complete=False`` says only what no further member
    could mend, so that a panel can be seated one by one."""
    found = []
    size, buyer = case.row("panel.size"), case.row("panel.max_buyer_members")
    least, odd, share = (
        case.row(f"committee.{name}") for name in ("min", "odd", "min_expert_share")
    )  # fmt: skip
    many, of_buyer, experts = len(seats), seats.count(BUYER), seats.count(EXPERT)
    if size and (many > number_of(size) or (complete and many != number_of(size))):
        found.append(PanelFault("panel_size", int(number_of(size)), size.id))
    if buyer and of_buyer > number_of(buyer):
        found.append(PanelFault("buyer_members", int(number_of(buyer)), buyer.id))
    named = case.row("result.members_named")
    if named and COMMUNITY in seats:
        found.append(PanelFault("community_unnamed", 0, named.id))
    if not complete:
        return found
    if least and many < number_of(least):
        found.append(PanelFault("committee_min", int(number_of(least)), least.id))
    if odd and many % 2 == 0:
        found.append(PanelFault("committee_odd", many + 1, odd.id))
    if share and experts * 3 < many * number_of(share):
        wanted = -(-many * int(number_of(share)) // 3)
        found.append(PanelFault("expert_share", wanted, share.id))
    return found


# The rows that speak of a panel, in the order a page shows them, and the fault each leads to.
_PANEL_ROWS = {
    "panel.size": "panel_size",
    "panel.max_buyer_members": "buyer_members",
    "committee.min": "committee_min",
    "committee.odd": "committee_odd",
    "committee.min_expert_share": "expert_share",
    "committee.experts_drawn": "experts_undrawn",
    "result.members_named": "community_unnamed",
}


@dataclass(frozen=True)
class Asked:
    """What one row asks of a panel; ``fault`` where these seats do not meet it yet."""

    row: Row
    fault: PanelFault | None = None


def panel_asks(seats: Sequence[str], case: Case, *, undrawn: int = 0) -> list[Asked]:
    """Every row that speaks of this panel, met or not. ``undrawn``: how many experts came by no draw, which the law
    allows where the budget's own authority agreed: it is said and stops nothing."""
    faults = {one.code: one for one in panel_faults(seats, case)}
    drawn = case.row("committee.experts_drawn")
    if drawn and undrawn:
        faults["experts_undrawn"] = PanelFault("experts_undrawn", undrawn, drawn.id)
    rows = ((case.row(parameter), code) for parameter, code in _PANEL_ROWS.items())
    return [Asked(row, faults.get(code)) for row, code in rows if row is not None]


# Criteria and points


@dataclass(frozen=True)
class Weighed:
    """One criterion of a lot: ``of`` is the most it can earn."""

    key: int
    of: Decimal
    text: str = ""


@dataclass(frozen=True)
class Plan:
    """How a lot is scored: ``panel`` are the criteria people score, ``price`` the one the formula scores."""

    formula: Formula
    panel: tuple[Weighed, ...]
    price: Weighed | None = None

    @property
    def all(self) -> tuple[Weighed, ...]:
        return self.panel + ((self.price,) if self.price else ())


def plan_of(case: Case, criteria: Sequence[Weighed]) -> Plan:
    """How this call decides one lot. A uniform price has no weight, so it is not scored.

    Raises PriceUnclearError."""
    if goes_by_lowest(case):
        return Plan(Formula.LOWEST_PRICE, ())
    weight = case.facts.price_weight
    if not weight:
        return Plan(Formula.CRITERIA_ONLY, tuple(criteria))
    named = [one for one in criteria if one.of == weight and wording.is_price(one.text)]
    if len(named) != 1:
        raise PriceUnclearError
    rest = tuple(one for one in criteria if one is not named[0])
    return Plan(Formula.LOW_PRICE_FIRST, rest, named[0])


def in_range(points: Decimal, of: Decimal) -> bool:
    """Whether somebody may give ``points``: from 0 to the criterion's own most, two decimals."""
    return points.is_finite() and 0 <= points <= of and points == points.quantize(CENT)


def price_score(price: Decimal, *, benchmark: Decimal, of: Decimal) -> Decimal:
    """benchmark / price × ``of``, to two decimals. Prices in yuan; an offer of nothing earns all of it."""
    if price <= benchmark:
        return rounded(of)
    return rounded(benchmark / price * of)


def mean(points: Sequence[Decimal]) -> Decimal:
    """Of all members, none dropped (Order 87 art. 55), to two decimals."""
    return rounded(sum(points, Decimal(0)) / len(points))


# Ranking


@dataclass(frozen=True)
class Scored:
    """An offer that meets the requirements: ``price`` in yuan, judged by ``share`` percent lower; ``points`` of each
    member by criterion."""

    bid: str
    price: Decimal
    points: Mapping[int, Sequence[Decimal]]
    share: Decimal = Decimal(0)

    @property
    def evaluated(self) -> Decimal:
        """The price that is compared; what is signed is the price itself."""
        return evaluated(self.price, self.share)


@dataclass(frozen=True)
class Ranked:
    """``points`` by criterion as they count; they add up to ``score``. Equal in everything: equal rank."""

    bid: str
    rank: int
    score: Decimal
    price_score: Decimal
    price: Decimal
    points: Mapping[int, Decimal]
    evaluated: Decimal


def rank(offers: Iterable[Scored], plan: Plan) -> list[Ranked]:
    """Best first, by the prices that are judged. Equal scores: the lower price as offered first, then the better one in
    the heaviest criterion, and so on down (Fin. Library [2014] 214 art. 25; Order 87 art. 57). What is equal even then
    shares its rank and stands in the order of the bids' numbers, which are random."""
    given = list(offers)
    benchmark = min((one.evaluated for one in given), default=Decimal(0))
    counted = [_counted(one, plan, benchmark) for one in given]
    keys = {one.bid: _order(one, plan) for one in counted}
    counted.sort(key=lambda one: (keys[one.bid], one.bid))
    placed: list[Ranked] = []
    for place, one in enumerate(counted, 1):
        same = placed and keys[placed[-1].bid] == keys[one.bid]
        where = placed[-1].rank if same else place
        placed.append(replace(one, rank=where))
    return placed


def _counted(offer: Scored, plan: Plan, benchmark: Decimal) -> Ranked:
    points = {one.key: mean(offer.points[one.key]) for one in plan.panel}
    for_price = Decimal("0.00")
    if plan.price:
        for_price = price_score(offer.evaluated, benchmark=benchmark, of=plan.price.of)
        points[plan.price.key] = for_price
    total = sum(points.values(), Decimal("0.00"))
    return Ranked(offer.bid, 0, total, for_price, offer.price, points, offer.evaluated)


def _order(one: Ranked, plan: Plan) -> tuple[Decimal, ...]:
    if plan.formula is Formula.LOWEST_PRICE:
        return (one.evaluated,)
    heaviest = sorted(plan.panel, key=lambda each: -each.of)
    return (-one.score, one.price, *(-one.points[each.key] for each in heaviest))


def candidates(ranked: Sequence[Ranked], case: Case) -> list[Ranked]:
    """Those the report names for award: as many as the rule asks for (three in a consultation), everybody
    where it asks for no number or fewer are there; who shares the last place is named too."""
    row = case.row("candidates.min")
    if row is None:
        return list(ranked)
    return [one for one in ranked if one.rank <= number_of(row)]


def weakest(points: Mapping[int, Decimal], criteria: Sequence[Weighed]) -> list[int]:
    """The two criteria with the lowest share of what they could earn, weakest first; of equal shares the
    heavier one first. One that earned everything is not weak."""
    lost = [one for one in criteria if one.of and points[one.key] < one.of]
    lost.sort(key=lambda one: (points[one.key] / one.of, -one.of, one.key))
    return [one.key for one in lost[:WEAKEST]]


def scored_alone(person: int, scorers: Iterable[int | None]) -> bool:
    """Whether all scores are of one person (``None``: somebody without an account)."""
    return set(scorers) == {person}
