"""Which listener is told of which event: the only such table. Listeners may run twice."""

TELL_FOLLOWERS = "portal.alerts.listeners.tell_followers"
WRITE_RELEASE = "portal.opendata.releases.on_notice"
TELL_BIDDERS = "procurement.services.bid_letters.tell_bidders"

LISTENERS: dict[str, tuple[str, ...]] = {
    "published": (WRITE_RELEASE, TELL_FOLLOWERS),
    "corrected": (WRITE_RELEASE, TELL_FOLLOWERS, TELL_BIDDERS),
    "terminated": (WRITE_RELEASE, TELL_FOLLOWERS),
    "question_shown": (TELL_FOLLOWERS,),
    "answered": (TELL_FOLLOWERS,),
    "voided": (WRITE_RELEASE, TELL_FOLLOWERS),
    "list_published": (WRITE_RELEASE, TELL_FOLLOWERS),
    "awarded": (WRITE_RELEASE, TELL_FOLLOWERS),
    "award_revoked": (WRITE_RELEASE, TELL_FOLLOWERS),
    "contract_published": (WRITE_RELEASE, TELL_FOLLOWERS),
    "acceptance_published": (WRITE_RELEASE, TELL_FOLLOWERS),
    "closing_suspended": (TELL_FOLLOWERS,),
    "closing_resumed": (TELL_FOLLOWERS,),
}
