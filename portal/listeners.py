"""Which listener is told of which event: the only such table. Listeners may run twice."""

TELL_FOLLOWERS = "portal.alerts.listeners.tell_followers"
TELL_BIDDERS = "procurement.services.bid_letters.tell_bidders"

LISTENERS: dict[str, tuple[str, ...]] = {
    "published": (TELL_FOLLOWERS,),
    "corrected": (TELL_FOLLOWERS, TELL_BIDDERS),
    "terminated": (TELL_FOLLOWERS,),
    "question_shown": (TELL_FOLLOWERS,),
    "answered": (TELL_FOLLOWERS,),
    "voided": (TELL_FOLLOWERS,),
    "list_published": (TELL_FOLLOWERS,),
    "awarded": (TELL_FOLLOWERS,),
    "award_revoked": (TELL_FOLLOWERS,),
    "contract_published": (TELL_FOLLOWERS,),
    "acceptance_published": (TELL_FOLLOWERS,),
    "closing_suspended": (TELL_FOLLOWERS,),
    "closing_resumed": (TELL_FOLLOWERS,),
}
