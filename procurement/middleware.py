"""Ticks under passages of public words: they count for the request that brings them."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse

from organizations.models import User
from portal.ground import clock
from portal.ground.fields.ticks import TICK
from procurement.judgement import public_words


class ReadPassages:
    """Any form may bring ticks: the components draw them wherever a field was in doubt. Runs after the check of the
    form's own token, as every view does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as request.ticks:  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Before the view. Nothing is refused here: what was not ticked is simply asked again. The API takes no
        forms, and reads its bodies itself."""
        if request.path_info.startswith("/api/"):
            return
        if request.method == "POST" and (tokens := request.POST.getlist(TICK)):
            by = request.user if isinstance(request.user, User) else None
            request.ticks.enter_context(public_words.ticked(tokens, by=by, now=clock.now()))  # type: ignore[attr-defined]
