"""A call as a few lines for a WeChat group."""

from datetime import datetime

from django.utils.translation import gettext

from portal.ground.formatting import daytime, reader_language, yuan
from procurement import labels
from procurement.models import Tender
from procurement.permissions.bids import takes_bids

# Before publication the text is shown as it will read then.
_PLANNED = ("draft", "submitted", "scheduled", "awaiting_medium")


def wechat_text(tender: Tender, title: str, who: list[str], url: str, *, now: datetime) -> str:
    """What, who, how much, until when, who may apply, where to read it.
    Where no application is taken, how the call stands instead of an invitation."""
    language = reader_language()
    lines = [title, tender.buyer.name]
    if tender.estimated_value is not None:
        lines.append(gettext("Budget: %(sum)s") % {"sum": yuan(tender.estimated_value, language)})
    if tender.step == "suspended":
        lines.append(
            gettext("Closing is on hold; the new date will be published. Applications are taken meanwhile.")
        )
        lines += who[:1]
    elif tender.step in _PLANNED or takes_bids(tender, now=now):
        if tender.bids_due:
            lines.append(gettext("Closes: %(moment)s") % {"moment": daytime(tender.bids_due, language)})
        lines += who[:1]
    else:
        step = "closed" if tender.step == "open" else tender.step
        lines.append(gettext("Takes no applications any more: %(state)s") % {"state": labels.step(step)})
    return "\n".join([*lines, url])
