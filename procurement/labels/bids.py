"""Bids in words: the six questions, states, verdicts on a press, and why something is not taken."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.ground import formatting
from procurement.labels.values import language
from procurement.labels.values import lot as lot_words
from procurement.rules.bidding import Fault

Words = dict[str, "str | Promise"]

QUESTION: Words = {
    "approach": _("What will you do, where and how often?"),
    "people": _("Whom will you reach, and how do they trust you?"),
    "team": _("Who does the work, and what have they done before?"),
    "confidentiality": _("How do you keep what people tell you to yourselves?"),
    "quality": _("How will you know that it helped?"),
    "risks": _("What may go wrong, and what will you do then?"),
}
PULSE_QUESTION: Words = {
    "clear": _("Did the call say clearly what was wanted and how it would be judged?"),
    "covered": _("Did the money offered cover what the work costs you?"),
    "again": _("Would you answer a call of this portal again?"),
}
PULSE_ANSWER: Words = {
    "yes": pgettext_lazy("answer to a question", "Yes"),
    "partly": pgettext_lazy("answer to a question", "Partly"),
    "no": pgettext_lazy("answer to a question", "No"),
}
QUESTION_HINT: Words = {
    "approach": _(
        "Kinds of activity, places by kind (no addresses of venues), how often, from when to when."
    ),
    "people": _("Groups and numbers you expect. No names, no places where people can be found."),
    "team": _("How many people, paid or volunteers, training, earlier projects."),
    "confidentiality": _(
        "Who sees records, how they are kept, codes instead of names, what you do if something leaks."
    ),
    "quality": _(
        "For example referrals that arrived, satisfaction of those served, what you change when it does not work."
    ),
    "risks": _("For example staff who leave, places that close, people who do not come."),
}
PART: Words = {
    "lead": pgettext_lazy("bid party", "Lead"),
    "partner": pgettext_lazy("bid party", "Partner"),
    "host": pgettext_lazy("bid party", "Host that signs"),
}
# How far the answer of a partner, a host or a lead is.
ANSWER: dict[str, Promise] = {
    "agreed": pgettext_lazy("bid party", "agreed"),
    "asked": pgettext_lazy("bid party", "asked, no answer yet"),
    "sealed": pgettext_lazy("bid party", "nothing waits for it: what was sealed stands"),
    "over": pgettext_lazy("bid party", "did not answer; no answer is needed any more"),
}
# What a bidder declares itself to be, so that its price is judged lower.
SIZE: Words = {
    "small": pgettext_lazy("size of an enterprise", "Small enterprise"),
    "micro": pgettext_lazy("size of an enterprise", "Micro enterprise"),
    "prison": pgettext_lazy("size of an enterprise", "Prison enterprise (counts as small or micro)"),
    "disability": pgettext_lazy(
        "size of an enterprise", "Unit that employs people with disabilities (counts as small or micro)"
    ),
}
STATED: Words = {
    "address": _("Address of the organisation"),
    "contact": _("Contact of the organisation"),
    "size": _("Declaration as a small or micro enterprise"),
    "trade": _("Trade it belongs to"),
    "staff": _("People employed"),
    "revenue": _("Revenue of the last year"),
    "assets": _("Total assets"),
    "domestic": _("Declaration of products of this country"),
}
# Why a price is judged lower than it is offered.
POLICY: Words = {
    "small": pgettext_lazy("price deduction", "Small or micro enterprise"),
    "domestic": pgettext_lazy("price deduction", "Product of this country"),
}
LINE_KIND: Words = {
    "direct": pgettext_lazy("budget line", "Direct"),
    "staff": pgettext_lazy("budget line", "Pay for the work (direct)"),
    "indirect": pgettext_lazy("budget line", "Indirect"),
    "management": pgettext_lazy("budget line", "Management (indirect)"),
}
ACT: Words = {
    "lodge": pgettext_lazy("bid act", "Sealed"),
    "withdraw": pgettext_lazy("bid act", "Withdrawn"),
    "confirm": pgettext_lazy("bid act", "Confirmed under the corrected call"),
}
VERDICT: Words = {
    "accepted": pgettext_lazy("bid verdict", "In time"),
    "late": pgettext_lazy("bid verdict", "Too late"),
    "refused": pgettext_lazy("bid verdict", "Not taken"),
}
VERDICT_CODE: Words = {
    "after_closing": _("It was received after the closing."),
    "call_ended": _("The call had ended."),
    "not_lodged": _("There was no sealed bid to act on."),
    "withdrawn": _("The bid had been withdrawn."),
    "replaced": _("The bid had been replaced by a newer one."),
}
# By act and verdict: what stands on top of a receipt.
RECEIPT: Words = {
    "lodge:accepted": pgettext_lazy("receipt", "Received and sealed"),
    "withdraw:accepted": pgettext_lazy("receipt", "Bid withdrawn"),
    "confirm:accepted": pgettext_lazy("receipt", "Bid confirmed"),
    "lodge:late": pgettext_lazy("receipt", "Received too late"),
    "withdraw:late": pgettext_lazy("receipt", "Too late to withdraw"),
    "confirm:late": pgettext_lazy("receipt", "Too late to confirm"),
}
NOT_GENUINE: Words = {
    "unreadable": _("This is not the text of a receipt. Choose the file that ends in .json."),
    "unknown_key": _("It names a key this portal never signed with."),
    "changed": _("Its signature does not fit its words: something was changed."),
}
# %(limit)s is a figure of the rule or of the call; %(where)s names the lot or line where there are several.
FAULT: Words = {
    "unknown_question": _("This question is not asked."),
    "answer_long": _("Too long: at most %(limit)s characters."),
    "answer_missing": _("Not answered yet."),
    "answer_in_two": _("Two people wrote different answers. Choose one."),
    "line_in_two": _("Two people changed this line. Keep one of the two: empty the other."),
    "unknown_lot": _("The call has no such part."),
    "many_lines": _("At most %(limit)s lines."),
    "label_missing": _("Say what the money is for."),
    "label_long": _("At most %(limit)s characters for what the money is for."),
    "kind_unknown": _("Choose direct or indirect cost."),
    "amount_unreadable": _("Write the amount in yuan in figures, for example 12000 or 12000.50."),
    "amount_out_of_range": _("The amount must be above zero."),
    "above_ceiling": _("The total is above the %(limit)s of the call."),
    "above_largest": _(
        "The total is above the largest single award of %(limit)s. It cannot be sealed so: take some of it out."
    ),
    "below_smallest": _("The total is below the smallest single award of %(limit)s. Is no nought missing?"),
    "sum_odd": _("The total is less than a tenth of the %(limit)s of the call. Is no nought missing?"),
    "amount_odd": _("This line says %(limit)s only. Is no 万 missing?"),
    "indirect_not_paid": _("This call pays no indirect costs."),
    "indirect_above_ceiling": _("Indirect costs are above %(limit)s%% of the total."),
    "management_above_ceiling": _("Management is above %(limit)s%% of the total."),
    "staff_above_ceiling": _("Pay of those who do the work is above %(limit)s%% of the total."),
    "budget_missing": _("The budget has no line yet."),
    "lots_many": _("One bidder may bid in %(limit)s lots at most. Empty the lines of the others."),
    "many_files": _("At most %(limit)s files."),
    "files_large": _("All files together may have at most %(limit)s MB."),
    "address_missing": _("Enter where the organisation is registered. The law has the result say it."),
    "contact_missing": _("Enter how the organisation is reached. The law has it said with the contract."),
    "trade_missing": _("Enter the trade as the procurement documents name it."),
    "figure_missing": _("The declaration needs this figure; 0 where there is none."),
    "stated_in_two": _("Two people wrote different things here. Choose one."),
    "file_missing": _("Attach your response to the procurement documents."),
    "lead_not_registered": _(
        "This procedure asks for a registered organisation as lead (%(limit)s). Take part as partner of one."
    ),
    "host_not_registered": _("A host must be registered."),
    "hosted_not_allowed": _("This call does not take bids through a host."),
    "consortium_not_allowed": _("This call does not take joint bids."),
    "tie_missing": _("The link between the two organisations is not confirmed by both sides yet."),
    "party_not_agreed": _("It was asked and has not agreed yet. Wait for its answer, or take it off."),
    "lead_not_agreed": _(
        "A host types this bid in. The group itself reads it and agrees, then it can be sealed."
    ),
    "party_not_free": _("One of the partners cannot join this bid."),
}


# Faults whose figure is a sum.
_MONEY = frozenset({"above_ceiling", "above_largest", "below_smallest", "sum_odd", "amount_odd"})


def fault_words(fault: Fault) -> str:
    """What of a bid does not stand, as a sentence."""
    limit = fault.limit.removesuffix(".00")
    if fault.code in _MONEY:
        limit = formatting.money(Decimal(fault.limit), language())
    return str(FAULT.get(fault.code, fault.code)) % {"limit": limit}


def lot_limits(*, bid: Decimal | None, won: Decimal | None) -> list[str]:
    """In how many of several lots one bidder may bid, and how many it may win."""
    limits = (
        (gettext("One bidder may bid in %(most)s lots at most."), bid),
        (
            gettext(
                "One bidder may win %(most)s lots at most: who is first in more gets them in the order of the lots' "
                "numbers, and in the others the next one is chosen."
            ),
            won,
        ),
    )
    return [words % {"most": formatting.figure(most)} for words, most in limits if most is not None]


def declared(policy: str, said: Mapping[str, str]) -> str:
    """What a bidder declares, as a result publishes it: what it is, its trade, its figures."""
    if policy != "small":
        return str(STATED[policy])
    parts = [str(SIZE.get(said.get("size", ""), ""))]
    if said.get("trade"):
        parts.append(formatting.labelled(str(STATED["trade"]), said["trade"], language()))
    for name in ("staff", "revenue", "assets"):
        if value := said.get(name):
            number = Decimal(value)
            shown = formatting.figure(number) if name == "staff" else formatting.money(number, language())
            parts.append(formatting.labelled(str(STATED[name]), shown, language()))
    return pgettext("between the parts of a declaration", "; ").join(parts)


def policies(codes: Iterable[str]) -> str:
    """For what a price is judged lower."""
    return pgettext("between the parts of a declaration", "; ").join(str(POLICY[one]) for one in codes)


def line_words(number: int | str) -> str:
    """A line of the budget by its place, counted from one."""
    return gettext("Budget, line %(number)s") % {"number": number}


def of_lot(number: int, said: str) -> str:
    """``said``, with its lot from the second on: a call that is not divided has one."""
    return said if number == 1 else f"{lot_words(number)} · {said}"


def place_words(where: str) -> str:
    """Where in the bid a fault is: a question, the budget or one of its lines, the files, the parties."""
    if where in QUESTION:
        return str(QUESTION[where])
    lot, _slash, line = where.partition("/")
    if lot.startswith("lot-"):
        said = line_words(line.removeprefix("line-")) if line else gettext("Budget")
        return of_lot(int(lot.removeprefix("lot-")), said)
    if where == "budget":
        return gettext("Budget")
    part, _slash, name = where.partition("/")
    if part == "statement":
        return str(STATED[name])
    parts = {
        "files": gettext("Photos and files"),
        "lead": gettext("Who bids"),
        "partners": gettext("Partners"),
        "partner": gettext("Partners"),
    }
    return parts.get(where, str(PART.get(where, where)))


def receipt_title(act: str, verdict: str) -> str:
    """What stands on top of a receipt; of a press that was not taken, just that."""
    return words(RECEIPT, f"{act}:{verdict}") if verdict != "refused" else words(VERDICT, verdict)


def words(table: Words, code: str) -> str:
    """A code in words; a code without words answers as itself."""
    return str(table.get(code, code))
