"""Where somebody is signed in, and signing out there from here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from organizations import selectors
from organizations.services import sign_ins
from organizations.views.accounts import signed_in
from portal.ground import clock

OTHERS = "others"


@login_required
@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """Every place where this account is signed in; each but this one can be ended."""
    here = str(request.session.session_key)
    if request.method == "POST":
        _end(request, request.POST.get("which", ""), here)
        return redirect("account_devices")
    places = [
        {"sign_in": one, "is_here": one.session_key == here}
        for one in selectors.sign_ins_of(signed_in(request))
    ]
    return render(request, "account/devices.html", {"places": places, "several": len(places) > 1})


def _end(request: HttpRequest, which: str, here: str) -> None:
    user, now = signed_in(request), clock.now()
    if which == OTHERS:
        ended = sign_ins.end_others(user, but=here, now=now)
        told = ngettext(
            "Signed out in %(number)d other place.", "Signed out in %(number)d other places.", ended
        )
        messages.success(request, told % {"number": ended})
    elif which.isdecimal() and len(which) <= 18 and sign_ins.end(user, int(which), now=now):
        messages.success(request, _("Signed out there."))
    else:
        messages.info(request, _("Nobody is signed in there any more."))
