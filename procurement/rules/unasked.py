"""The rules of the book that no check asks, and why: pages say so beside them, and what the office does itself."""

from collections.abc import Mapping
from enum import StrEnum


class Why(StrEnum):
    """``HELD``: the portal cannot do otherwise. ``NOT_OFFERED``: the act it speaks of is not done here. ``OFFICE``: it
    could be kept or broken here and nobody asks; the office sees to it."""

    HELD = "held"
    NOT_OFFERED = "not_offered"
    OFFICE = "office"


_HELD = (
    "documents.free",  # everybody opens them, without an account
    "bidders.secret_before_opening",  # bids are sealed
    "challenge.stops_signing",  # an open objection stops signing
)
# Prequalification, invitations, frameworks, single source, complaints and urgent purchases have no act here.
_NOT_OFFERED = (
    "prequalification_notice_period.min",
    "prequalification.min_after_notice",
    "correction.min_before_prequalification",
    "complaint.window",
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
    "framework.min_surveyed_users",
    "framework.min_surveyed_suppliers",
    "framework.min_eliminated",
    "framework.max_term",
    "framework.ceiling_unit_price",
    "framework.public_whole_term",
    "framework.list_current",
    "framework.apply_any_time",
    "second_stage.allowed",
    "recommended.max_buyer_share",
    "invited.min",
    "invited.min_pool_ratio",
    "invited.min_witnesses",
    "invitation.published",
    "pool.allowed",
    "result.recommended_named",
    "rearguing.max_after_publicity",
    "single_source.max_top_up",
    "single_source.argued",
    "single_source.publicity_any_amount",
    "urgent_procurement.measures",
    "quotation.once",
    "information.publication_max",
    "information.reply_max",
    "information.extension_max",
)
_OFFICE = (
    "requirement_comment.min",
    "requirement_comment.required",
    "intention.exempt",
    "deposit.refund_max",
    "deposit.not_cash",
    "documents.extension_announced",
    "site_visit.after_documents",
    "correction.same_media",
    "termination.same_media",
    "termination.publication_max",
    "failed_tender.approval",
    "report.max_after_evaluation",
    "sme.min_reserved_share",
    "sme.min_small_micro_share",
    "sme.min_deduction",
    "sme.max_deduction",
    "sme.min_qualifying",
    "sme.declaration_published",
    "spending.min_cso_share",
    "invited_only.open_to_answer",
    "invited_only.number_published",
    "criteria.not_qualifications",
    "price.no_dropping",
    "losers.told",
    "minutes.kept",
    "plan_talk.max_times",
    "winner.silent_first_ranked",
    "result.documents_attached",
    "result.members_named",
    "contract.no_subletting",
    "contract.redacted",
    "supplement.max_share",
    "budget_lines.max_moved",
    "host_fee.pass_on_max",
    "acceptance.anonymous",
    "charity.information",
    "challenge.by_participants",
    "challenge.once_per_step",
    "question.any_time",
    "records.min",
)
UNASKED: Mapping[str, Why] = {
    **dict.fromkeys(_HELD, Why.HELD),
    **dict.fromkeys(_NOT_OFFERED, Why.NOT_OFFERED),
    **dict.fromkeys(_OFFICE, Why.OFFICE),
}
