"""What somebody wrote when their session or the form's token had run out: shown again, sent with one press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure as plain_failure

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# Shorter values are choices and hidden marks that nobody typed with care.
LONG = 30


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form carried, without its token; nothing at all from a form with a password."""
    if any("password" in name for name in request.POST):
        return []
    return [(name, one) for name, values in request.POST.lists() for one in values if name != TOKEN]


def words_of(request: HttpRequest) -> list[str]:
    """The longer texts among :func:`fields_of`: what would be a pity to lose."""
    return [text for _name, text in fields_of(request) if len(text) >= LONG and not _is_mark(text)]


def _is_mark(text: str) -> bool:
    return text.isascii() and " " not in text


def keep(request: HttpRequest) -> HttpResponse:
    """The page that gives it back. Sending it once more goes through every check anew."""
    context = {
        "fields": fields_of(request),
        "words": words_of(request),
        "files": bool(request.FILES),
        "signed_out": not request.user.is_authenticated,
    }
    response = render(request, "account/kept.html", context, status=403)
    add_never_cache_headers(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A token that no longer fits, as after signing in again. Words come back only to our own pages: what a
    stranger's page sends is refused without being repeated."""
    own = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin") == own and words_of(request):
        return keep(request)
    return plain_failure(request, reason, template_name="403_csrf.html")
