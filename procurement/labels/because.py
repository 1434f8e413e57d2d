"""Why no code can ask a rule that would stop an act, in words: beside the rule on its page."""

from django.utils.translation import pgettext_lazy

from procurement.labels.rule_codes import Words

_NO_PREQUALIFICATION = pgettext_lazy("why not checked", "There is no prequalification on this portal.")
_NO_ADMISSION = pgettext_lazy(
    "why not checked", "Nobody is admitted to a framework on this portal; only its call can be checked."
)

BECAUSE: Words = {
    "bidders.secret_before_opening": pgettext_lazy(
        "why not checked",
        "Bids are sealed and documents need no account, so the portal itself does not know.",
    ),
    "plan_talk.max_times": pgettext_lazy(
        "why not checked", "An award takes one talk; a second one has no page."
    ),
    "challenge.by_participants": pgettext_lazy(
        "why not checked", "Only the leader of a supplier that took part finds the form for it."
    ),
    "prequalification_notice_period.min": _NO_PREQUALIFICATION,
    "prequalification.min_after_notice": _NO_PREQUALIFICATION,
    "correction.min_before_prequalification": _NO_PREQUALIFICATION,
    "framework.min_eliminated_share": _NO_ADMISSION,
    "framework.min_eliminated_share_laboratory": _NO_ADMISSION,
    "framework.min_eliminated": _NO_ADMISSION,
    "framework.max_remaining_for_top_up": _NO_ADMISSION,
    "framework.list_current": _NO_ADMISSION,
    "result.recommended_named": pgettext_lazy(
        "why not checked",
        "Nobody is recommended on this portal: results of invited tenders are not made here.",
    ),
    "contract.redacted": pgettext_lazy(
        "why not checked", "What is a secret of the state or of a business only the two parties know."
    ),
    "supplement.max_share": pgettext_lazy(
        "why not checked", "Supplementary contracts are not recorded here yet, so nothing can be added up."
    ),
    "records.min": pgettext_lazy(
        "why not checked",
        "The portal deletes none of these records; what lies in the office's own file it cannot see.",
    ),
    "budget_lines.max_moved": pgettext_lazy(
        "why not checked", "Money moved between lines while the work runs is not recorded here."
    ),
}
