"""What the portal itself owes by now: publish, show questions, put closing on hold, close, have opened, draw.

None of it can be taken back, so all of it waits while the clock is doubted (portal/ground/ledger/trust.py)."""

import logging
from collections.abc import Callable
from datetime import datetime

from organizations.selectors import recipients
from portal.ground import ledger
from portal.ground.clock import legal_date
from portal.ground.ledger import trust
from procurement.selectors.calls import portal_duties
from procurement.services import openings
from procurement.services.bids import lodging
from procurement.services.calls import closings, search_entries, tenders
from procurement.services.evaluation import draws
from procurement.services.questions import inquiries

log = logging.getLogger(__name__)

# A duty of the portal -> the service that does it, given the tender's number. Each is harmless twice.
ACTS: dict[str, Callable[..., object]] = {
    "publish_scheduled": tenders.publish_scheduled,
    "show_batch": inquiries.show_batch,
    "suspend_closing": closings.suspend,
    "close": closings.close,
    "unseal": openings.ring_if_due,
    "draw_panel": draws.draw_due,
}


def do_due(now: datetime) -> int:
    """Do every portal duty due by ``now``, in order of its date; returns how many were tried.

    One that fails is logged and tried at the next call; the others go on. While the clock is doubted nothing is
    done, and the supervisors are written to once."""
    found = trust.settle()
    if found.doubt:
        log.error("the clock is doubted (%s): nothing is published, closed or opened", found.doubt)
        _tell_supervisors(found)
        return 0
    tried = 0
    for duty in portal_duties(now).select_related("tender").order_by("due_at", "id"):
        tried += 1
        try:
            ACTS[duty.kind](duty.tender.number, now=now)
        except Exception:
            log.exception("duty %s of %s failed", duty.kind, duty.tender.number)
    lodging.decide_forgotten(now)
    search_entries.refresh(now)
    return tried


def _tell_supervisors(found: trust.Standing) -> None:
    """One letter for each doubt, due at the last moment that was believed: it leaves although the rest waits."""
    ledger.letters.queue(
        recipients(legal_date(found.now), role="supervisor"), subject=f"clock:{found.seal}", kind="clock_doubted",
        due_at=found.steady, payload={"path": "/workspace/clock/"},
    )  # fmt: skip
