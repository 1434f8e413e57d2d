"""Who stands behind a bid: the page on which one that is asked answers, and the lead lets go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from procurement.labels import bids as words
from procurement.permissions import bids as permissions
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import bids as selectors
from procurement.services import bid_parties
from procurement.services.bid_errors import BeingSealedError
from procurement.views.bid_desk import Desk, context_of, of_own_bid
from procurement.views.officer import person


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_party(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Agree, decline, step back, or take one off; before the bid is sealed."""
    by = person(request)
    if request.method == "POST":
        return _answer(request, desk)
    rows = [
        {
            "party": one,
            "part": words.PART[one.part],
            "may_answer": permissions.may_answer_party(by, one, now=desk.now),
            "may_remove": permissions.may_remove_party(by, one, now=desk.now),
        }
        for one in selectors.parties_of_bid(desk.bid)
    ]
    return render(request, "bids/party.html", context_of(desk, "", rows=rows))


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    act, _colon, which = request.POST.get("act", "").partition(":")
    if act not in ("agree", "leave") or not which.isdecimal() or len(which) > 9:
        raise PermissionDenied
    by, number = person(request), desk.bid.number
    try:
        if act == "agree":
            bid_parties.agree(number, int(which), by=by, now=desk.now)
            messages.success(request, gettext("Agreed."))
        else:
            bid_parties.let_go(number, int(which), by=by, now=desk.now)
            messages.success(request, gettext("It no longer stands behind this bid."))
    except BeingSealedError:
        messages.info(request, gettext("This bid is being sealed just now, so it was not changed."))
    except BidRefusedError:
        messages.error(
            request,
            gettext("Your organisation stands behind another bid for this call. Put that one away first."),
        )
    seen = permissions.may_see_bid(by, desk.bid, now=desk.now)
    return redirect("bid_party", number) if seen else redirect("workspace")
