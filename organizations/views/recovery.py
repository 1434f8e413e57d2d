"""Coming back with the printed sheet: ask, wait, set a new password; and whoever did not ask stops it."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.accounts import NewPasswordForm, RecoverForm
from organizations.models import User
from organizations.services import recovery, tries
from organizations.views.accounts import signed_in
from portal.ground import clock

# In the session of whoever showed the codes: whose, with which code, and when by the machine's clock.
SHOWN = "recovery_shown"
# Longer ago than this they are shown anew: the computer may be one that many use.
SHOWN_SECONDS = 15 * 60


@sensitive_post_parameters("code", "app_code")
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Ask by the sheet, or come back with the code that was asked with."""
    form = RecoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            attempt = tries.spend(request, tries.SHEET, data["username"])
            user = recovery.ask(data["username"], data["code"], data["app_code"], now=clock.now())
        except tries.TooManyTriesError as error:
            form.add_error(None, error)
        except recovery.RecoveryError:
            form.add_error(None, _("The login name and the codes do not fit together."))
        else:
            attempt.forgive()
            request.session[SHOWN] = (user.pk, user.recovery_code, time.time())
            return redirect("account_recover_new")
    return render(request, "account/recover.html", {"form": form, "wait_hours": settings.RECOVERY_WAIT_HOURS})


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """From when a new password can be set; from then on, its form."""
    number, code, shown = request.session.get(SHOWN, (0, "", 0.0))
    user, now = User.objects.filter(pk=number).first(), clock.now()
    if user is None or time.time() - shown > SHOWN_SECONDS or not recovery.waits(user, code, now=now):
        return redirect("account_recover")
    if user.recovery_from is not None and now < user.recovery_from:
        return render(request, "account/recover_wait.html", {"waiting": user})
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery.finish(user.pk, code, form.cleaned_data["password1"], now=now)
        except recovery.TooEarlyError:
            return redirect("account_recover")
        del request.session[SHOWN]
        messages.success(request, _("Your new password is set. Please sign in with it."))
        return redirect("account_login")
    return render(request, "account/recover_new.html", {"form": form})


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """One press of whoever is signed in: nothing comes of what was asked for."""
    _say(request, stopped=recovery.stop(signed_in(request), now=clock.now()))
    return redirect("account")


@require_http_methods(["GET", "POST"])
def stop_by_letter(request: HttpRequest, token: str) -> HttpResponse:
    """The same from the letter, without signing in."""
    user = recovery.of_letter(token, now=clock.now())
    if request.method == "POST":
        _say(request, stopped=user is not None and recovery.stop(user, now=clock.now()))
        return redirect("account_login")
    return render(request, "account/recover_stop.html", {"waiting": user})


def _say(request: HttpRequest, *, stopped: bool) -> None:
    if stopped:
        messages.success(
            request,
            _(
                "Stopped: your password stays. Whoever asked has your code sheet: make a new one, then it is worthless."
            ),
        )
    else:
        messages.info(request, _("There is nothing to stop any more."))
