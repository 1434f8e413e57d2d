"""The part of a release that says what came of a call: suppliers, awards, contracts, payments, acceptance."""

from typing import Any

from procurement import labels
from procurement.ocds.source import (
    Payment,
    Source,
    buyer_of,
    lot_of,
    moment_of,
    places_of,
    reference_to,
    supplier_of,
    value_of,
)


def suppliers_of(source: Source) -> list[dict[str, str]]:
    """Whom the notice names, and who was paid: a published contract names them."""
    body = {} if source.between else source.body
    named = [*body.get("result", {}).get("winners", []), body.get("contract", {}), body.get("acceptance", {})]
    found = [supplier_of(one.get("name_zh", ""), one.get("name_en", "")) for one in named if one]
    found += [_payee(one) for one in source.payments]
    return list({one["id"]: one for one in found if one}.values())


def awards_of(source: Source) -> list[dict[str, Any]]:
    """The awards that this notice makes, shows or takes back."""
    if source.between or not ("result" in source.body or "revoked" in source.body):
        return []
    fallen = source.body.get("revoked")
    if fallen:
        place = source.places.get(fallen["number"])
        return (
            [{"id": source.award_id(place), "status": "cancelled", "description": fallen["zh"]}]
            if place
            else []
        )
    result = source.body["result"]
    pending = result["stage"] == "list"
    return [
        {
            "id": source.award_id(place),
            "title": source.call.get("title_zh"),
            "description": result["decided"]["reason_zh"],
            "status": "pending" if pending or one.get("held") else "active",
            # As in the register of awards; what is only intended has none yet.
            "date": None if pending or one.get("held") else moment_of(source.awarded_at.get(place)),
            "value": value_of(one["value"]),
            "suppliers": reference_to(supplier_of(one["name_zh"], one["name_en"])),
            "relatedLots": [str(lot_of(one))],
        }
        for one, place in zip(
            result["winners"],
            places_of((lot_of(one), one["rank"]) for one in result["winners"]),
            strict=True,
        )
    ]


def _award_of(source: Source, award: str) -> str:
    return source.award_id(source.places.get(award, "1-1"))


def contracts_of(source: Source) -> list[dict[str, Any]]:
    """The contract that this notice publishes or accepts, and what is known to be paid of any."""
    found: dict[str, dict[str, Any]] = {}
    if not source.between and "contract" in source.body:
        found[source.body["contract"]["number"]] = _contract(source)
    if not source.between and "acceptance" in source.body:
        found[source.body["acceptance"]["contract"]] = _accepted(source)
    for one in source.payments:
        base = {"id": one.contract, "awardID": _award_of(source, one.award), "implementation": {}}
        done = found.setdefault(one.contract, base)["implementation"]
        done["transactions"] = _transactions(one, source)
        paid = {"id": "payment-1", "type": "financing", "status": "met", "dateMet": moment_of(one.paid_on)}
        others = [row for row in done.get("milestones", []) if row["id"] != paid["id"]]
        first = [row for row in done.get("milestones", []) if row["id"] == paid["id"]]
        done["milestones"] = [{**(first[0] if first else {}), **paid}, *others]
    return list(found.values())


def _payee(one: Payment) -> dict[str, str] | None:
    return supplier_of(one.name_zh, one.name_en)


def _transactions(one: Payment, source: Source) -> list[dict[str, Any]]:
    """The payment, and its passing on to a group that is not named here: the portal knows days, no sums."""
    payer, payee = buyer_of(source), _payee(one)
    reference = reference_to(payee)[0] if payee else None
    paid = {"id": f"{one.contract}-1", "date": moment_of(one.paid_on), "payer": payer, "payee": reference}
    if one.passed_on is None:
        return [paid]
    return [paid, {"id": f"{one.contract}-1-passed-on", "date": moment_of(one.passed_on), "payer": reference}]


def _contract(source: Source) -> dict[str, Any]:
    said = source.body["contract"]
    return {
        "id": said["number"],
        "awardID": _award_of(source, said["award"]),
        "description": said.get("summary_zh"),
        "status": "active",
        "period": {
            "startDate": moment_of(said["starts_on"]),
            "endDate": moment_of(said["ends_on"], end=True),
        },
        "value": value_of(said["value"]),
        "dateSigned": moment_of(said["signed_on"]),
        "implementation": {
            "milestones": [
                {
                    "id": f"payment-{place}",
                    "type": "financing",
                    "title": f"{one['share']}%",
                    "dueDate": moment_of(one.get("due_on"), end=True),
                    "status": "scheduled",
                }
                for place, one in enumerate(said.get("payments") or (), 1)
            ]
        },
    }


def _accepted(source: Source) -> dict[str, Any]:
    said = source.body["acceptance"]
    award = source.awards_of_contracts.get(said["contract"], "")
    return {
        "id": said["contract"],
        "awardID": _award_of(source, award),
        "status": "terminated",
        "implementation": {
            "milestones": [
                {
                    "id": "acceptance",
                    "type": "assessment",
                    "title": str(labels.notice_kind("acceptance")),
                    "status": "notMet" if said["result"] == "failed" else "met",
                    "dateMet": moment_of(said["accepted_on"]) if said["result"] != "failed" else None,
                }
            ]
        },
    }
