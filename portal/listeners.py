"""Which listener is told of which event: the only such table. Listeners may run twice."""

from procurement.kinds import EVENTS

TELL_FOLLOWERS = "portal.site.alerts.listeners.tell_followers"
WRITE_RELEASE = "portal.site.opendata.releases.on_notice"
TELL_BIDDERS = "procurement.services.bids.letters.tell_bidders"

LISTENERS: dict[str, tuple[str, ...]] = {
    # Whatever is published goes into the open data, and to those who follow the call.
    **dict.fromkeys(EVENTS, (WRITE_RELEASE, TELL_FOLLOWERS)),
    "corrected": (WRITE_RELEASE, TELL_FOLLOWERS, TELL_BIDDERS),
    "question_shown": (TELL_FOLLOWERS,),
    "answered": (TELL_FOLLOWERS,),
    "award_revoked": (WRITE_RELEASE, TELL_FOLLOWERS),
    "closing_suspended": (TELL_FOLLOWERS,),
    "closing_resumed": (TELL_FOLLOWERS,),
}
