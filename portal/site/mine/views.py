"""One's own account: what is held about it, to take along, and closing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organizations.proof import proved
from organizations.services import closing
from organizations.views.accounts import signed_in
from portal.ground import clock
from portal.ground.clock import legal_date
from portal.site.mine import services
from portal.site.mine.hindrances import hindrances
from portal.site.mine.taken import archive, summary


@proved
@login_required
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest) -> HttpResponseBase:
    """What the portal holds about whoever is signed in; pressed, all of it as a file."""
    me, now = signed_in(request), clock.now()
    if request.method == "GET":
        return render(request, "mine/data.html", summary(me, now=now))
    response = StreamingHttpResponse(archive(me, now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="yangguang-{legal_date(now):%Y-%m-%d}.zip"'
    return response


@proved
@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """What ends with the account, what stays and why, and what stands in the way."""
    me, now = signed_in(request), clock.now()
    why = hindrances(me, now=now)
    if request.method == "POST":
        try:
            services.ask(me, now=now)
        except services.HinderedError as error:
            why = error.why
        else:
            messages.success(request, _("Your account closes in seven days. Until then one press keeps it."))
            return redirect("account")
    context = {"why": why, "me": me, "days": closing.WAIT.days}
    return render(request, "mine/close.html", context, status=409 if request.method == "POST" else 200)


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """One press of whoever is signed in: the account stays."""
    _say(request, stopped=closing.stop(signed_in(request), now=clock.now()))
    return redirect("account")


@require_http_methods(["GET", "POST"])
def stop_by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The same from the letter, without signing in."""
    user = closing.of_letter(token)
    if request.method == "POST":
        _say(request, stopped=user is not None and closing.stop(user, now=clock.now()))
        return redirect("account_login")
    return render(request, "mine/stop.html", {"closing": user})


def _say(request: HttpRequest, *, stopped: bool) -> None:
    if stopped:
        messages.success(
            request, _("Your account stays. If it was not you who closed it, change your password.")
        )
    else:
        messages.info(request, _("There is nothing to stop any more."))
