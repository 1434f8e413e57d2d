"""A form of a page that was drawn for another account than the one that is signed in now: nothing is done with it.

What it carried comes back encrypted, in the page that says so, and only whoever it was drawn for reads it there once
signed in again. Nothing is stored, and neither account learns which the other is."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from time import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from organizations import kept
from portal.ground.pages import device

SEALED = "kept_sealed"
_NONCE = 12


class OtherAccount:
    """Middleware, before the check of tokens, which signing in changes: the pages for people with an account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Before the view. A form without the mark of its reader goes on as it is."""
        drawn_for = request.GET.get(device.READER, "")
        if request.method != "POST" or not drawn_for or not device.WORKSPACE.match(request.path_info):
            return None
        with suppress(UnreadablePostError):
            if SEALED in request.POST:
                return _give_back(request, drawn_for)
            if request.user.is_authenticated and not device.is_reader(request.user, drawn_for):
                return _tell(request, _seal(request, drawn_for))
        return None


def _tell(request: HttpRequest, sealed: str) -> HttpResponse:
    return _page(request, {"sealed": sealed, "files": bool(request.FILES)})


def _page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    # Chromium cannot go back to it otherwise; what stands in it nobody reads.
    request.META[device.HISTORY] = True
    return render(request, "account/other_account.html", context, status=403)


def _seal(request: HttpRequest, drawn_for: str) -> str:
    """What was typed, for the reader of that page; "" where nothing was, or where another site sent it."""
    if not kept.words_of(request) or kept.is_strange(request):
        return ""
    said = json.dumps({"fields": kept.fields_of(request), "at": int(time())}).encode()
    nonce = secrets.token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, said, _about(request, drawn_for))).decode()


def _give_back(request: HttpRequest, drawn_for: str) -> HttpResponse:
    """The words to their reader; what nobody can open any more is called lost to whoever asks, and no form goes with
    it: an empty one, sent, would offer to empty the page it was written on."""
    sealed = request.POST.get(SEALED, "")
    fields, own = _opened(sealed, _about(request, drawn_for)), device.is_reader(request.user, drawn_for)
    if not fields:
        return _page(request, {"lost": True, "own": own})
    if not own:
        return _tell(request, sealed)
    sent = QueryDict(mutable=True)
    for name, text in fields:
        sent.appendlist(name, text)
    request.POST = sent  # type: ignore[assignment]
    return kept.keep(request)


def _opened(sealed: str, about: bytes) -> list[tuple[str, str]]:
    """Nothing of what was changed, or is older than a page that gives words back may be."""
    try:
        whole = urlsafe_b64decode(sealed)
        said = json.loads(_cipher().decrypt(whole[:_NONCE], whole[_NONCE:], about))
    except (ValueError, InvalidTag):
        return []
    fresh = time() - said["at"] < kept.PASS_SECONDS
    return [(name, text) for name, text in said["fields"]] if fresh else []


def _about(request: HttpRequest, drawn_for: str) -> bytes:
    return f"{request.path} {drawn_for}".encode()


def _cipher() -> AESGCM:
    return AESGCM(salted_hmac("organizations.other_account", "key", algorithm="sha256").digest())
