"""A role from the side of whoever holds it: agree to it or not, and leave it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations import permissions, selectors
from organizations.services import standing
from organizations.views.accounts import signed_in
from organizations.views.desk import REFUSED
from portal.ground import clock


@login_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """A role that is offered: who offers it, what it may do, and the two answers."""
    me, now = signed_in(request), clock.now()
    offered = selectors.invitations_of(me, now=now).filter(pk=pk).first()
    if request.method == "POST":
        return _answer(request, pk)
    stands = offered is not None and permissions.may_answer_invitation(me, offered, now=now)
    return render(request, "account/invitation.html", {"offered": offered if stands else None})


def _answer(request: HttpRequest, pk: int) -> HttpResponse:
    me, now = signed_in(request), clock.now()
    try:
        if "accept" in request.POST:
            standing.accept(pk, by=me, now=now)
            messages.success(request, _("Agreed. The role is yours from today on."))
        else:
            standing.decline(pk, by=me, now=now)
            messages.success(request, _("Declined."))
    except standing.StandingError as error:
        messages.error(request, REFUSED[error.code])
    return redirect("account")


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then one's own role ends."""
    me, now = signed_in(request), clock.now()
    held = get_object_or_404(selectors.memberships_of(me, clock.legal_date(now)), pk=pk)
    if request.method == "POST":
        try:
            standing.end_membership(held, by=me, now=now)
        except standing.StandingError as error:
            messages.error(request, REFUSED[error.code])
        else:
            messages.success(request, _("Done."))
        return redirect("account")
    return render(request, "account/leave.html", {"membership": held})
