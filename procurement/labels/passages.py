"""What is said of a passage in the words of a call: one sentence for each thing it may ask for."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from procurement.rules.words import CODES

_SAID: Mapping[str, str | Promise] = {
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
    "asks_cash_deposit": pgettext_lazy(
        "verdict", "“%(words)s”: a deposit in cash. It is given by cheque, draft or guarantee."
    ),
    "asks_prices_dropped": pgettext_lazy(
        "verdict", "“%(words)s”: a highest or lowest price is left out. All offers that conform count."
    ),
    "asks_conditions_scored": pgettext_lazy(
        "verdict", "“%(words)s”: a condition of taking part gives points. It is met or it is not."
    ),
    "asks_only_invited": pgettext_lazy(
        "verdict", "“%(words)s”: whoever is not invited is shut out. Any organisation that fits may answer."
    ),
    "asks_quoted_again": pgettext_lazy("verdict", "“%(words)s”: a price is quoted once and does not change."),
    "asks_subletting": pgettext_lazy(
        "verdict", "“%(words)s”: the whole work may not be passed on to others."
    ),
    "asks_site_visit": pgettext_lazy(
        "verdict", "“%(words)s”: visits and meetings come after the time in which documents are had."
    ),
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

_LIKE = pgettext_lazy(
    "verdict", " This only reads like it and the portal may be wrong: write it clearly, or say what is meant."
)
PASSAGES: Mapping[str, str | Promise] = {
    **_SAID,
    **{f"like_{code}": format_lazy("{}{}", _SAID[f"asks_{code}"], _LIKE) for code in CODES},
}
