"""Which listener is told of which event: the only such table. Listeners may run twice."""

from procurement.kinds import EVENTS
from procurement.ocds import SAID

TELL_FOLLOWERS = "portal.site.alerts.listeners.tell_followers"
WRITE_RELEASE = "portal.site.opendata.releases.on_notice"
WRITE_SAID = "portal.site.opendata.releases.on_said"
TELL_BIDDERS = "procurement.services.bids.letters.tell_bidders"

LISTENERS: dict[str, tuple[str, ...]] = {
    # Whatever is published goes into the open data, and to those who follow the call.
    **dict.fromkeys(EVENTS, (WRITE_RELEASE, TELL_FOLLOWERS)),
    "corrected": (WRITE_RELEASE, TELL_FOLLOWERS, TELL_BIDDERS),
    # What no notice says goes there too.
    **dict.fromkeys(SAID, (WRITE_SAID,)),
    "question_shown": (WRITE_SAID, TELL_FOLLOWERS),
    "answered": (WRITE_SAID, TELL_FOLLOWERS),
    "award_revoked": (WRITE_RELEASE, TELL_FOLLOWERS),
    "result_restated": (WRITE_RELEASE, TELL_FOLLOWERS),
    "closing_suspended": (WRITE_SAID, TELL_FOLLOWERS),
    "closing_resumed": (WRITE_SAID, TELL_FOLLOWERS),
}
