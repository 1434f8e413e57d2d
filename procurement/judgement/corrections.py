"""What a correction changes, what follows from it, and whether the rules allow it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.ground.clock import legal_date
from procurement import fields
from procurement.judgement import law
from procurement.models import Tender
from procurement.rules import corrections as rules
from procurement.rules.case import Case
from procurement.rules.verdicts import enforce


def changes_between(
    tender: Tender, offered: Mapping[str, Any], *, corrected_at: datetime
) -> dict[str, dict[str, Any]]:
    """Field by field what a correction published at ``corrected_at`` changes, the closing it moves included:
    ``{name: {"before": …, "after": …, "weight": …}}``.

    Raises RuleError for a field that a correction may not touch and for a deadline set earlier."""
    case, standing = law.case_of(tender), fields.read(tender)
    wanted = {name: value for name, value in offered.items() if not fields.alike(standing.get(name), value)}
    # A form gives every field back; only what differs is wanted, so the rest may follow a moved closing.
    wanted |= _moved_closing(case, wanted, corrected_at)
    wanted |= following(tender, wanted)
    changes = {
        name: {
            "before": fields.plain(standing.get(name)),
            "after": fields.plain(value),
            "weight": str(rules.classify_change(name, regime=tender.regime)),
        }
        for name, value in sorted(wanted.items())
    }
    enforce(
        rules.check_correction(
            case.facts, changes, corrected_at=corrected_at, book=case.book, calendar=case.calendar
        )
    )
    return changes


def _moved_closing(case: Case, wanted: Mapping[str, Any], corrected_at: datetime) -> dict[str, datetime]:
    """The closing and opening that a late material change brings about, where they are not later already."""
    after = rules.deadline_after(
        case.facts, changed=wanted, corrected_at=corrected_at, book=case.book, calendar=case.calendar
    )
    if after is None or not after.moved:
        return {}
    return {"bids_due": max(after.bids_due, wanted.get("bids_due") or after.bids_due)}


def following(tender: Tender, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The opening and the end of the documents, where they kept step with a closing that now moves later."""
    bids_due = wanted.get("bids_due")
    if not bids_due or not tender.bids_due or bids_due <= tender.bids_due:
        return {}
    moved: dict[str, Any] = {}
    if tender.opens_at and "opens_at" not in wanted:
        moved["opens_at"] = bids_due + (tender.opens_at - tender.bids_due)
    if tender.documents_to == legal_date(tender.bids_due) and "documents_to" not in wanted:
        moved["documents_to"] = legal_date(bids_due)
    return moved
