"""The course of a call: what was published, where it stands today, and what must still come by when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from portal.ground import clock
from portal.ground.formatting import day, reader_language
from procurement import labels
from procurement.kinds import KINDS
from procurement.models import Duty, Notice, Tender
from procurement.rules.procedures import PROCEDURES
from procurement.selectors.awards import PublicObjection
from procurement.views.public import outcomes
from procurement.views.public.dues import date_label


def course(
    found: Tender,
    notices: list[Notice],
    objections: list[PublicObjection],
    held: frozenset[str],
    duties: Sequence[Duty],
    now: datetime,
) -> list[dict[str, Any]]:
    """Notices so far, today, then what the rules say must still come, and by when."""
    past: list[dict[str, Any]] = [
        {
            "title": labels.notice_kind(one.kind),
            "state": "past",
            "moment": one.legal_at,
            "at": one.legal_at,
            "url": reverse("notice", args=[found.number, one.seq]),
        }
        for one in notices
    ]
    past = sorted([*past, *outcomes.past_events(found, objections, held)], key=lambda one: one["at"])
    begun = since(found, notices)
    today = {
        "title": labels.step(found.step),
        "state": "now",
        "note": gettext("since %(day)s") % {"day": day(begun, reader_language())} if begun else "",
    }
    stated = [
        {"title": date_label(found, name), "state": "todo", "moment": moment}
        for name in ("ask_by", "answers_by", "bids_due", "opens_at")
        if (moment := getattr(found, name)) and is_ahead(moment, now)
    ]
    owed = [
        {
            "title": labels.duty(duty.kind, duty.subject),
            "state": "late" if duty.due_at < now else "todo",
            "moment": duty.due_at,
            "ends_of_day": True,
            "not_later": True,
            "provisional": duty.provisional,
        }
        for duty in duties
        if duty.due_at < now or duty.kind not in _STATED or _may_be_opened(duty, found, now)
    ]
    told = {one.kind for one in notices}
    chain = PROCEDURES[found.procedure]
    later = [
        {"title": labels.notice_kind(kind), "state": "todo"}
        for kind in chain.chain[chain.chain.index(chain.call) + 1 :]
        if kind not in chain.optional and kind not in told
    ]
    if found.step in ("terminated", "void", "completed"):
        return [*past, today]
    return [*past, today, *stated, *owed, *later]


# Ahead they stand among the dates of the call or with the question they are about.
_STATED = (
    "close",
    "open_bids",
    "unseal",
    "answer_question",
    "answer_objection",
    "refund_deposits",
    "file_contract",
)


def _may_be_opened(duty: Duty, found: Tender, now: datetime) -> bool:
    """The moment of the opening has come and its day is not over."""
    opens = found.opens_at or found.bids_due
    return duty.kind == "open_bids" and not duty.subject and opens is not None and opens <= now


def since(found: Tender, notices: list[Notice]) -> datetime | None:
    """When the present step began, as far as the public record says it; None where it does not."""
    if found.step == "open":
        return found.published_at
    if found.step == "closed":
        return found.closed_at
    return next((one.legal_at for one in reversed(notices) if KINDS[one.kind].brings == found.step), None)


def is_ahead(moment: Any, now: datetime) -> bool:
    return moment > now if isinstance(moment, datetime) else moment >= clock.legal_date(now)
