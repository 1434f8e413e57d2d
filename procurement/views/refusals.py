"""The page of a refusal: why, as far as it is known, and what was typed, so that nobody loses it."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from organizations import kept


class OverError(PermissionDenied):
    """Whoever asks may do this, but not any more or not yet: a colleague did it, or the step is another now.
    ``back`` is the address of the page that says how it stands."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """In place of Django's page of 403. Words come back to our own pages only, none from a form with a code."""
    words: list[kept.Said] = []
    with suppress(UnreadablePostError):
        if request.method == "POST" and not kept.is_strange(request):
            words = kept.words_of(request)
    back = exception.back if isinstance(exception, OverError) else ""
    context = {"words": words, "back": back, "sent": request.method == "POST"}
    response = render(request, "403.html", context, status=403)
    if words:
        add_never_cache_headers(response)
    return response
