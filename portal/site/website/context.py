"""What every page knows: the site's name, its sections, who is signed in, and the hour."""

from collections.abc import Iterable
from functools import cache, lru_cache, partial
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, get_urlconf, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from portal.ground import clock
from portal.ground.fields.asked import asked_of
from portal.ground.here import tagline, words
from portal.ground.values.text import narrow
from portal.site.website.cache import ROUTES

# Path below the language, words, and the other paths that belong to the section.
SECTIONS = (
    ("notices/", pgettext_lazy("section", "Notices"), ("places/",)),
    ("awards/", pgettext_lazy("section", "Results"), ("contracts/",)),
    ("organizations/", pgettext_lazy("section", "Organisations"), ()),
    ("agencies/", pgettext_lazy("section", "Agencies"), ()),
    ("statistics/", pgettext_lazy("section", "Statistics"), ()),
    ("rules/", pgettext_lazy("section", "Rules"), ()),
    ("help/", pgettext_lazy("section", "Help"), ("library/", "feedback/")),
)
FOOT = (
    ("data/", gettext_lazy("Open data")),
    ("receipts/", gettext_lazy("Check a receipt")),
    ("alerts/", gettext_lazy("Letters about new notices")),
    ("notices/missing/", gettext_lazy("Report a missing notice")),
    ("help/privacy/", gettext_lazy("Privacy")),
    ("help/accessibility/", gettext_lazy("Accessibility")),
    ("help/contact/", gettext_lazy("Contact")),
)
LANGUAGE_PREFIX = "en/"


def root_path() -> str:
    """The address of the home page in the language in use."""
    return get_script_prefix() + (LANGUAGE_PREFIX if get_language() == "en" else "")


@lru_cache(maxsize=2_048)
def _exists(path: str, language: str | None, urlconf: str | None) -> bool:
    try:
        resolve(path, urlconf)
    except Resolver404:
        return False
    return True


def exists(path: str) -> bool:
    """Whether an address is answered at all: the bar never leads to a page that is not built."""
    return _exists(f"/{path.removeprefix(get_script_prefix())}", get_language(), get_urlconf())


def sections(path: str) -> list[dict[str, Any]]:
    """The sections that exist, the one `path` lies in marked."""
    root, here = root_path(), section_of(path)
    return [
        {"url": root + own, "label": label, "current": own == here}
        for own, label, _others in SECTIONS
        if exists(root + own)
    ]


def in_half_width(path: str) -> str:
    """The address that was meant where its “？” was typed in full width; empty for any other."""
    if "？" not in path:
        return ""
    here, _mark, query = path.partition("？")
    # One slash only: two would begin the name of another site.
    return f"/{quote(here.lstrip('/' + chr(92)))}?{quote(narrow(query), safe='=&+')}"


def section_of(path: str) -> str:
    """The path of the section that an address lies in, or nothing."""
    below = path.removeprefix(root_path())
    return next((own for own, _label, others in SECTIONS if below.startswith((own, *others))), "")


def _links(entries: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    root = root_path()
    return [{"url": root + own, "label": label} for own, label in entries if exists(root + own)]


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Neither session nor person is touched for a visitor who brought no cookie, so that
    public pages are the same for everybody and may be cached."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    may_have_messages = has_session or "messages" in request.COOKIES or request.method == "POST"
    person = getattr(request, "user", None) if has_session else None
    if request.resolver_match and request.resolver_match.url_name in ROUTES:
        # A page for everybody says what of its address it did not understand, also where it reads nothing there.
        asked_of(request)
    return {
        "site_url": settings.SITE_URL,
        "home_url": root_path(),
        "is_demo": settings.DEMO,
        "section": section_of(request.path),
        "meant_address": in_half_width(request.path),
        # Called where a piece of the frame is made anew.
        "nav": partial(sections, request.path),
        "foot_nav": partial(_links, FOOT),
        "person": person if person is not None and person.is_authenticated else None,
        "notes": SimpleLazyObject(lambda: list(get_messages(request))) if may_have_messages else [],
        # Called by the template when it is named: one question to the database per page, or none.
        "now": cache(clock.now),
        "lang_tag": "en" if get_language() == "en" else "zh-CN",
        **words(),
        "tagline": tagline(),
    }
