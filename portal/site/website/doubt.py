"""Middleware: an act that cannot be taken back was stopped because the portal's clock is doubted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from portal.ground.ledger.trust import ClockDoubtedError


class ClockDoubted:
    """Says so, with 503, in place of an error; the transaction of the act was taken back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ClockDoubtedError):
            return None
        page = render(request, "clock_doubted.html", status=503)
        add_never_cache_headers(page)
        return page
