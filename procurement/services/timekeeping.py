"""What the portal itself owes by now: publish, show questions, put closing on hold, close, have opened."""

import logging
from collections.abc import Callable
from datetime import datetime

from procurement.models import Duty
from procurement.services import closings, inquiries, lodging, openings, search_entries, tenders

log = logging.getLogger(__name__)

# A duty of the portal -> the service that does it, given the tender's number. Each is harmless twice.
ACTS: dict[str, Callable[..., object]] = {
    "publish_scheduled": tenders.publish_scheduled,
    "show_batch": inquiries.show_batch,
    "suspend_closing": closings.suspend,
    "close": closings.close,
    "unseal": openings.ring_if_due,
}


def do_due(now: datetime) -> int:
    """Do every portal duty due by ``now``, in order of its date; returns how many were tried.

    One that fails is logged and tried at the next call; the others go on."""
    due = (
        Duty.objects.of_portal()
        .due(now)
        .filter(kind__in=ACTS)
        .select_related("tender")
        .order_by("due_at", "id")
    )
    tried = 0
    for duty in due:
        tried += 1
        try:
            ACTS[duty.kind](duty.tender.number, now=now)
        except Exception:
            log.exception("duty %s of %s failed", duty.kind, duty.tender.number)
    lodging.decide_forgotten(now)
    search_entries.refresh(now)
    return tried
