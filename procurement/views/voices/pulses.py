"""How the purchase was, in three taps: each button is an answer and leads to the next question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from procurement.labels import bids as words
from procurement.models.pulses import PULSE_ANSWERS, PULSE_QUESTIONS
from procurement.permissions import bids as permissions
from procurement.services.voices import pulses
from procurement.views.bids.bid_desk import Desk, of_own_bid
from procurement.views.calls.officer import person


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_pulse(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One question at a time; what was tapped before travels along, and only the last tap writes."""
    by = person(request)
    if desk.bid.pulse_given:
        messages.info(request, gettext("You have told us already. Thank you."))
        return redirect("bid", desk.bid.number)
    if not permissions.may_give_pulse(by, desk.bid, now=desk.now):
        raise PermissionDenied
    given = {name: said for name in PULSE_QUESTIONS if (said := request.POST.get(name)) in PULSE_ANSWERS}
    asked = next((name for name in PULSE_QUESTIONS if name not in given), None)
    if asked is None:
        pulses.give(desk.bid.number, by=by, now=desk.now, **given)
        messages.success(request, gettext("Thank you. It is counted once enough bidders have answered."))
        return redirect("bid", desk.bid.number)
    context = {
        "bid": desk.bid,
        "tender": desk.bid.tender,
        "asked": asked,
        "question": words.PULSE_QUESTION[asked],
        "answers": [(code, words.PULSE_ANSWER[code]) for code in PULSE_ANSWERS],
        "given": given.items(),
        "at": len(given) + 1,
        "of": len(PULSE_QUESTIONS),
    }
    return render(request, "bids/pulse.html", context)
