"""What is said of a passage in the words of a call: one sentence for each thing it may ask for."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

PASSAGES: Mapping[str, str | Promise] = {
    "asks_local_registration": pgettext_lazy(
        "verdict", "“%(words)s”: only organisations of one place may apply, or they are preferred."
    ),
    "asks_past_projects": pgettext_lazy(
        "verdict", "“%(words)s”: past projects are asked for, or give points."
    ),
    "asks_capital": pgettext_lazy(
        "verdict", "“%(words)s”: capital, assets or income are asked for, or give points."
    ),
    "asks_staff_numbers": pgettext_lazy(
        "verdict", "“%(words)s”: a number of staff is asked for, or gives points."
    ),
    "asks_local_honours": pgettext_lazy(
        "verdict", "“%(words)s”: honours or ratings of one place or office are asked for, or give points."
    ),
    "asks_names_asked": pgettext_lazy(
        "verdict",
        "“%(words)s”: names or numbers of service users are asked for. That may never be; use codes.",
    ),
    "asks_consent_denied": pgettext_lazy(
        "verdict",
        "“%(words)s”: testing is forced, or consent is called needless. Testing is voluntary and informed.",
    ),
    "asks_confidentiality_denied": pgettext_lazy(
        "verdict",
        "“%(words)s”: what is known of service users is told to others, or secrecy is called needless.",
    ),
    "asks_paid_by_count": pgettext_lazy(
        "verdict", "“%(words)s”: payment hangs on the number of tests, positives or people."
    ),
    "asks_activity_prescribed": pgettext_lazy(
        "verdict", "“%(words)s”: a grant call should not prescribe activities or numbers."
    ),
    "asks_deposit": pgettext_lazy("verdict", "“%(words)s”: a deposit or a bond is asked for."),
    "asks_fee": pgettext_lazy("verdict", "“%(words)s”: a fee is asked for."),
    "passage_cleared": pgettext_lazy(
        "verdict", "“%(words)s”: a second person has read this and finds it harmless."
    ),
    "annex_not_read": pgettext_lazy(
        "verdict", "not read by the portal. Read it yourselves and hold it against the rules."
    ),
    "person_reached": pgettext_lazy(
        "verdict", "In “%(field)s” stands a number or an address that reaches a person. Take it out."
    ),
    "person_in_doubt": pgettext_lazy(
        "verdict",
        "A passage in “%(field)s” could make a person known. Somebody reads it before it is published.",
    ),
}
