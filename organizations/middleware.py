"""The workspace opens to an official only with a second factor, for eight idle hours; no words are lost by it."""

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext

from organizations import kept, selectors
from portal.ground import clock
from portal.ground.pages import device

SEEN = "official_seen_at"
# Written at most this often, so that reading pages does not write sessions.
SEEN_EVERY = 300
# Where somebody is led who has to sign in, wholly.
SIGN_IN = ("account_login", "mfa_reauthenticate", "mfa_index")
# Parts of an address that only one reader knows: of a link to a panel, to letters, to a forgotten password.
SECRET_PARTS = frozenset({"token", "key"})
View = Callable[[HttpRequest], HttpResponse]


def official_guard(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: before any page below ``/workspace/``, whatever its view decides for itself."""

    def guard(request: HttpRequest) -> HttpResponse:
        if not device.WORKSPACE.match(request.path_info) or not request.user.is_authenticated:
            return get_response(request)
        if not selectors.is_official(request.user, clock.legal_date(clock.now())):
            return get_response(request)
        return _stop(request) or get_response(request)

    return guard


def keep_words(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: who is sent to sign in while sending a text gets the text back, not an empty form; who signs
    out leaves nothing on the device, neither words not saved yet nor pages that *Back* could show."""

    def guard(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST":
            return response
        if first := _sends_to_sign_in(request, response):
            if kept.words_of(request) and not kept.is_strange(request):
                return kept.keep(request, first=first)
            return response if request.user.is_authenticated else _back_to_the_button(request, response)
        if request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return guard


def keep_private(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what was drawn for one reader, holds a form, or stands at an address that is itself a secret, is
    kept by no cache, the browser's own included, whatever its view says.

    One thing is kept, by that browser alone and until its reader signs out: the page that answers a form with a
    form, as when something typed was refused. Without it *Back* from a cut line finds no page to show."""

    def guard(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _answers_with_a_form(request, response) or device.HISTORY in request.META:
            response["Cache-Control"] = "private, no-cache, must-revalidate"
        elif _is_own(request, response):
            add_never_cache_headers(response)
        return response

    return guard


def _is_own(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is for this reader alone."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    parts = set(match.kwargs) if (match := request.resolver_match) else set()
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "cookie" in varies
        or device.FORM in request.META
        or bool(parts & SECRET_PARTS)
    )


def _answers_with_a_form(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the browser may keep the page for *Back*: not where a password, a code or a slip was sent."""
    if request.method != "POST" or device.FORM not in request.META or device.UNKEPT in request.META:
        return False
    if kept.SLIP in request.POST or any(kept.SECRET.search(name) for name in request.POST):
        return False
    return "Location" not in response


def _sends_to_sign_in(request: HttpRequest, response: HttpResponse) -> str:
    """Where what was sent waits for its writer to sign in, or for the second factor; nothing where it does not: who
    signs out or recovers an account is led there too."""
    path, _mark, query = response.get("Location", "").partition("?")
    waits = parse_qs(query).get("next") == [request.get_full_path()]
    return path if waits and path in map(reverse, SIGN_IN) else ""


def _back_to_the_button(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A button was pressed after the session had ended. Its own address is often not to be read at all: signing in
    leads back to the page on which it stands, and says that nothing was done."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return response
    page = urlsplit(came_from)
    messages.warning(
        request, gettext("You had been signed out, so this was not done. Sign in and press once more.")
    )
    back = urlencode({"next": f"{page.path}?{page.query}" if page.query else page.path})
    return HttpResponseRedirect(f"{reverse('account_login')}?{back}")


def _stop(request: HttpRequest) -> HttpResponse | None:
    """Where this official must go first, or None when the way is free."""
    if _was_idle(request):
        logout(request)
        return _to("account_login", request)
    if not settings.OFFICIAL_SECOND_FACTOR_REQUIRED:
        return None
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return None
    has_factor = bool(selectors.second_factors(request.user))  # type: ignore[arg-type]
    return _to("mfa_reauthenticate" if has_factor else "mfa_index", request)


def _was_idle(request: HttpRequest) -> bool:
    # Real time, not the portal's clock: what matters is how long the desk stood empty.
    now = time.time()
    seen = request.session.get(SEEN, now)
    if now - seen > settings.OFFICIAL_IDLE_SECONDS:
        return True
    if now - seen > SEEN_EVERY or SEEN not in request.session:
        request.session[SEEN] = now
    return False


def _to(name: str, request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
