"""Joining, the second factor, and each person's own page."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import EmailAddress, Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import permissions, selectors
from organizations.accounts import workspace_url
from organizations.forms.accounts import PersonForm, SignUpForm
from organizations.models import User
from organizations.services import accounts
from portal.ground import clock

FEW_CODES = 4


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # every caller asks for a sign-in first
    return request.user


@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="signup")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """A name and a password are enough; the sheet of codes is the next page, and then whatever ``next`` says."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = accounts.register_user(
                data["username"], data["password"], now=clock.now(), language=get_language() or "zh-hans"
            )
        except IntegrityError:
            form.add_error("username", get_adapter().error_messages["username_taken"])
        else:
            _confirm_address(request, user, data["email"])
            credentials = {"username": user.username, "password": data["password"]}
            login = Login(user=user, redirect_url=_with_next(request, "mfa_view_recovery_codes"))
            answer: HttpResponse = perform_password_login(request, credentials, login)
            return answer
    login_url = _with_next(request, "account_login")
    return render(request, "account/signup.html", {"form": form, "login_url": login_url})


def _confirm_address(request: HttpRequest, user: User, email: str) -> None:
    """Write to the address; who already has it is told so by letter, and the page says the same to both."""
    if not email:
        return
    if EmailAddress.objects.filter(email=email.lower(), verified=True).exists():
        get_adapter().send_account_already_exists_mail(email)
    else:
        EmailAddress.objects.add_email(request, user, email.lower(), confirm=True)
    messages.info(request, _("We wrote to your address. Open the link in that letter to confirm it."))


@never_cache
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """What protects this account besides the password, and where an official is led before the workspace."""
    me, now = signed_in(request), clock.now()
    kinds = selectors.second_factors(me)
    return render(
        request,
        "mfa/index.html",
        {
            "has_app": accounts.APP in kinds,
            "codes_left": len(accounts.codes_left(me)),
            "is_official": permissions.is_official(me, now=now),
            "next": _next(request),
        },
    )


def _next(request: HttpRequest) -> str:
    """Where this person wanted to go: an address of our own, or the workspace."""
    return get_next_redirect_url(request) or workspace_url()


def _with_next(request: HttpRequest, name: str) -> str:
    """The page ``name``, which leads on to where this person wanted to go."""
    return str(passthrough_next_redirect_url(request, reverse(name), "next"))


@never_cache
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The codes that are left, made to be printed."""
    me = signed_in(request)
    codes = accounts.codes_left(me)
    return render(
        request,
        "mfa/sheet.html",
        {
            "codes": codes,
            "few": len(codes) <= FEW_CODES,
            "now_at": clock.now(),
            "next": get_next_redirect_url(request) or "",
        },
    )


@never_cache
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_POST
def renew_sheet(request: HttpRequest) -> HttpResponse:
    """A new sheet; the old one is worth nothing from here on."""
    accounts.renew_sheet(signed_in(request), now=clock.now())
    messages.success(request, _("This is your new code sheet. The old one no longer works."))
    return redirect(_with_next(request, "mfa_view_recovery_codes"))


@never_cache
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def remove_app(request: HttpRequest) -> HttpResponse:
    """Asks once more, then the app counts no longer."""
    if request.method == "POST":
        accounts.remove_app(signed_in(request), now=clock.now())
        messages.success(request, _("The app is removed. Your code sheet still works."))
        return redirect("mfa_index")
    return render(request, "mfa/remove_app.html", {})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, language, address, second factor, code sheet and roles of whoever is signed in."""
    me, now = signed_in(request), clock.now()
    form = PersonForm(
        request.POST or None, initial={"display_name": me.display_name, "language": me.language}
    )
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=me.pk).update(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("account"))
    kinds = selectors.second_factors(me)
    codes = len(accounts.codes_left(me))
    return render(
        request,
        "account/account.html",
        {
            "form": form,
            "me": me,
            "unconfirmed": EmailAddress.objects.filter(user=me, verified=False).first(),
            "has_app": accounts.APP in kinds,
            "codes_left": codes,
            "few": codes <= FEW_CODES,
            "invitations": selectors.invitations_of(me, now=now),
            "memberships": selectors.memberships_of(me, clock.legal_date(now)),
        },
    )
