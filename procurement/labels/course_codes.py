"""Words for the codes of a call's course: notices, steps, acts, duties, events, roles."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from procurement import kinds

Words = Mapping[str, str | Promise]

NOTICE_KIND: Words = {one.code: one.label for one in kinds.KINDS.values()}
# Later editions of the form may bring others.
NOTICE_PART: Words = {one.part: one.part_label for one in kinds.KINDS.values() if one.part} | {
    "identity": gettext_lazy("Number, kind and dates"),
    "buyer": gettext_lazy("Agency"),
    "call": pgettext_lazy("part of a notice", "The call"),
    "law": gettext_lazy("Rules and reasons"),
    "documents": gettext_lazy("Documents"),
    "lawful": gettext_lazy("What the law wants said besides"),
    "verdicts": gettext_lazy("What the rules said"),
    "passed": gettext_lazy("Dates that break a rule"),
    "opening": gettext_lazy("What the opening found"),
    "revoked": gettext_lazy("The award taken back"),
}
RELATION: Words = {
    "re_tender": pgettext_lazy("relation", "Called again"),
    "change_of_method": pgettext_lazy("relation", "Another method"),
    "renewal": pgettext_lazy("relation", "Renewal"),
    "call_off": pgettext_lazy("relation", "Order under a framework"),
    "prequalified": pgettext_lazy("relation", "After prequalification"),
    "from_intention": pgettext_lazy("relation", "From the intention"),
}
STEP: Words = {
    "planned": pgettext_lazy("step", "Planned"),
    "draft": pgettext_lazy("step", "Draft"),
    "submitted": pgettext_lazy("step", "Waiting for approval"),
    "scheduled": pgettext_lazy("step", "Approved, waits for its time"),
    "awaiting_medium": pgettext_lazy("step", "Approved, waits for the official medium"),
    "open": pgettext_lazy("step", "Open"),
    "suspended": pgettext_lazy("step", "Closing on hold"),
    "closed": pgettext_lazy("step", "Closed"),
    "evaluating": pgettext_lazy("step", "Being judged"),
    "publicity": pgettext_lazy("step", "Intended result shown"),
    "awarded": pgettext_lazy("step", "Awarded"),
    "contracted": pgettext_lazy("step", "Agreement signed"),
    "completed": pgettext_lazy("step", "Completed"),
    "terminated": pgettext_lazy("step", "Cancelled"),
    "void": pgettext_lazy("step", "Void"),
    "discarded": pgettext_lazy("step", "Discarded"),
}
ACT: Words = {
    "begin": pgettext_lazy("act", "Begin the draft"),
    "submit": pgettext_lazy("act", "Send for approval"),
    "discard": pgettext_lazy("act", "Discard the draft"),
    "take_back": pgettext_lazy("act", "Take it back"),
    "send_back": pgettext_lazy("act", "Send it back"),
    "approve": pgettext_lazy("act", "Approve"),
    "publish": pgettext_lazy("act", "Publish"),
    "correct": pgettext_lazy("act", "Correct"),
    "suspend": pgettext_lazy("act", "Put closing on hold"),
    "resume": pgettext_lazy("act", "Let closing go on"),
    "close": pgettext_lazy("act", "Close"),
    "terminate": pgettext_lazy("act", "Cancel the call"),
    "extend": pgettext_lazy("act", "Extend"),
    "open_bids": pgettext_lazy("act", "Open the bids"),
    "declare_void": pgettext_lazy("act", "Declare void"),
    "publish_list": pgettext_lazy("act", "Show the intended list"),
    "award": pgettext_lazy("act", "Award"),
    "evaluate_again": pgettext_lazy("act", "Judge again"),
    "decide_again": pgettext_lazy("act", "Decide again"),
    "sign": pgettext_lazy("act", "Sign the agreement"),
    "complete": pgettext_lazy("act", "Complete"),
}
STATUS_GROUP: Words = {
    "open": pgettext_lazy("status group", "Open"),
    "waiting": pgettext_lazy("status group", "Closed, no result yet"),
    "decided": pgettext_lazy("status group", "Decided"),
    "ended": pgettext_lazy("status group", "Ended without a result"),
}
ROLE: Words = {
    "drafter": pgettext_lazy("holder", "Drafter"),
    "approver": pgettext_lazy("holder", "Approver"),
    "head": pgettext_lazy("holder", "Head of the agency"),
    "supervisor": pgettext_lazy("holder", "Supervisor"),
    "leader": pgettext_lazy("holder", "Leader of the organisation"),
    "privacy_reviewer": pgettext_lazy("holder", "Privacy reviewer"),
    "portal": pgettext_lazy("holder", "The portal itself"),
}
DUTY_KIND: Words = {
    "approve": pgettext_lazy("duty kind", "Approve or send back"),
    "publish_scheduled": pgettext_lazy("duty kind", "Publish at the set time"),
    "enter_official_medium": pgettext_lazy("duty kind", "Enter the official address and time"),
    "show_batch": pgettext_lazy("duty kind", "Show new questions"),
    "answer_question": pgettext_lazy("duty kind", "Answer a question"),
    "act_on_silence": pgettext_lazy("duty kind", "Act on a question left unanswered"),
    "review_question": pgettext_lazy("duty kind", "Read a question that was kept back"),
    "stand_in_for_reviewer": pgettext_lazy("duty kind", "Stand in for the privacy reviewer"),
    "suspend_closing": pgettext_lazy("duty kind", "Hold closing if a question is unanswered"),
    "correct_for_calendar": pgettext_lazy("duty kind", "Correct the dates: days off were announced"),
    "correct_date_fault": pgettext_lazy("duty kind", "Correct a date that breaks a rule"),
    "close": pgettext_lazy("duty kind", "Close"),
    "open_bids": pgettext_lazy("duty kind", "Open the bids"),
    "unseal": pgettext_lazy("duty kind", "Have the sealed bids opened"),
    "answer_objection": pgettext_lazy("duty kind", "Answer an objection"),
    "decide_void": pgettext_lazy("duty kind", "Too few bids: declare void or extend"),
    "score_bids": pgettext_lazy("duty kind", "Score the bids"),
    "decide_award": pgettext_lazy("duty kind", "Decide who is chosen"),
    "make_award": pgettext_lazy("duty kind", "Make the list the award, once it has stood its time"),
    "publish_result": pgettext_lazy("duty kind", "Approve and publish the result"),
    "sign_contract": pgettext_lazy("duty kind", "Sign the agreement"),
    "accept_contract": pgettext_lazy("duty kind", "Accept what was delivered and publish it"),
    "file_contract": pgettext_lazy("duty kind", "File the contract with finance"),
    "make_first_payment": pgettext_lazy("duty kind", "Make the first payment"),
    "pass_on_payment": pgettext_lazy(
        "duty kind", "See that the host passed the money on, and record the day"
    ),
    "refund_deposits": pgettext_lazy("duty kind", "Refund deposits"),
}
# The same acts on the final offers of a consultation, which is their second round.
FINAL_OFFERS_DUTY: Words = {
    "open_bids": pgettext_lazy("duty kind", "Open the final offers"),
    "unseal": pgettext_lazy("duty kind", "Have the sealed final offers opened"),
    "decide_void": pgettext_lazy("duty kind", "Too few final offers: decide how to go on"),
}
EVENT_KIND: Words = {one.code: one.label for one in kinds.EVENTS.values()} | {
    "draft_created": pgettext_lazy("event kind", "Draft begun"),
    "submitted": pgettext_lazy("event kind", "Sent for approval"),
    "taken_back": pgettext_lazy("event kind", "Taken back"),
    "sent_back": pgettext_lazy("event kind", "Sent back"),
    "approved": pgettext_lazy("event kind", "Approved"),
    "publication_missed": pgettext_lazy("event kind", "Set time missed, back to the drafter"),
    "official_medium_recorded": pgettext_lazy("event kind", "Official address entered"),
    "in_step_asked": pgettext_lazy("event kind", "Asked to publish in step although a date breaks a rule"),
    "date_fault_recorded": pgettext_lazy("event kind", "Published in step although a date breaks a rule"),
    "draft_discarded": pgettext_lazy("event kind", "Draft discarded"),
    "closed": pgettext_lazy("event kind", "Closed"),
    "opening_confirmed": pgettext_lazy("event kind", "Opening confirmed by one person"),
    "bids_opened": pgettext_lazy("event kind", "Bids opened"),
    "too_few_bids": pgettext_lazy("event kind", "Too few bids, none opened"),
    "bid_opened": pgettext_lazy("event kind", "Bid opened"),
    "bid_not_opened": pgettext_lazy("event kind", "Bid not opened"),
    "extended": pgettext_lazy("event kind", "Extended"),
    "called_again": pgettext_lazy("event kind", "New call begun"),
    "record_drafted": pgettext_lazy(
        "event kind", "Agreement or acceptance recorded, waits for a second person"
    ),
    "record_sent_back": pgettext_lazy("event kind", "Agreement or acceptance sent back"),
    "panel_link_printed": pgettext_lazy("event kind", "Link of a panel member printed"),
    "panel_people_read": pgettext_lazy("event kind", "A supervisor read who sits on the panel"),
    "panel_time_given": pgettext_lazy("event kind", "Panel member given more time"),
    "earlier_scores_confirmed": pgettext_lazy("event kind", "Points of an earlier link confirmed"),
    "earlier_scores_dropped": pgettext_lazy("event kind", "Points of an earlier link dropped"),
    "decision_drafted": pgettext_lazy("event kind", "Decision written down"),
    "decision_sent_back": pgettext_lazy("event kind", "Decision sent back"),
    "result_told": pgettext_lazy("event kind", "Bidder told its own result"),
    "objection_received": pgettext_lazy("event kind", "Objection received"),
    "objection_decided": pgettext_lazy("event kind", "Objection answered"),
    "evaluated_again": pgettext_lazy("event kind", "Result withdrawn, judged again"),
    "decided_again": pgettext_lazy("event kind", "Result withdrawn, decided again"),
    "award_revoked": pgettext_lazy("event kind", "Award taken back"),
    "funding_confirmed": pgettext_lazy("event kind", "Money confirmed"),
    "plan_talk_held": pgettext_lazy("event kind", "Plan talked over"),
    "contract_signed": pgettext_lazy("event kind", "Agreement signed"),
    "first_payment_made": pgettext_lazy("event kind", "First payment made"),
    "contract_filed": pgettext_lazy("event kind", "Contract filed with finance"),
    "accepted": pgettext_lazy("event kind", "Accepted"),
    "completed": pgettext_lazy("event kind", "Completed"),
    "closing_suspended": pgettext_lazy("event kind", "Closing put on hold"),
    "closing_resumed": pgettext_lazy("event kind", "Closing goes on"),
    "question_received": pgettext_lazy("event kind", "Question received"),
    "question_shown": pgettext_lazy("event kind", "Question shown"),
    "passage_read": pgettext_lazy("event kind", "Passage read: nobody can be recognised"),
    "passage_cleared": pgettext_lazy("event kind", "Passage read: the rule takes it wrongly"),
    "question_released": pgettext_lazy("event kind", "Question released by the reviewer"),
    "question_refused": pgettext_lazy("event kind", "Question not shown"),
    "answered": pgettext_lazy("event kind", "Question answered"),
    "document_attached": pgettext_lazy("event kind", "Document added"),
    "document_withdrawn": pgettext_lazy("event kind", "Document withdrawn"),
    "rule_waived": pgettext_lazy("event kind", "Rule set aside by the supervisor"),
    "rule_confirmation_proposed": pgettext_lazy("event kind", "Document named for a rule"),
    "rule_confirmed": pgettext_lazy("event kind", "Rule confirmed by the finance office"),
    "rule_confirmation_declined": pgettext_lazy("event kind", "Document for a rule not accepted"),
    "clock_confirmed": pgettext_lazy("event kind", "Time confirmed by the supervisor"),
    "receipt_key": pgettext_lazy("event kind", "Key of receipts made public"),
    "rulebook_loaded": pgettext_lazy("event kind", "Rulebook loaded"),
    "calendar_loaded": pgettext_lazy("event kind", "Calendar loaded"),
    "account_created": pgettext_lazy("event kind", "Account created"),
    "agency_created": pgettext_lazy("event kind", "Agency created"),
    "member_added": pgettext_lazy("event kind", "Member added"),
    "member_invited": pgettext_lazy("event kind", "Role offered"),
    "invitation_declined": pgettext_lazy("event kind", "Role declined"),
    "invitation_taken_back": pgettext_lazy("event kind", "Offer of a role taken back"),
    "member_ended": pgettext_lazy("event kind", "Membership ended"),
    "app_removed": pgettext_lazy("event kind", "Sign-in app removed"),
    "code_sheet_renewed": pgettext_lazy("event kind", "Code sheet renewed"),
    "signed_out_elsewhere": pgettext_lazy("event kind", "Signed out elsewhere"),
    "recovery_asked": pgettext_lazy("event kind", "New password asked for by code sheet"),
    "recovery_stopped": pgettext_lazy("event kind", "New password by code sheet stopped"),
    "password_recovered": pgettext_lazy("event kind", "Password recovered"),
    "closing_asked": pgettext_lazy("event kind", "Closing of the account asked for"),
    "closing_stopped": pgettext_lazy("event kind", "Account kept"),
    "account_closed": pgettext_lazy("event kind", "Account closed"),
    "words_opened": pgettext_lazy("event kind", "Words in confidence opened"),
    "organization_created": pgettext_lazy("event kind", "Organisation entered"),
    "organization_changed": pgettext_lazy("event kind", "Organisation changed"),
    "organization_verified": pgettext_lazy("event kind", "Organisation verified"),
    "verification_asked": pgettext_lazy("event kind", "Verification asked for"),
    "public_page_asked": pgettext_lazy("event kind", "Public page asked for"),
    "public_page_withdrawn": pgettext_lazy("event kind", "Public page withdrawn"),
    "tie_asked": pgettext_lazy("event kind", "Tie asked for"),
    "tie_confirmed": pgettext_lazy("event kind", "Tie confirmed"),
    "tie_ended": pgettext_lazy("event kind", "Tie ended"),
}
# What letters say of an event to those who follow, and of a call that is new to them.
TOLD: Words = {one.code: one.told for one in kinds.EVENTS.values()} | {
    "new_call": pgettext_lazy(
        "letter", "There is a new notice in a place, from an agency or for a search you follow."
    ),
    "question_shown": pgettext_lazy("letter", "There are new questions about the project you follow."),
    "answered": pgettext_lazy("letter", "A question about the project you follow was answered."),
    "closing_suspended": pgettext_lazy(
        "letter",
        "A question about the project you follow is not settled yet. Closing is on hold; the new date will not be "
        "earlier. The page says who has to act.",
    ),
    "closing_resumed": pgettext_lazy(
        "letter",
        "The questions about the project you follow are settled and closing goes on.",
    ),
    "award_revoked": pgettext_lazy(
        "letter", "The result of the project you follow was taken back. The reason stands in the notice."
    ),
}
# The same in a letter that gathers.
TOLD_IN_A_LINE: Words = {one.code: one.line for one in kinds.EVENTS.values()} | {
    "new_call": pgettext_lazy("letter in a line", "new call"),
    "question_shown": pgettext_lazy("letter in a line", "new questions"),
    "answered": pgettext_lazy("letter in a line", "a question was answered"),
    "closing_suspended": pgettext_lazy("letter in a line", "closing is on hold"),
    "closing_resumed": pgettext_lazy("letter in a line", "questions settled, closing goes on"),
    "award_revoked": pgettext_lazy("letter in a line", "result taken back"),
}
