"""What a call asks of a bid, in the shape the rules of bidding judge by."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from organizations.models import Organization
from procurement import stated
from procurement.facts import facts_of
from procurement.judgement import law
from procurement.models import Lot, Tender
from procurement.rules import bidding as rules
from procurement.rules.bidding import NOTHING_DEDUCTED, Fault, Line, LotTerms, Terms
from procurement.rules.case import Case
from procurement.rules.deductions import shares
from procurement.rules.facts import Facts
from procurement.rules.vocabulary import STATUTORY


def terms_of(tender: Tender) -> Terms:
    """The ceilings in force, and the sums between which the call awards."""
    facts = facts_of(tender)

    def of_lot(lot: Lot) -> LotTerms:
        return LotTerms(
            lot.position,
            facts.most_of_one(lot.value, lot.own_largest),
            lot.largest_of_one,
            smallest=lot.least_of_one,
        )

    return Terms(
        regime=tender.regime,
        lots=tuple(map(of_lot, tender.lots.all())),
        indirect_ceiling=_indirect_ceiling(facts),
        management_ceiling=stated.typed("management_ceiling", tender.terms.get("management_ceiling")),
        staff_ceiling=stated.typed("staff_ceiling", tender.terms.get("staff_ceiling")),
        most_lots=_limit(tender, "most_lots_bid"),
        most_won=_limit(tender, "most_lots_won"),
        deductions=shares(law.case_of(tender)) if tender.regime == STATUTORY else NOTHING_DEDUCTED,
    )


def _limit(tender: Tender, name: str) -> Decimal | None:
    """A number of lots; None where the call is not divided or says none."""
    said: Decimal | None = stated.typed(name, tender.terms.get(name)) if tender.is_divided else None
    return said


def _indirect_ceiling(facts: Facts) -> Decimal | None:
    costs = facts.indirect_costs
    return Decimal(0) if costs.payable == () else costs.ceiling


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
