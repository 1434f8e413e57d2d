"""Measures and indicators in words: what is counted, and how."""

from django.utils.translation import gettext_lazy as _

from procurement.labels.rule_codes import Words

INDICATOR: Words = {
    "not_public": _("Not open to everyone"),
    "one_bidder": _("One bid only"),
    "at_ceiling": _("Awarded at the ceiling"),
    "moved_deadline": _("Closing moved"),
    "date_fault": _("Published although a date broke a rule"),
}
INDICATOR_METHOD: Words = {
    "not_public": _(
        "Calls by invitation, from a single source, or inviting chosen organisations for a published reason, among all "
        "calls of the year."
    ),
    "one_bidder": _("Calls whose opening found one bid, among all calls opened in the year."),
    "at_ceiling": _(
        "Calls with an award of 98% or more of the ceiling or budget, among all calls awarded in the year."
    ),
    "moved_deadline": _(
        "Calls whose closing was moved at least once, by a correction or by an unanswered question, among all calls of "
        "the year."
    ),
    "date_fault": _(
        "Calls that stood on the official medium with a date that breaks a rule, and were published here in step by a "
        "second person, to be corrected; among all calls of the year."
    ),
}
