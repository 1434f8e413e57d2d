"""The door of a panel member's pages: who comes by a link or by an account, and what has ended meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from organizations import kept
from portal.ground import clock
from portal.ground.hits import too_many
from portal.ground.pages import device
from procurement.errors import NotOpenError
from procurement.errors.evaluation import NotDeclaredError
from procurement.models import Evaluator, Tender
from procurement.permissions import evaluation as permissions
from procurement.selectors import evaluation as reads
from procurement.views.calls.officer import person

# Wrong links one network address may try within the hour.
MOST_WRONG = 30


@dataclass(frozen=True)
class Room:
    """A member at the door: ``token`` is the link's secret, "" for the buyer's member with an account."""

    member: Evaluator
    now: datetime
    token: str = ""

    @property
    def tender(self) -> Tender:
        return self.member.tender

    def url(self, page: str = "", *more: object) -> str:
        """The address of one of the member's pages: "", ``offer``, ``file`` or ``hand_in``."""
        stem, first = ("panel_link", self.token) if self.token else ("panel_desk", self.tender.number)
        return reverse(f"{stem}_{page}" if page else stem, args=[first, *more])

    @property
    def sent_from_here(self) -> str:
        """What only a page of this link carries: its words come back even where the link opens nothing any more."""
        return mark_of(self.token) if self.token else ""

    @property
    def state(self) -> str:
        """``left``, ``handed_in``, ``closed``, or what :func:`reads.state_of` says."""
        if self.member.left_at:
            return "left"
        if self.member.handed_in_at:
            return "handed_in"
        if self.tender.step != "evaluating":
            return "closed"
        return reads.state_of(self.member, self.now)


def mark_of(token: str) -> str:
    return signing.Signer(salt="evaluation.panel").signature(token)


# What ends a member's part, by state: the status of the page that says so.
OVER = {"left": 410, "closed": 410, "expired": 410, "handed_in": 200, "tied": 200}
Page = Callable[Concatenate[HttpRequest, Room, ...], HttpResponseBase]


def by_link(page: Page) -> Callable[..., HttpResponseBase]:
    """A page for whoever holds the link. Nothing keeps it, and its address goes to no other site.

    It needs no token against forged requests, and so no cookie: who could forge one would know the link. (A
    page that sends no referrer has its forms sent with an origin of ``null``, which that check refuses.)"""

    @csrf_exempt
    @device.unkept
    @wraps(page)
    def door(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        now = clock.now()
        member = reads.member_by_hash(reads.hash_of(token))
        answer = page(request, Room(member, now, token), **more) if member else _unknown(request, token)
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return door


def _unknown(request: HttpRequest, token: str) -> HttpResponse:
    """A link that opens nothing: mistyped, replaced or guessed look the same. What was written on a page of it, while
    it was one, comes back."""
    often = too_many(request, "panel", MOST_WRONG)
    own = constant_time_compare(request.POST.get("mark", ""), mark_of(token))
    context = {"often": often, "words": _written(request) if own else []}
    return render(request, "evaluation/panel/unknown.html", context, status=429 if often else 404)


def _written(request: HttpRequest) -> list[kept.Said]:
    return kept.words_of(request) if request.method == "POST" else []


def over(request: HttpRequest, room: Room, words: list[kept.Said]) -> HttpResponse:
    """Why nothing is judged here any more, and what was written too late."""
    context = {
        "room": room,
        "member": room.member,
        "tender": room.tender,
        "state": room.state,
        "words": words,
    }
    status = 409 if words and OVER[room.state] == 200 else OVER[room.state]
    return render(request, "evaluation/panel/over.html", context, status=status)


def _not_now(request: HttpRequest, room: Room) -> HttpResponse:
    """The door, where it says how things stand; what was written comes back first, and nothing but that."""
    if not (words := _written(request)):
        return redirect(room.url())
    if room.state in OVER:
        return over(request, room, words)
    context = {"room": room, "tender": room.tender, "words": words}
    return render(request, "evaluation/panel/not_saved.html", context, status=409)


def by_account(page: Page) -> Callable[..., HttpResponseBase]:
    """The same page for the buyer's member, who signs in. To everybody else it does not exist."""

    @wraps(page)
    def door(request: HttpRequest, number: str, **more: Any) -> HttpResponseBase:
        mine = Evaluator.objects.select_related("tender__buyer", "user", "declaration")
        member = mine.filter(tender__number=number, user=person(request)).order_by("left_at", "-id")
        found, now = member.filter(left_at=None).first() or member.first(), clock.now()
        if found is None or not permissions.may_sit(person(request), found.tender, now=now):
            raise Http404
        return page(request, Room(found, now), **more)

    return login_required(device.unkept(door))


def while_judging(page: Page) -> Page:
    """Pages behind the declaration; whoever is not there (any more) is told at the door, and loses no word."""

    @wraps(page)
    def inner(request: HttpRequest, room: Room, **more: Any) -> HttpResponseBase:
        if room.state != "declared":
            return _not_now(request, room)
        try:
            return page(request, room, **more)
        except (NotOpenError, NotDeclaredError, PermissionDenied):
            room.member.refresh_from_db()
            return _not_now(request, room)
        except Http404:
            # An offer that was set aside while somebody wrote on its page.
            if not _written(request):
                raise
            return _not_now(request, room)

    return inner
