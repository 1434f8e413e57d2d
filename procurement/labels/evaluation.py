"""Words for the codes of an evaluation: seats, what the rules ask of a panel, low offers, the report."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from procurement.labels.course_codes import Words
from procurement.labels.values import language
from procurement.rules.evaluation import PanelFault
from procurement.rules.row import Row

SEAT: Words = {
    "buyer": pgettext_lazy("seat", "From the buyer"),
    "outsider": pgettext_lazy("seat", "From outside"),
    "community": pgettext_lazy("seat", "From the community"),
    "expert": pgettext_lazy("seat", "Expert"),
}
SEAT_HINT: Words = {
    "buyer": _("A colleague of this agency, with their own account."),
    "outsider": _("From the prefecture, another county, a hospital or a university."),
    "community": _("A service user or volunteer from elsewhere. Never named anywhere."),
    "expert": _("From the library of evaluation experts. Named with a statutory award."),
}
CHOSEN: Words = {
    "buyer": pgettext_lazy("how chosen", "The buyer's representative"),
    "drawn": pgettext_lazy("how chosen", "Drawn by lot elsewhere"),
    "pool": pgettext_lazy("how chosen", "Picked from a pool, not drawn"),
    "named": pgettext_lazy("how chosen", "Named by the agency, not drawn"),
    "drawn_here": pgettext_lazy("how chosen", "Drawn by the portal from the pool"),
}
POOL_STATE: Words = {
    "waiting": pgettext_lazy("pool state", "Waits for a second person"),
    "early": pgettext_lazy("pool state", "Not yet in the pool"),
    "standing": pgettext_lazy("pool state", "In the pool"),
    "leaving": pgettext_lazy("pool state", "Is to leave, waits for a second person"),
    "over": pgettext_lazy("pool state", "Time is over"),
    "left": pgettext_lazy("pool state", "Has left"),
}
POOL_TONE = {
    "waiting": "wait",
    "early": "plain",
    "standing": "ok",
    "leaving": "wait",
    "over": "plain",
    "left": "plain",
}
# What became of a ticket in a draw.
TICKET_FATE: Words = {
    "waiting": pgettext_lazy("ticket", "Not drawn yet"),
    "seated": pgettext_lazy("ticket", "Sits on the panel"),
    "tied": pgettext_lazy("ticket", "Was drawn, is tied to a bidder, gave the seat to the next"),
    "declined": pgettext_lazy("ticket", "Was drawn, did not take the seat, which went to the next"),
    "left": pgettext_lazy("ticket", "Was drawn and left with the whole panel"),
    "reserve": pgettext_lazy("ticket", "Reserve, in this order"),
}
DRAW_FAULT: Words = {
    "nobody_wanted": _("Say how many members are to be drawn."),
    "too_few": _("Too few people in the pool may be drawn for this call. Those that may are counted below."),
    "draw_waits": _("A draw is under way. It is made by the next seal of the record, within minutes."),
    "drawn_already": _("The panel was drawn once. Another draw needs a reason and a second person."),
    "not_drawn_yet": _("No draw was made yet."),
    "reason_missing": _("Say why another draw is needed."),
}
SEAT_STATE: Words = {
    "unlinked": pgettext_lazy("seat state", "The link is not printed yet"),
    "unconfirmed": pgettext_lazy("seat state", "Has to confirm what the earlier link gave"),
    "waiting": pgettext_lazy("seat state", "Has not declared yet"),
    "declared": pgettext_lazy("seat state", "Declared"),
    "handed_in": pgettext_lazy("seat state", "Scores handed in"),
    "tied": pgettext_lazy("seat state", "Tied to a bidder, takes no part"),
    "expired": pgettext_lazy("seat state", "The time of the link is over"),
}
SEAT_TONE = {
    "unlinked": "why",
    "unconfirmed": "why",
    "waiting": "wait",
    "declared": "wait",
    "handed_in": "ok",
    "tied": "bad",
    "expired": "why",
}
# %(wanted)d is the figure of the rule.
PANEL_FAULT: Words = {
    "panel_size": _("The panel has %(wanted)d members."),
    "buyer_members": _("At most %(wanted)d member is from the buyer."),
    "committee_min": _("The panel has at least %(wanted)d members."),
    "committee_odd": _("The number of members is odd: the next one is %(wanted)d."),
    "expert_share": _("At least %(wanted)d of these members are experts."),
    "experts_undrawn": _(
        "Experts of this panel that came by no draw: %(wanted)d. Where the budget's own authority agreed to it, keep "
        "its consent in the file. Of a draw made elsewhere the portal knows what the agency tells of it."
    ),
    "community_unnamed": _(
        "The result names every member, and a member from the community is never named. Hear the community when the "
        "need is surveyed and the work is accepted."
    ),
}
SEAT_FAULT: Words = {
    "account": _("The buyer's member comes with an account, everybody else by a link."),
    "community_named": _("A community member is never named. Leave the name empty."),
    "name_missing": _("Enter who it is: the second person must be able to ask."),
    "office_missing": _("Enter where this person works."),
    "contact_missing": _("Enter how this person is reached. It is deleted when the scores are handed in."),
    "origin_of_buyer": _("The buyer's representative is the colleague of the agency, and nobody else."),
    "draw_untold": _("Say how the draw was made: when, who watched, out of how many."),
    "draw_unasked": _("Nobody was drawn here. Leave this empty, or choose: drawn by lot."),
    "voucher_unknown": _(
        "Enter the name or the unified social credit code of the organisation that vouches for this member, as it "
        "stands on its public page."
    ),
    "voucher_near": _(
        "The organisation that vouches is from another county, no bidder of this call and not tied to one."
    ),
    "not_of_buyer": _("This person does not work for the agency at the moment."),
    "outsider_of_buyer": _("This person works for your agency, and so is not from outside."),
    "home_missing": _("Choose the county this person is from."),
    "pooled_already": _("Somebody with this name or this contact is in the pool already."),
    "until_early": _("The last day lies before the first."),
    "draw_waits": _("A draw is under way. Give no seat by hand before it is made."),
    "drawn_here": _("Who was drawn gives the seat to the next in the order."),
    "seated_already": _("Somebody with this name or this contact sits on the panel already."),
}
HINDRANCE: Words = {
    "panel_size": _("The panel is not whole."),
    "buyer_members": _("Too many members are from the buyer."),
    "committee_min": _("The panel has too few members."),
    "committee_odd": _("The number of members is even."),
    "expert_share": _("Too few members are experts."),
    "community_unnamed": _("A member of the panel cannot be named."),
    "scores": _("Not every member has handed in the scores."),
    "consultation": _("Final offers were not asked for yet."),
    "final_offers": _("The final offers are not open yet."),
    "too_few_final": _("Fewer final offers came than the rule asks for. None was opened."),
    "too_few_conforming": _("Fewer valid offers are left than the rule asks for."),
    "low_offer_unasked": _("A price is so low that its bidder must be asked to explain it."),
    "low_offer_open": _("A question about a low price is not decided yet."),
    "claim_open": _("A declaration for the price is neither confirmed nor refused yet."),
}
CLAIM: Words = {
    "": pgettext_lazy("declaration for the price", "to be decided"),
    "yes": pgettext_lazy("declaration for the price", "confirmed"),
    "no": pgettext_lazy("declaration for the price", "refused"),
}
LOW_TEST: Words = {
    "of_mean": _("Below %(share)s%% of the mean of all conforming offers"),
    "of_second": _("Below %(share)s%% of the second lowest offer"),
    "of_ceiling": _("Below %(share)s%% of the ceiling, or of the budget where there is none"),
    "judgement": _("The panel finds the price too low by its own judgement"),
}
GROUND: Words = {
    "not_qualified": pgettext_lazy("set aside", "Does not meet a condition for taking part"),
    "requirement_missed": pgettext_lazy("set aside", "Misses a requirement that must be met"),
    "collusion": pgettext_lazy("set aside", "Made together with another bidder"),
}
INVALID: Words = {
    "over_ceiling": pgettext_lazy("invalid offer", "Asks for more than the call allows"),
    "low_offer": pgettext_lazy("invalid offer", "The low price was not shown to be reasonable"),
    "no_final_offer": pgettext_lazy("invalid offer", "Gave no final offer"),
    "not_conforming": pgettext_lazy("invalid offer", "Does not conform"),
}
FORMULA: Words = {
    "low_price_first": _(
        "The price scores lowest valid price ÷ price × its weight; the lowest valid price earns all of it. "
        "The other criteria are the mean of all members."
    ),
    "criteria_only": _("Every criterion is the mean of all members; the price earns no points of its own."),
    "lowest_price": _("Nothing is scored. Among the offers that conform, the lowest price comes first."),
}
ROUNDING: Words = {
    "half_up_0.01": _(
        "Each criterion's mean is rounded to two decimals, a half upwards; the points are the sum of these rounded "
        "figures and may differ by some hundredths from the mean of what the members gave in all."
    )
}
TIES: Words = {
    "low_price_first": _("Equal scores: the lower price first, then the better in the heaviest criterion."),
    "criteria_only": _("Equal scores: the lower price first, then the better in the heaviest criterion."),
    "lowest_price": _("Equal prices share a rank."),
}


def panel_fault(fault: PanelFault) -> str:
    """What the rule asks for that a panel does not meet."""
    return str(PANEL_FAULT[fault.code]) % {"wanted": fault.wanted}


def low_test(code: str, share: str) -> str:
    """Which test a price met; ``share`` is the percentage of the rule, as written."""
    return str(LOW_TEST.get(code, code)) % {"share": share}


def row_title(row: Row) -> str:
    """What a row of the rulebook says, in the reader's language."""
    return row.title_en if language() == "en" else row.title_zh


def row_source(row: Row) -> str:
    """Who set a row: the document and its article, or the portal itself."""
    return pgettext("verdict", "portal rule") if row.tier == "portal" else f"{row.source}{row.article}"
