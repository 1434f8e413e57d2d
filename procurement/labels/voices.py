"""Words of reports and replies."""

from django.utils.translation import pgettext_lazy

from procurement.labels.rule_codes import Words

REPORT_OUTCOME: Words = {
    "": pgettext_lazy("report", "The province is looking into it"),
    "posted": pgettext_lazy("report", "Now published here"),
    "asked": pgettext_lazy("report", "The agency has been asked to publish it"),
    "not_ours": pgettext_lazy("report", "Not a purchase of these services"),
    "not_found": pgettext_lazy("report", "Could not be found"),
    "answered": pgettext_lazy("report", "Answered"),
}
REPORT_TONE = {
    "": "wait",
    "posted": "ok",
    "asked": "why",
    "not_ours": "plain",
    "not_found": "plain",
    "answered": "ok",
}
MISSING_OUTCOMES = ("posted", "asked", "not_ours", "not_found")
