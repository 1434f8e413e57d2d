"""What a pasted text is where it is no call, and where the portal does what it asks for, if it does."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CALL = "call"


@dataclass(frozen=True)
class NoCall:
    """``what`` names the kind of text; ``way`` says where that is done, or that the portal does not do it."""

    what: Promise
    way: Promise


_ON_THE_CALL = _("Open the call it belongs to; this is done on that call's own page.")
_NOT_HERE = _("This portal does not publish it yet. Publish it where it was published before.")
_LATER = _("It comes from the call itself: the portal makes it when the call has got that far.")
_KINDS = {
    "market_survey": NoCall(_("a market survey"), _NOT_HERE),
    "requirement_consultation": NoCall(_("a consultation on requirements"), _NOT_HERE),
    "intention": NoCall(
        _("a notice of intention"),
        _("This portal does not publish it yet. Enter its day on the call that follows it."),
    ),
    "single_source_publicity": NoCall(_("a publicity of single source"), _NOT_HERE),
    "correction": NoCall(_("a correction"), _ON_THE_CALL),
    "termination": NoCall(_("a termination"), _ON_THE_CALL),
    "void": NoCall(_("a notice that a call is void"), _ON_THE_CALL),
    "list_publicity": NoCall(_("a list of those who are to be chosen"), _LATER),
    "award": NoCall(_("a result"), _LATER),
    "contract": NoCall(_("a contract notice"), _LATER),
    "acceptance": NoCall(_("a notice of acceptance"), _LATER),
    "performance_evaluation": NoCall(_("an evaluation of performance"), _NOT_HERE),
}


def no_call(kind: str) -> NoCall | None:
    """None for a call."""
    return None if kind == CALL else _KINDS.get(kind, NoCall(_("another notice"), _NOT_HERE))
