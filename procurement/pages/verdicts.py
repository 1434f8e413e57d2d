"""The part of `{% load purchase %}` that draws verdicts, alone and beside the box they judge."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.forms.boundfield import BoundField
from django.template import Library

from portal.ground import formatting
from portal.ground.clock import LEGAL_ZONE
from portal.ground.pages import boundfields
from portal.ground.pages.addresses import root_path
from portal.ground.pages.given import Moment
from procurement import labels

register = Library()
# The shape and colour of each answer; its word is in procurement.labels.
TONES = {
    "meets": "ok",
    "breaks": "bad",
    "needs_reason": "why",
    "cannot_tell": "dunno",
    "not_applicable": "none",
}


def _repair(verdict: Any, typed: Moment | None) -> date | datetime | None:
    """The lawful day the button takes: the nearer bound of the one that was crossed; with its hour where that was at
    fault."""
    if verdict.answer not in ("breaks", "cannot_tell"):
        return None
    the = None if typed is None else formatting.date_of(typed)
    earliest: date | None = verdict.earliest
    latest: date | None = verdict.latest
    if latest is not None and (earliest is None or (the is not None and the > latest)):
        return latest
    if earliest is not None and (offered := verdict.params.get("offered")):
        return datetime.combine(earliest, time.fromisoformat(offered), LEGAL_ZONE)
    return earliest


def _button(field: str, offered: date | datetime | None) -> dict[str, Any]:
    """The day that the button takes, whether it takes an hour with it, and what it sends."""
    timed = isinstance(offered, datetime)
    value = f"{offered:%Y-%m-%dT%H:%M}" if timed else f"{offered}"
    return {"repair": offered, "timed": timed, "use": f"{field}:{value}"}


@register.inclusion_tag("purchase/verdict.html")
def verdict(
    verdict: Any,
    *,
    message: str = "",
    typed: Moment | None = None,
    repair: bool = True,
    reason: BoundField | None = None,
    id: str = "",  # noqa: A002
) -> dict[str, Any]:
    """`typed` is what the official wrote, outlined in the counted month."""
    return {
        "verdict": verdict,
        "tone": TONES[str(verdict.answer)],
        "word": labels.answer(str(verdict.answer)),
        # The source stands in its own line, where its language can be marked.
        "message": message or labels.verdict_message(verdict, source=False),
        "source": "" if verdict.tier == "portal" else labels.source_words(verdict),
        **_button(verdict.field, _repair(verdict, typed) if repair else None),
        "typed": typed,
        "reason": reason,
        "id": id,
        # Checks of the portal itself have no row in the book.
        "rule_url": "" if verdict.rule.startswith("portal.") else f"{root_path()}rules/row/{verdict.rule}/",
        "tier": labels.tier(verdict.tier),
        "explains": str(verdict.answer) != "not_applicable" and verdict.counted is not None,
    }


@register.inclusion_tag("purchase/judged.html")
def judged(
    bound: BoundField,
    verdicts: Iterable[Any] | Mapping[str, Iterable[Any]],
    *,
    hint: str = "",
    optional: bool = False,
    reason: BoundField | None = None,
) -> dict[str, Any]:
    """Verdicts may be those of the whole form, as a list or by field: only this field's are shown."""
    given: Iterable[Any] = verdicts.get(bound.name, ()) if isinstance(verdicts, Mapping) else verdicts
    own = [one for one in given if one.field == bound.name]
    is_bad = any(one.answer == "breaks" for one in own)
    beside = "verdict" if own else ""
    return boundfields.drawn(bound, hint=hint, optional=optional, beside=beside, is_bad=is_bad) | {
        "verdicts": own,
        "reason": reason,
        # One box for a reason, in the first verdict that asks for one.
        "asked": next((index for index, one in enumerate(own) if one.answer == "needs_reason"), -1),
    }
