"""Where a bid stands, in words: a badge and a sentence that says what follows."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.ground import formatting
from procurement.labels.course_codes import Words
from procurement.labels.values import language
from procurement.rules.bid_states import BidState

# Those in which what was sealed still waits to be opened.
UNOPENED = ("sealed", "on_hold", "confirm", "confirm_on_hold", "waits")

WORD: Words = {
    "writing": pgettext_lazy("bid state", "Being written"),
    "deciding": pgettext_lazy("bid state", "Received, being checked"),
    "missed": pgettext_lazy("bid state", "Not sealed in time"),
    "late": pgettext_lazy("bid state", "Sealed too late"),
    "sealed": pgettext_lazy("bid state", "Sealed, counts"),
    "on_hold": pgettext_lazy("bid state", "Sealed, closing on hold"),
    "confirm": pgettext_lazy("bid state", "Confirm by %(until)s"),
    "confirm_on_hold": pgettext_lazy("bid state", "Must be confirmed, closing on hold"),
    "waits": pgettext_lazy("bid state", "Closed, waiting for the opening"),
    "lapsed": pgettext_lazy("bid state", "Will not be opened: not confirmed"),
    "not_opened": pgettext_lazy("bid state", "Not opened"),
    "judged": pgettext_lazy("bid state", "Opened, being judged"),
    "set_aside": pgettext_lazy("bid state", "Opened, not judged any further"),
    "final_asked": pgettext_lazy("bid state", "Final offer asked for"),
    "final_sealed": pgettext_lazy("bid state", "Final offer sealed"),
    "final_missed": pgettext_lazy("bid state", "No final offer in time"),
    "chosen": pgettext_lazy("bid state", "To be chosen, shown for objections"),
    "won": pgettext_lazy("bid state", "Chosen"),
    "signed": pgettext_lazy("bid state", "Agreement signed"),
    "finished": pgettext_lazy("bid state", "Finished"),
    "lost": pgettext_lazy("bid state", "Not chosen"),
    "passed_over": pgettext_lazy("bid state", "Passed over"),
    "invalid": pgettext_lazy("bid state", "Not ranked"),
    "void": pgettext_lazy("bid state", "Its lot is void"),
    "ended": pgettext_lazy("bid state", "The call was ended"),
    "withdrawn": pgettext_lazy("bid state", "Withdrawn"),
    "discarded": pgettext_lazy("bid state", "Put away"),
}
TEXT: Words = {
    "writing": _("Only what is sealed before %(until)s counts."),
    "writing:suspended": _("The closing is on hold. Only what is sealed counts; you can seal already."),
    "deciding": _("It was received. Whether it was in time stands on the receipt in a moment."),
    "missed": _("The closing has passed. What you wrote was never sealed, so it does not take part."),
    "late": _("It was received at or after the closing, so it does not take part."),
    "sealed": _("No one can read it before the opening. You can replace or withdraw it until %(until)s."),
    "on_hold": _(
        "No one can read it before the opening. You can replace or withdraw it; a new closing is set."
    ),
    "confirm": _(
        "The call was corrected after you sealed. Confirm that your bid holds, or replace it, before %(until)s. "
        "Otherwise it is not opened."
    ),
    "confirm_on_hold": _(
        "The call was corrected after you sealed, and the closing is on hold. Confirm that your bid holds, or "
        "replace it, before the new closing. Otherwise it is not opened."
    ),
    "waits": _(
        "Your bid was sealed in time and can no longer be changed. No one can read it before the opening."
    ),
    "lapsed": _(
        "The call was corrected after you sealed, and the bid was neither confirmed nor replaced before the "
        "closing. It can no longer be confirmed."
    ),
    "not_opened:not_confirmed": _("The call was corrected, and this bid was neither confirmed nor replaced."),
    "not_opened:does_not_open": _(
        "It could not be opened: it is not what was sealed. Ask the buyer in writing."
    ),
    "not_opened:unreadable": _("It was opened, but its budget could not be read. Ask the buyer in writing."),
    "not_opened:too_few": _("Too few bids came, so none was opened. The buyer decides what follows."),
    "judged": _("It was opened. The panel reads and scores it now."),
    "set_aside": _("The panel found that it does not meet a condition of the call."),
    "final_asked": _("Without a final offer sealed before %(until)s this bid is not judged any further."),
    "final_sealed": _("No one can read it before the final offers are opened."),
    "final_missed": _("No final offer of yours was sealed in time, so this bid is not judged any further."),
    "chosen": _("The intended result is shown to everybody. Objections are still heard."),
    "won": _("You are chosen. The agreement comes next."),
    "signed": _("The agreement is signed and published."),
    "finished": _("The service was accepted; this purchase is finished."),
    "lost": _("Another bid was chosen. Your points stand in your result."),
    "passed_over": _("It was ranked, but another was chosen. The reason stands in your result."),
    "invalid": _("It was opened, but not ranked. The reason stands in your result."),
    "void": _("Nobody was chosen for this lot. The reason stands in your result."),
    "ended:terminated": _("The buyer ended the call. No bid is opened any more."),
    "ended:void": _("The call was declared void. There is no result."),
    "ended:too_few": _("Too few bids came and the call was declared void. Your bid was not opened."),
    "withdrawn": _("It is not opened, and nobody ever reads it."),
    "discarded": _("What was written is deleted."),
}
# To a host that only signs for the group: it acts on nothing, and nothing is its own.
HOST_WORD: Words = {
    "confirm": pgettext_lazy("bid state", "The group must confirm by %(until)s"),
    "confirm_on_hold": pgettext_lazy("bid state", "The group must confirm, closing on hold"),
    "final_asked": pgettext_lazy("bid state", "The group is asked for a final offer"),
}
HOST_TEXT: Words = {
    "writing": _("The group writes it. Only what it seals before %(until)s counts."),
    "writing:suspended": _("The group writes it. The closing is on hold; only what it seals counts."),
    "missed": _("The closing has passed. The group sealed nothing, so it does not take part."),
    "sealed": _("The group sealed it. No one can read it before the opening."),
    "on_hold": _("The group sealed it. The closing is on hold; no one can read it before the opening."),
    "confirm": _(
        "The call was corrected after the group sealed. You have nothing to confirm: the group does, or replaces "
        "its bid, before %(until)s. Otherwise it is not opened."
    ),
    "confirm_on_hold": _(
        "The call was corrected after the group sealed, and the closing is on hold. You have nothing to confirm: "
        "the group does, or replaces its bid, before the new closing."
    ),
    "waits": _("It was sealed in time and can no longer be changed. No one can read it before the opening."),
    "lapsed": _(
        "The call was corrected, and the group neither confirmed nor replaced its bid before the closing. It can "
        "no longer be confirmed."
    ),
    "not_opened:does_not_open": _(
        "It could not be opened: it is not what was sealed. The group asks the buyer."
    ),
    "not_opened:unreadable": _("It was opened, but its budget could not be read. The group asks the buyer."),
    "final_asked": _(
        "Without a final offer that the group seals before %(until)s it is not judged any further."
    ),
    "final_missed": _("The group sealed no final offer in time, so this bid is not judged any further."),
    "won": _("The group is chosen. The agreement comes next, and you sign it with the group."),
    "lost": _("Another bid was chosen."),
    "passed_over": _("It was ranked, but another was chosen."),
    "invalid": _("It was opened, but not ranked."),
    "void": _("Nobody was chosen for this lot."),
    "ended:too_few": _("Too few bids came and the call was declared void. It was not opened."),
}


@dataclass(frozen=True)
class Said:
    """A state as a page says it."""

    word: str
    text: str

    def __str__(self) -> str:
        return formatting.labelled(self.word, self.text, language())


def _until(state: BidState) -> str:
    return formatting.daytime(state.until, language()) if state.until else ""


def word(state: BidState) -> str:
    """The badge of a state."""
    own = HOST_WORD.get(state.code) if state.signs else None
    said = str(own or WORD[state.code]) % {"until": _until(state)}
    return (
        gettext("%(state)s; a new version is not sealed yet") % {"state": said} if state.rewriting else said
    )


def sentence(state: BidState) -> Said:
    """The badge, and what it means for the bidder."""
    told_host = HOST_TEXT if state.signs else {}
    told_all = {**TEXT, **told_host}
    text = told_all.get(f"{state.code}:{state.reason}") or told_all[state.code]
    told = str(text) % {"until": _until(state)}
    if state.rewriting:
        mark = "" if language() == "zh" else " "
        told += mark + (
            gettext("The version that is sealed stands until the new one is.")
            if state.signs
            else gettext("The version you sealed stands until the new one is sealed.")
        )
    return Said(word(state), told.strip())
