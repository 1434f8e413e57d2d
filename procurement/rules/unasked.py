"""The rules of the book that no check asks, and why: pages say so beside them, and what the office does itself. For
those that would stop an act ``procurement.labels.because`` has the reason in words."""

from collections.abc import Mapping
from enum import StrEnum


class Why(StrEnum):
    """``HELD``: the portal cannot do otherwise. ``NOT_OFFERED``: the act it speaks of is not done here. ``OFFICE``: it
    could be kept or broken here and nobody asks; the office sees to it."""

    HELD = "held"
    NOT_OFFERED = "not_offered"
    OFFICE = "office"


_HELD = (
    "bidders.secret_before_opening",
    "plan_talk.max_times",
    "challenge.by_participants",
)
# What they speak of (prequalification, the result of an invitation, admission to a framework, a complaint, an urgent
# purchase) has no act here; what is checked of such a call on paper has its checks in procurement.rules.finding.
_NOT_OFFERED = (
    "prequalification_notice_period.min",
    "prequalification.min_after_notice",
    "correction.min_before_prequalification",
    "complaint.review_max",
    "complaint.refusal_max",
    "complaint.service_max",
    "complaint.statement_max",
    "complaint.decision_max",
    "complaint.suspension_max",
    "complaint.publication_max",
    "unfounded_complaints.max",
    "unfounded_complaints.window",
    "framework.review_max",
    "framework.admission_max",
    "framework.tell_users_max",
    "framework.order_result_max",
    "framework.summary_max",
    "framework.min_eliminated_share",
    "framework.min_eliminated_share_laboratory",
    "framework.max_remaining_for_top_up",
    "framework.min_eliminated",
    "framework.list_current",
    "invitation.published",
    "result.recommended_named",
    "rearguing.max_after_publicity",
    "single_source.publicity_any_amount",
    "urgent_procurement.measures",
    "cooperative_innovation.measures",
    "contract_change.publication_max",
    "information.publication_max",
    "information.reply_max",
    "information.extension_max",
)
_OFFICE = (
    "requirement_comment.min",
    "requirement_comment.required",
    "implementation_plan.made",
    "risk_review.made",
    "intention.exempt",
    "deposit.refund_max",
    "documents.extension_announced",
    "termination.publication_max",
    "report.max_after_evaluation",
    "sme.min_reserved_share",
    "sme.min_small_micro_share",
    "sme.min_joint_deduction",
    "sme.max_joint_deduction",
    "domestic.inside_service",
    "credit.checked",
    "spending.min_cso_share",
    "losers.told",
    "winner.silent_first_ranked",
    "contract.redacted",
    "supplement.max_share",
    "budget_lines.max_moved",
    "charity.information",
    "challenge.once_per_step",
    "question.any_time",
    "records.min",
)
UNASKED: Mapping[str, Why] = {
    **dict.fromkeys(_HELD, Why.HELD),
    **dict.fromkeys(_NOT_OFFERED, Why.NOT_OFFERED),
    **dict.fromkeys(_OFFICE, Why.OFFICE),
}
