"""What everyone reads alike is remembered until the public record says more, and for two seconds unasked."""

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from threading import Event, Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import get_conditional_response

from portal.ground.ledger import seals

# So long a kept page is given out unasked.
SECONDS = 2
# How long a second reader waits for the first one's page before making it too.
PATIENCE = 0.5
# Only these: none asks who reads, none holds a form to send.
ROUTES = frozenset(
    [
        "home",
        "notice_list",
        "notice_fit",
        "tender",
        "notice",
        "agency_list",
        "agency",
        "place_list",
        "place",
        "award_list",
        "contract_list",
        "statistics",
        "benefit",
        "figure_calls",
        "rules",
        "rule_group",
        "calculator",
        "data",
        "data_api",
        "code_lists",
        "code_list",
        "missing_list",
        "notices_atom",
        "deadlines_ics",
        "notice_rows",
        "award_rows",
        "contract_rows",
        "organization_rows",
        "help",
        "help_privacy",
        "help_accessibility",
        "help_contact",
    ]
)
# A process keeps no more than this of them, the newest.
MOST_BYTES = 8_000_000
_LONGEST_ADDRESS = 1_000
_OF_ONE_READER = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH")


@dataclass(frozen=True)
class Kept:
    """A whole answer as it left the portal. ``standing`` is that of the public record before it was made;
    ``until`` a moment of the process's own steady clock."""

    content: bytes
    zipped: bytes
    headers: dict[str, str]
    standing: object
    until: float

    @property
    def weight(self) -> int:
        return len(self.content) + len(self.zipped)

    def is_young(self) -> bool:
        return self.until > time.monotonic()


class Pages:
    """The pages of this process, and who is making which."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._making: dict[str, Event] = {}
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        return self._kept.get(key)

    def take(self, key: str) -> bool:
        """Whether this reader is the one who makes the page, and tells by :meth:`made`; waits for another."""
        with self._lock:
            making = self._making.get(key)
            if making is None:
                self._making[key] = Event()
                return True
        making.wait(PATIENCE)
        return False

    def made(self, key: str) -> None:
        """Whoever waits for the page of ``key`` goes on, whether or not it could be kept."""
        with self._lock:
            self._making.pop(key).set()

    def keep(self, key: str, page: Kept) -> Kept:
        """Remember ``page`` and give it back; what was made or found right longest ago makes room."""
        with self._lock:
            self._forget(key)
            self._kept[key] = page
            self._bytes += page.weight
            while self._bytes > MOST_BYTES:
                self._forget(next(iter(self._kept)))
        return page

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _forget(self, key: str) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._bytes -= old.weight


PAGES = Pages()


def anonymous_cache(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: stands outermost, so that a kept page costs nothing but itself."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        if not (is_plain(request) and is_listed(request.path_info)):
            return get_response(request)
        key = key_of(request)
        kept = PAGES.get(key)
        if kept is not None and kept.is_young():
            return answer(request, kept)
        if not PAGES.take(key):
            kept = PAGES.get(key)
            return answer(request, kept) if kept is not None and kept.is_young() else get_response(request)
        try:
            standing = seals.standing()
            if kept is not None and kept.standing == standing:
                return answer(request, PAGES.keep(key, replace(kept, until=time.monotonic() + SECONDS)))
            # What is kept is whole: compressed, and held against what its reader has, only here.
            asked = {name: request.META.pop(name, "") for name in _OF_ONE_READER}
            response = get_response(request)
            request.META |= asked
            page = page_of(request, response, standing)
            return response if page is None else answer(request, PAGES.keep(key, page))
        finally:
            PAGES.made(key)

    return serve


def is_plain(request: HttpRequest) -> bool:
    """A plain reading by somebody who brought no cookie at all."""
    if not settings.PUBLIC_CACHE or request.method != "GET" or request.META.get("HTTP_COOKIE"):
        return False
    return "HTTP_AUTHORIZATION" not in request.META and len(request.get_full_path()) <= _LONGEST_ADDRESS


@lru_cache(maxsize=4_096)
def is_listed(path: str) -> bool:
    """Whether everyone reads the page at ``path`` alike."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path).url_name in ROUTES
        except Resolver404:
            return False


def key_of(request: HttpRequest) -> str:
    """The language is in the path; host and scheme stand in links of the page."""
    return f"{request.scheme} {request.get_host()} {request.get_full_path()}"


def page_of(request: HttpRequest, response: HttpResponseBase, standing: object) -> Kept | None:
    """What can be kept of an answer: a whole, plain page; never one that sets a cookie or asked who reads."""
    if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
        return None
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    if "CSRF_COOKIE" in request.META or "cookie" in varies:
        return None
    # LocaleMiddleware asks for Accept-Language on every address; here the path alone decides. What one reader may
    # still ask for is no other's.
    headers = {
        name: text
        for name, text in response.headers.items()
        if name not in ("Vary", "Content-Length") and not name.startswith("RateLimit-")
    }
    # Weak, because the page and its compressed form carry the same one.
    headers["ETag"] = f'W/"{sha256(response.content).hexdigest()[:32]}"'
    headers["Vary"] = "Accept-Encoding"
    headers["Cache-Control"] = "no-cache"
    # Compressing is safe here: such a page holds no secret beside what a reader asked for.
    zipped = gzip.compress(response.content, compresslevel=6, mtime=0)
    return Kept(response.content, zipped, headers, standing, time.monotonic() + SECONDS)


def answer(request: HttpRequest, page: Kept) -> HttpResponseBase:
    """The page, compressed for whoever takes it; nothing but *not modified* for whoever has it."""
    headers, content = page.headers, page.content
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        headers, content = headers | {"Content-Encoding": "gzip"}, page.zipped
    response = HttpResponse(content, headers=headers)
    response.headers["Content-Length"] = str(len(content))
    return get_conditional_response(request, etag=headers["ETag"], response=response) or response
