"""Before an act that nobody takes back: whoever presses it proves anew who they are, and presses nothing twice.

The page that asks carries the pressed form; with the right password, or a code of the app, the act goes on as if
nothing had been asked. An unlocked phone or a desk left for a minute withdraws, approves and opens nothing.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from organizations import kept
from organizations.forms.accounts import ProofForm
from organizations.models import User

FIELD = "proof_password"
SIGNED_IN = "signed_in_at"
_View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def proved(view: _View) -> _View:
    """For views whose form nobody takes back, outermost of their decorators. The form brings no files."""

    @sensitive_post_parameters(FIELD)
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User) or is_fresh(request):
            return view(request, *args, **more)
        form = ProofForm(request.user, request.POST if FIELD in request.POST else None)
        pressed = request.POST.copy()
        pressed.pop(FIELD, None)
        request.POST = pressed  # type: ignore[assignment]
        if not form.is_valid():
            return _ask(request, form)
        record_authentication(request, request.user, form.cleaned_data[FIELD], reauthenticated=True)
        return view(request, *args, **more)

    return page


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session saw a proof, by signing in or since, within PROOF_SECONDS."""
    records = get_authentication_records(request, request.user)
    proofs = [record["at"] for record in records if record.get("method") in ("password", "mfa")]
    return bool(time.time() - max([request.session.get(SIGNED_IN, 0), *proofs]) < settings.PROOF_SECONDS)


def remember_sign_in(request: HttpRequest, **_more: Any) -> None:
    """Listener: signing in is a proof, by whatever way it was done."""
    request.session[SIGNED_IN] = time.time()


def _ask(request: HttpRequest, form: ProofForm) -> HttpResponse:
    context = {"form": form, "fields": kept.fields_of(request), "words": kept.words_of(request)}
    return render(request, "account/proof.html", context, status=403)
