"""What comes next of a call and what is overdue, for everybody: the date ahead, or who owes what since when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from portal.ground.clock import legal_date
from portal.ground.formatting import daytime, ends_a_day, foreign_lang, reader_language
from procurement import labels
from procurement.models import Duty, Tender
from procurement.rules.indicators import AT_ITS_MOMENT, GRACE
from procurement.selectors import awards as reads
from procurement.selectors.evaluation import FINAL_ROUND, consultation_of

# Said by the closing itself and by the opening that follows it.
_IN_TIME = (("open_bids", ""), ("close", ""), ("unseal", ""), ("unseal", str(FINAL_ROUND)))
_PROVINCE = ("supervisor", "privacy_reviewer")


def next_point(tender: Tender, duties: Sequence[Duty], now: datetime) -> dict[str, Any] | None:
    """The date the public waits for after the closing, for the block at the top: opening, objections, what is owed
    next, the end of the service. ``duties``: those of :func:`procurement.selectors.calls.public_duties`."""
    if tender.step == "closed" and tender.opens_at and tender.opens_at + GRACE > now:
        return {"kind": "opens_at", "moment": tender.opens_at}
    if tender.step in ("publicity", "awarded"):
        until = reads.objections_until(tender)
        if until is not None and legal_date(now) <= until:
            kind = gettext("Objections until") if tender.step == "publicity" else gettext("Challenges until")
            return _outcome(until, kind) | {"kind": "objections_until"}
    ahead = [one for one in duties if one.due_at + GRACE > now and (one.kind, one.subject) not in _IN_TIME]
    if tender.step not in ("open", "suspended") and ahead:
        first = ahead[0]
        if first.kind == "open_bids" and (due := _final_due(tender, now)):
            return _outcome(due, gettext("Final offers by")) | {"ends_of_day": False}
        named = {
            "make_award": gettext("Result by"),
            "sign_contract": gettext("Agreement by"),
        }
        return _outcome(first.due_at, named.get(first.kind) or labels.duty(first.kind, first.subject))
    if tender.step == "contracted":
        last = tender.contracts.filter(state="signed").order_by("-ends_on").first()
        if last is not None and last.ends_on >= legal_date(now):
            return _outcome(last.ends_on, gettext("Service ends"))
    return None


def _final_due(tender: Tender, now: datetime) -> datetime | None:
    """When the final offers are due, until it is past; they are opened by that day's end."""
    called = consultation_of(tender)
    return called.final_due if called and called.final_due + GRACE > now else None


def date_label(tender: Tender, name: str) -> str:
    """A date of the call by its field; of a closing on hold and what hangs on it only the earliest time stands, and of
    a call that was called off it will not come."""
    label = str(labels.date_field(name))
    if tender.called_off and name == "bids_due":
        return gettext("%(date)s, called off") % {"date": label}
    if tender.step == "suspended" and name in ("bids_due", "opens_at"):
        return gettext("%(date)s, on hold, not before") % {"date": label}
    return label


def _outcome(moment: date, label: str) -> dict[str, Any]:
    return {"kind": "outcome", "moment": moment, "label": label, "ends_of_day": True}


def overdue(tender: Tender, duties: Sequence[Duty], now: datetime) -> list[dict[str, str]]:
    """What should have happened and has not, each with whoever owes it, the longest first."""
    return [
        {
            "words": (
                gettext("%(act)s: this was due at %(moment)s and has not taken place.")
                if duty.kind in AT_ITS_MOMENT and not ends_a_day(duty.due_at)
                else gettext("%(act)s: this was due by %(moment)s and has not been done.")
            )
            % {
                "act": labels.duty(duty.kind, duty.subject),
                "moment": daytime(duty.due_at, reader_language(), ends_of_day=True),
            },
            "who": (who := _who_owes(tender, duty)),
            "who_lang": foreign_lang(who, reader_language()),
        }
        for duty in duties
        if duty.due_at + GRACE <= now
    ]


def _who_owes(tender: Tender, duty: Duty) -> str:
    if duty.holder == "portal" or duty.holder in _PROVINCE:
        return str(labels.role(duty.holder))
    return str(tender.buyer.name)
