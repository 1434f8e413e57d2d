"""Ticks under passages of public words, kept before the page that brought them is judged anew."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from organizations.models import User
from portal.ground import clock
from procurement.services.read_passages import answer_for

TICK = "read_passage"


class ReadPassages:
    """Any form may bring ticks: the components draw them wherever a field was in doubt. Runs after the check of the
    form's own token, as every view does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Before the view. Nothing is refused here: what was not ticked is simply asked again. The API takes no
        forms, and reads its bodies itself."""
        if request.path_info.startswith("/api/"):
            return
        if request.method == "POST" and (tokens := request.POST.getlist(TICK)):
            by = request.user if isinstance(request.user, User) else None
            answer_for(tokens, by=by, now=clock.now())
