"""Two seconds of memory for what everyone reads alike, so that a rush on one call costs one reading of it."""

import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from redis.exceptions import RedisError

SECONDS = 2
# How long a second reader waits for the first one's page before making it too.
PATIENCE = 0.5
# Only these: none asks who reads, none holds a form to send.
ROUTES = frozenset(
    [
        "home",
        "notice_list",
        "tender",
        "notice",
        "agency_list",
        "agency",
        "place_list",
        "place",
        "award_list",
        "contract_list",
        "rules",
        "rule_group",
        "calculator",
        "help",
        "help_privacy",
        "help_accessibility",
        "help_contact",
    ]
)
_KEPT_HEADERS = ("Content-Type", "Content-Language")
_MOST_BYTES = 200_000
_READ_ALIKE = "portal.read_alike"
Kept = tuple[bytes, dict[str, str]]


def anonymous_cache(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: stands innermost, so that what the others add is added to every answer afresh."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        if not may_be_kept(request):
            return get_response(request)
        request.META[_READ_ALIKE] = True
        key = key_of(request)
        try:
            kept, mine = find(key)
        except (RedisError, OSError):
            # The page is made without its help.
            return get_response(request)
        if kept is not None:
            return answer(kept)
        response = get_response(request)
        if mine:
            keep(key, response, request)
        return response

    return serve


def language_in_path(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware around Django's for languages: what everyone reads alike does not vary by Accept-Language."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if _READ_ALIKE in request.META and response.headers.get("Vary", "").lower() == "accept-language":
            del response.headers["Vary"]
        return response

    return serve


def may_be_kept(request: HttpRequest) -> bool:
    """A plain reading of a listed address by somebody who brought no cookie at all."""
    if not settings.PUBLIC_CACHE or request.method != "GET" or request.COOKIES:
        return False
    if "Authorization" in request.headers or len(request.get_full_path()) > 1000:
        return False
    try:
        return resolve(request.path_info).url_name in ROUTES
    except Resolver404:
        return False


def key_of(request: HttpRequest) -> str:
    """The language is in the path; host and scheme stand in links of the page."""
    whole = f"{request.scheme} {request.get_host()} {request.get_full_path()}"
    return f"page:{sha256(whole.encode()).hexdigest()}"


def find(key: str) -> tuple[Kept | None, bool]:
    """The page kept under ``key``; else whether this reader is the one who makes it."""
    if (kept := cache.get(key)) is not None:
        return kept, False
    if cache.add(f"{key}:making", 1, SECONDS):
        return None, True
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        time.sleep(0.02)
        if (kept := cache.get(key)) is not None:
            return kept, False
    return None, False


def answer(kept: Kept) -> HttpResponse:
    content, headers = kept
    return HttpResponse(content, headers=headers)


def keep(key: str, response: HttpResponseBase, request: HttpRequest) -> None:
    """Keep a whole, plain page; never one that sets a cookie or holds a token."""
    if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
        return
    personal = "CSRF_COOKIE" in request.META or request.session.accessed
    if not personal and len(response.content) <= _MOST_BYTES:
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        try:
            cache.set(key, (response.content, headers), SECONDS)
        except (RedisError, OSError):
            return
