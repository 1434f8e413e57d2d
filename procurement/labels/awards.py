"""Words for the codes of a result, an objection, a contract and an acceptance."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.ground import formatting
from procurement.labels.course_codes import Words
from procurement.labels.values import language, lot
from procurement.rules.awarding import AwardFault

# How a member of the panel came to it, as a notice says it; of the buyer's own nothing is said.
HOW_CHOSEN: Words = {
    "drawn_here": pgettext_lazy("panel member", "drawn by lot by this portal"),
    "drawn": pgettext_lazy("panel member", "drawn by lot elsewhere, as the buyer says"),
    "pool": pgettext_lazy("panel member", "not drawn"),
    "named": pgettext_lazy("panel member", "not drawn"),
}
# As a notice names the members of a panel who have no name there.
SEAT: Words = {
    "buyer": pgettext_lazy("panel member", "Representative of the buyer"),
    "outsider": pgettext_lazy("panel member", "Member from outside"),
    "community": pgettext_lazy("panel member", "Community member"),
    "expert": pgettext_lazy("panel member", "Evaluation expert"),
}
PASSED_OVER: Words = {
    "withdrew": pgettext_lazy("passed over", "Withdrew in writing"),
    "not_verified": pgettext_lazy("passed over", "Identity could not be verified"),
    "objection_upheld": pgettext_lazy("passed over", "An objection against it was upheld"),
    "full": pgettext_lazy("passed over", "It wins as many lots as one bidder may"),
}
REVOKED: Words = {
    "did_not_sign": pgettext_lazy("award taken back", "The winner did not sign in time"),
    "withdrew": pgettext_lazy("award taken back", "The winner withdrew in writing"),
    "objection_upheld": pgettext_lazy("award taken back", "An objection was upheld"),
}
OUTCOME: Words = {
    "won": pgettext_lazy("bid result", "Chosen"),
    "lost": pgettext_lazy("bid result", "Not chosen"),
    "passed_over": pgettext_lazy("bid result", "Passed over"),
    "invalid": pgettext_lazy("bid result", "Not ranked"),
    "void": pgettext_lazy("bid result", "The lot is void"),
}
OUTCOME_TONE = {"won": "ok", "lost": "plain", "passed_over": "why", "invalid": "bad", "void": "plain"}
# Why a lot of several gets no award.
VOID_LOT: Words = {
    "too_few": pgettext_lazy("void lot", "Fewer bids came than the rule asks for"),
    "none_conforms": pgettext_lazy("void lot", "Too few bids meet the call"),
    "above_budget": pgettext_lazy("void lot", "All offers are above the money of the lot"),
    "need_changed": pgettext_lazy("void lot", "The need has changed, so that the lot is called off"),
    "unlawful": pgettext_lazy("void lot", "Something unlawful kept the judging from being fair"),
}
# Why a bid was opened and yet not ranked, as its own bidder reads it.
INVALID: Words = {
    "over_ceiling": pgettext_lazy("not ranked", "It asks for more than the call allows."),
    "low_offer": pgettext_lazy("not ranked", "The low price was not shown to be reasonable."),
    "no_final_offer": pgettext_lazy("not ranked", "No final offer was given in time."),
    "not_conforming": pgettext_lazy("not ranked", "It does not meet a condition of the call."),
}
OBJECTION_KIND: Words = {
    "objection": pgettext_lazy("objection", "Objection"),
    "challenge": pgettext_lazy("objection", "Challenge"),
}
OBJECTION_OUTCOME: Words = {
    "": pgettext_lazy("objection", "Waiting for the reply"),
    "upheld": pgettext_lazy("objection", "Upheld"),
    "upheld_in_part": pgettext_lazy("objection", "Upheld in part"),
    "rejected": pgettext_lazy("objection", "Rejected"),
    "withdrawn": pgettext_lazy("objection", "Withdrawn"),
}
# What an objection to the list does to an award.
HOLD: Words = {
    "open": _("An objection to it is not settled. Nothing is signed with it before that."),
    "upheld": _("An objection to it was upheld. It is being taken back, and nothing is signed with it."),
}
OBJECTION_TONE = {
    "": "wait",
    "upheld": "bad",
    "upheld_in_part": "why",
    "rejected": "plain",
    "withdrawn": "plain",
}
ACCEPTANCE: Words = {
    "passed": pgettext_lazy("acceptance", "Accepted"),
    "passed_in_part": pgettext_lazy("acceptance", "Accepted in part"),
    "failed": pgettext_lazy("acceptance", "Not accepted"),
}
ACCEPTANCE_TONE = {"passed": "ok", "passed_in_part": "why", "failed": "bad"}
# %(limit)s is the figure or the day of the rule, in words.
FAULT: Words = {
    # the decision
    "none_chosen": _("Choose at least one bid, or declare the call void."),
    "lots_too_many": _(
        "One bidder may win %(limit)s lots at most, those with the lower numbers. Pass it over here."
    ),
    "not_full": _("It does not win as many lots as one bidder may. Choose another reason."),
    "too_many": _("At most %(limit)s may be chosen."),
    "unknown_bid": _("This bid is not in the ranking."),
    "unknown_reason": _("Choose one of the reasons."),
    "out_of_order": _("It ranks before one that is chosen. Choose it, or say why it is passed over."),
    "above_ceiling": _("It asks for more than %(limit)s."),
    "above_budget": _(
        "Together this is %(more)s more than the budget of %(limit)s. Choose fewer, or reduce sums and say why."
    ),
    "cut_not_chosen": _("It is not chosen, so it gets no sum."),
    "cut_of_statutory": _("A statutory award is the sum that was offered."),
    "above_asked": _("It asks for %(limit)s. An award gives no more than that."),
    "cut_to_nothing": _("The sum must be above zero. Untick it if it gets nothing."),
    "below_smallest": _("The call gives %(limit)s at least."),
    "cut_unexplained": _("It gets less than it asks for. Write why: the bidder reads it."),
    "not_candidate": _("The report does not name it as a candidate."),
    "award_fell": _("Its award was taken back."),
    "not_verified": _(
        "Nobody has verified this organisation yet. Verify it, or pass it over for this reason."
    ),
    "low_offer_open": _("Its low price is not decided on yet."),
    "decided_in_future": _("This day is still to come."),
    "decided_before_report": _("The report is of %(limit)s. A decision cannot be older."),
    "lot_not_reported": _("The report on this lot is still to be made."),
    "lot_without_reason": _("Nothing was ranked in this lot. Say why it gets no award."),
    "lot_void_and_given": _("Somebody is chosen in this lot, so it is not void. Keep one of the two."),
    "unknown_lot": _("There is no lot %(limit)s that waits for a decision."),
    "all_void": _("All lots would be void. Declare the call void instead."),
    "address_missing": _("A statutory result says where the supplier is registered."),
    # what stops the award and the contract
    "documents_missing": _(
        "The procurement documents are published with the result. Attach them to the call first."
    ),
    "publicity_runs": _(
        "The result is shown until the end of %(limit)s. After that it can become the award."
    ),
    "objection_open": _("%(limit)s objection is not answered yet. Answer it first."),
    "objection_upheld": _("An objection was upheld: judge or decide again."),
    "award_objection_upheld": _("An objection to this award was upheld. Take the award back."),
    "medium_too_early": _(
        "The notice it follows stands on the official medium since %(limit)s. This one came after it."
    ),
    "funding_not_confirmed": _("The money was conditional. Confirm it first."),
    "signatory_not_registered": _(
        "Whoever signs must be registered. Choose the host that signs for the group."
    ),
    # the contract
    "differs_from_award": _("It must be the sum of the award, %(limit)s."),
    "above_award": _("It is above the award of %(limit)s."),
    "signed_in_future": _("This day is still to come."),
    "signed_before_award": _("The award is of %(limit)s. A contract cannot be older."),
    "ends_before_start": _("It would end before it begins."),
    "term_too_long": _("The term is at most %(limit)s months."),
    "longer_than_call": _("The call said %(limit)s months."),
    "payments_not_whole": _("The shares must add up to 100."),
    "payments_out_of_order": _("Payments come in the order of their days, none before signing."),
    "first_payment_low": _("The first payment is at least %(limit)s per cent."),
    "first_payment_late": _("The first payment is due by %(limit)s."),
    "output_share_high": _("At most %(limit)s per cent may hang on output."),
    "host_fee_high": _("A host keeps at most %(limit)s per cent."),
    "host_fee_missing": _("Say what the host keeps; 0 where it keeps nothing."),
    "host_fee_without_host": _("Nobody hosts here. Leave it empty."),
    "waits_already": _("A colleague recorded it; it waits for the second person."),
    "done_meanwhile": _(
        "Meanwhile somebody recorded it, confirmed it or took it back. Look at the decision."
    ),
    # the talk on the plan
    "minutes_missing": _(
        "Only one organisation applied. Record the talk on price and plan first; it is published with the agreement."
    ),
    "no_plan_talk": _("A statutory plan does not change after the award."),
    "held_in_future": _("This day is still to come."),
    "held_before_award": _("The award is of %(limit)s. The talk comes after it."),
    "held_too_late": _("The time for the talk ended with %(limit)s."),
    # payment, filing, acceptance
    "day_in_future": _("This day is still to come."),
    "day_before_signing": _("The agreement was signed on %(limit)s. This comes after it."),
    "passed_before_paid": _("The money came on %(limit)s. It was passed on after that."),
    "accepted_in_future": _("This day is still to come."),
    "accepted_before_start": _("The service began on %(limit)s. Acceptance comes after it."),
    "accepted_before_end": _(
        "The service runs until %(limit)s. Wait for its end, or say in public why it is accepted earlier."
    ),
    "users_unheard": _("Write what service users said, or why none took part."),
    "users_reason_short": _("Say why none took part, so that a reader understands it."),
    "panel_unsaid": _(
        "A statutory notice says who accepted. Write posts or names, service users under codes."
    ),
    "users_signed": _("Service users stand here under codes only: take out that they signed or gave names."),
    "users_missing": _("By law service users take part and give their opinion."),
}
_MONEY = frozenset(
    {"above_ceiling", "above_budget", "above_asked", "below_smallest", "differs_from_award", "above_award"}
)
# How far the number of awards and the money reach down the ranking.
LINE: Words = {
    "reached": pgettext_lazy("money line", "The money reaches"),
    "beyond_number": pgettext_lazy("money line", "Beyond the number of awards"),
    "beyond_money": pgettext_lazy("money line", "The money does not reach"),
    "not_named": pgettext_lazy("money line", "Not named by the report"),
    "fallen": pgettext_lazy("money line", "Its award was taken back"),
}
BEYOND = frozenset({"beyond_number", "beyond_money"})


def award_fault(fault: AwardFault) -> str:
    """What stands in the way, with the figure or day of the rule written out."""
    more = formatting.money(Decimal(fault.more), language()) if fault.more else ""
    said = str(FAULT[fault.code]).replace("%(limit)s", _limit(fault)).replace("%(more)s", more)
    if not fault.lot or fault.bid:
        return said
    return formatting.labelled(lot(fault.lot), said, language())


def _limit(fault: AwardFault) -> str:
    if fault.code in _MONEY:
        return formatting.money(Decimal(fault.limit), language())
    if "T" in fault.limit:
        return formatting.daytime(datetime.fromisoformat(fault.limit), language())
    try:
        return formatting.day(date.fromisoformat(fault.limit), language())
    except ValueError:
        return formatting.figure(Decimal(fault.limit)) if fault.limit else ""


def band(code: str) -> str:
    """A band of ten points: ``70-79``."""
    return code.replace("-", "–")
