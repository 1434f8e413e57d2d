"""Which listener is told of which event: the only such table. Listeners may run twice."""

TELL_FOLLOWERS = "portal.alerts.listeners.tell_followers"

LISTENERS: dict[str, tuple[str, ...]] = {
    "published": (TELL_FOLLOWERS,),
    "corrected": (TELL_FOLLOWERS,),
    "terminated": (TELL_FOLLOWERS,),
    "question_shown": (TELL_FOLLOWERS,),
    "answered": (TELL_FOLLOWERS,),
    "closing_suspended": (TELL_FOLLOWERS,),
    "closing_resumed": (TELL_FOLLOWERS,),
}
