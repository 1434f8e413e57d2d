"""Who stands behind a bid: the page on which one that is asked answers, and the lead lets go."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from procurement.errors.bids import BeingSealedError, StaleBidError
from procurement.labels import bids as words
from procurement.models import Bid
from procurement.permissions import bids as permissions
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import bids as selectors
from procurement.services.bids import parties
from procurement.views.bids.bid_desk import Desk, context_of, of_own_bid
from procurement.views.calls.officer import person


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_party(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Agree, decline, step back, take one off, let the host read or not; before the bid is sealed."""
    by, bid, now = person(request), desk.bid, desk.now
    if request.method == "POST":
        return _answer(request, desk)
    rows = [
        {
            "party": one,
            "part": words.PART[one.part],
            "word": _word(bid, agreed=one.agreed_at is not None, asked=permissions.is_unsealed(bid, now=now)),
            "may_answer": permissions.may_answer_party(by, one, now=now),
            "may_remove": permissions.may_remove_party(by, one, now=now),
            "may_show": permissions.may_show_to_host(by, one, now=now),
        }
        for one in selectors.parties_of_bid(bid)
    ]
    agreed, written = bid.is_agreed_by_lead, permissions.is_written(bid, now=now)
    context = context_of(
        desk,
        "",
        rows=rows,
        may_agree=permissions.may_agree_to_draft(by, bid, now=now),
        agreed=agreed,
        written=written,
        word_of_lead=_word(bid, agreed=agreed, asked=written),
    )
    return render(request, "bids/party.html", context)


def _word(bid: Bid, *, agreed: bool, asked: bool) -> Promise:
    return words.ANSWER[selectors.answer_of(bid, agreed=agreed, asked=asked)]


# The acts of the page: which service, and what is said once it is done.
_ACTS: dict[str, tuple[Callable[..., None], Promise]] = {
    "agree": (parties.agree, _("Agreed.")),
    "leave": (parties.let_go, _("It no longer stands behind this bid.")),
    "show": (
        partial(parties.show_to_host, shown=True),
        _("Your host can read the answers and the budget now, until the bid is sealed or you take it back."),
    ),
    "hide": (partial(parties.show_to_host, shown=False), _("Your host can read neither any more.")),
}


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    act, _colon, which = request.POST.get("act", "").partition(":")
    if act not in (*_ACTS, "stands") or not which.isdecimal() or len(which) > 9:
        raise PermissionDenied
    by, number = person(request), desk.bid.number
    try:
        if act == "stands":
            parties.agree_to_draft(number, version=int(which), by=by, now=desk.now)
            messages.success(
                request, gettext("Your group agrees to this bid as it stands. It can be sealed now.")
            )
        else:
            service, done = _ACTS[act]
            own = act == "leave" and any(
                permissions.may_answer_party(by, one, now=desk.now)
                for one in selectors.parties_of_bid(desk.bid)
                if one.pk == int(which)
            )
            service(number, int(which), by=by, now=desk.now)
            messages.success(request, gettext("You no longer stand behind this bid.") if own else str(done))
    except BeingSealedError:
        messages.info(request, gettext("This bid is being sealed just now, so it was not changed."))
    except StaleBidError:
        messages.error(request, gettext("It was changed since you read it. Read it once more, then agree."))
    except BidRefusedError:
        messages.error(
            request,
            gettext("Your organisation stands behind another bid for this call. Put that one away first."),
        )
    seen = permissions.may_see_bid(by, desk.bid, now=desk.now)
    return redirect("bid_party", number) if seen else redirect("workspace")
