"""What a call asks of a bid, in the shape the rules of bidding judge by."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from organizations.models import Organization
from procurement.facts import facts_of
from procurement.judgement import law
from procurement.models import Lot, Tender
from procurement.rules import bidding as rules
from procurement.rules.bidding import Fault, Line, LotTerms, Terms
from procurement.rules.case import Case


def terms_of(tender: Tender) -> Terms:
    """The ceilings in force: of the call's budget (or the lot's), its highest price and its largest award
    the lowest that is stated."""
    named = (tender.ceiling_price, tender.largest_award)

    def ceiling(lot: Lot) -> Decimal | None:
        budget = lot.value if lot.value is not None else tender.estimated_value
        return min((sum_ for sum_ in (*named, budget) if sum_ is not None), default=None)

    return Terms(
        regime=tender.regime,
        lots=tuple(LotTerms(lot.position, ceiling(lot)) for lot in tender.lots.all()),
        indirect_ceiling=_indirect_ceiling(tender),
    )


def _indirect_ceiling(tender: Tender) -> Decimal | None:
    stated = facts_of(tender).indirect_costs
    if stated.payable == ():
        return Decimal(0)
    return stated.ceiling


def check_parties(
    tender: Tender, *, lead: Organization, partners: Sequence[Organization], host: Organization | None
) -> list[Fault]:
    """Who may not stand behind a bid for ``tender``, by the rules in force for it."""
    book, calendar = law.law_of(tender)
    facts = facts_of(tender)
    row = Case(facts, book, calendar).row("supplier.civil_liability")
    return rules.check_parties(
        regime=tender.regime,
        lead_registered=lead.is_registered or row is None,
        host_registered=None if host is None else host.is_registered,
        hosted_allowed=facts.eligibility.hosted_allowed,
        partners=len(partners),
        consortium_allowed=facts.consortium_allowed,
        article=row.article if row else "",
    )


def plain_lots(lots: Mapping[int, Sequence[Line]]) -> list[dict[str, Any]]:
    """A budget as it stands in the sealed part ``budget``."""
    return [
        {
            "position": position,
            "lines": [
                {"label": line.label, "kind": line.kind, "amount": format(line.amount, "f")}
                | ({"id": line.key} if line.key else {})
                for line in lines
            ],
        }
        for position, lines in lots.items()
    ]


def lots_of(budget: Mapping[str, Any]) -> dict[int, list[Line]]:
    """The budget of a part ``budget``, by lot position."""
    return {
        lot["position"]: [
            Line(line["label"], line["kind"], Decimal(line["amount"]), line.get("id", ""))
            for line in lot["lines"]
        ]
        for lot in budget.get("lots", ())
    }
