"""The page of a refusal: why, as far as it is known, and what was typed, so that nobody loses it."""

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from organizations import kept
from procurement import labels
from procurement.models import Tender


class OverError(PermissionDenied):
    """Whoever asks may do this, but not any more or not yet: a colleague did it, or the step is another now.
    ``back`` is the address of the page that says how it stands."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


def concerns(request: HttpRequest, tender: Tender, *, back: str) -> None:
    """Whoever is refused from here on is one of the people of this call or bid: it was done already, or it is another
    step's or another person's of their own house, and the page says how the call stands. ``back`` as above."""
    request.concerned = tender.pk, back  # type: ignore[attr-defined]


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """In place of Django's page of 403. Words come back to our own pages only, none from a form with a code."""
    words: list[kept.Said] = []
    with suppress(UnreadablePostError):
        if request.method == "POST" and not kept.is_strange(request):
            words = kept.words_of(request)
    pk, back = getattr(request, "concerned", (None, ""))
    step = Tender.objects.filter(pk=pk).values_list("step", flat=True).first() if pk else None
    context = {
        "words": words,
        "back": exception.back if isinstance(exception, OverError) else back,
        "stands": labels.step(step) if step else "",
        "sent": request.method == "POST",
    }
    response = render(request, "403.html", context, status=403)
    if words:
        add_never_cache_headers(response)
    return response
