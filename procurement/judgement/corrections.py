"""What a correction changes, what follows from it, and whether the rules allow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.ground.clock import legal_date
from procurement import fields, stated
from procurement.judgement import law
from procurement.models import Amendment, Document, Tender
from procurement.rules import corrections as rules
from procurement.rules.case import Case
from procurement.rules.verdicts import Verdict, enforce
from procurement.selectors.calls import current_documents

# What a correction changes beside the fields of the call.
DOCUMENTS, REASONS = "documents", "reasons"
_BESIDE = {DOCUMENTS: rules.Touches.TERMS, REASONS: rules.Touches.INFORMATION}


def standing_of(tender: Tender) -> dict[str, Any]:
    """What a correction may change, as it stands: the fields, the files, the published reasons."""
    return {
        **stated.read(tender),
        DOCUMENTS: [document_row(one) for one in current_documents(tender)],
        REASONS: dict(tender.reasons),
    }


def document_row(document: Document) -> dict[str, Any]:
    """A file of the call as a correction names it."""
    return {
        "id": document.pk,
        "title": document.title,
        "extension": document.extension,
        "sha256": document.blob_id,
    }


def changes_between(
    tender: Tender, offered: Mapping[str, Any], *, corrected_at: datetime
) -> dict[str, dict[str, Any]]:
    """Field by field what a correction published at ``corrected_at`` changes, the closing it moves included:
    ``{name: {"before": …, "after": …, "weight": …}}``, with ``"binds": False`` where no sealed bid has to be confirmed
    and ``"follows": True`` where nobody asked for it but the closing, which moves.

    Raises RuleError for a field that a correction may not touch and for a deadline set earlier."""
    case, standing = law.case_of(tender), standing_of(tender)
    wanted = {name: value for name, value in offered.items() if not stated.alike(standing.get(name), value)}
    # A form gives every field back; only what differs is wanted, so the rest may follow a moved closing.
    weight = rules.heaviest(_weight(tender, name) for name in wanted)
    wanted |= _moved_closing(case, wanted, weight, corrected_at)
    follows = following(tender, wanted, case=case, on=legal_date(corrected_at))
    wanted |= follows
    changes = {
        name: {
            "before": stated.plain(standing.get(name)),
            "after": stated.plain(value),
            "weight": str(_weight(tender, name)),
            **({} if _binds(name, standing.get(name), value) else {"binds": False}),
            **({"follows": True} if name in follows else {}),
        }
        for name, value in sorted(wanted.items())
    }
    verdicts = rules.check_correction(
        case.facts,
        changes,
        deadlines=fields.DEADLINES,
        corrected_at=corrected_at,
        book=case.book,
        calendar=case.calendar,
    )
    enforce(law.unpassed(tender, verdicts))
    return changes


@dataclass(frozen=True)
class Effects:
    """What a correction brings about beside what it says: the dates that move, whether questions are taken again,
    whether bids that were sealed before have to be confirmed."""

    moved: Mapping[str, Any]
    asked_until: Any
    confirm: bool


def effects_of(changes: Mapping[str, Mapping[str, Any]], *, on: date) -> Effects:
    """Of a correction published on that day."""
    moved = {
        name: stated.typed(name, one["after"]) for name, one in changes.items() if name in fields.DEADLINES
    }
    before = stated.typed("ask_by", changes.get("ask_by", {}).get("before"))
    return Effects(
        moved=moved,
        asked_until=moved.get("ask_by") if before and before < on else None,
        confirm=rules.asks_confirmation(changes),
    )


def stated_by(tender: Tender, standing: Amendment, offered: Mapping[str, Any]) -> dict[str, Any]:
    """What the correction ``standing`` and the call say of each field of ``offered``."""
    call = standing_of(tender) if offered else {}
    return {
        name: standing.changes[name]["after"] if name in standing.changes else stated.plain(call.get(name))
        for name in offered
    }


def _weight(tender: Tender, name: str) -> rules.Change:
    touches = _BESIDE[name] if name in _BESIDE else fields.FIELDS[name].touches
    return rules.weight_of(touches, regime=tender.regime)


def _binds(name: str, before: Any, after: Any) -> bool:
    return rules.binds(name, *(stated.typed(name, stated.plain(one)) for one in (before, after)))


def _moved_closing(
    case: Case, wanted: Mapping[str, Any], weight: rules.Change, corrected_at: datetime
) -> dict[str, datetime]:
    """The closing and opening that a late material change brings about, where they are not later already."""
    after = rules.deadline_after(
        case.facts, weight=weight, corrected_at=corrected_at, book=case.book, calendar=case.calendar
    )
    if after is None or not after.moved:
        return {}
    return {"bids_due": max(after.bids_due, wanted.get("bids_due") or after.bids_due)}


def following(
    tender: Tender, wanted: Mapping[str, Any], *, case: Case | None = None, on: date | None = None
) -> dict[str, Any]:
    """What follows a closing that now moves later: the opening and the end of the documents, where they kept step with
    it; and from the day ``on``, where it is given, the days for asking and answering."""
    bids_due = wanted.get("bids_due")
    if not bids_due or not tender.bids_due or bids_due <= tender.bids_due:
        return {}
    moved: dict[str, Any] = {}
    if tender.opens_at and "opens_at" not in wanted:
        moved["opens_at"] = bids_due + (tender.opens_at - tender.bids_due)
    if tender.documents_to == legal_date(tender.bids_due) and "documents_to" not in wanted:
        moved["documents_to"] = legal_date(bids_due)
    if on is not None:
        case = case or law.case_of(tender)
        asking = rules.reopened(case.facts, bids_due=bids_due, on=on, book=case.book, calendar=case.calendar)
        moved |= {name: day for name, day in asking.items() if name not in wanted}
    return moved


def on_medium_of_first(tender: Tender, kind: str, url: str) -> list[Verdict]:
    """Whether an amendment that stands at ``url`` on the official medium stands where the first notice does; nothing
    where none has to."""
    first = tender.notices.order_by("seq").values_list("medium_url", flat=True).first()
    if not first or not url:
        return []
    case, act = law.case_of(tender), "correction" if kind == "correction" else "termination"
    return rules.same_medium(
        case.facts, act=act, first=first, then=url, book=case.book, calendar=case.calendar
    )


def moved_by_rule(
    tender: Tender, after: Mapping[str, Any], *, asking_from: date | None = None
) -> dict[str, dict[str, Any]]:
    """The moments that a rule moves and the times that follow them, as changes of a correction; questions are taken
    again from ``asking_from``, where it is given."""
    return {
        name: {
            "before": stated.plain(getattr(tender, name)),
            "after": stated.plain(moment),
            "weight": str(rules.Change.INFORMATIVE),
        }
        for name, moment in {**after, **following(tender, after, on=asking_from)}.items()
        if moment != getattr(tender, name)
    }
