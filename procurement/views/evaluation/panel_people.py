"""Who sits on a panel, for the supervisor: by code, and by name once the supervisor asks, which is recorded."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portal.ground import clock
from portal.ground.pages import device
from procurement.labels import evaluation as words
from procurement.models import Evaluator, Tender
from procurement.permissions import evaluation as permissions
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import panels
from procurement.views.calls.officer import person
from procurement.views.evaluation.panel_seats import known
from procurement.views.rows import status_badge


@login_required
@device.unkept
@require_http_methods(["GET", "POST"])
def panel_people(request: HttpRequest, number: str) -> HttpResponse:
    """The seats by code; names after one press, and the press is on record."""
    now = clock.now()
    by = person(request)
    tender = get_object_or_404(Tender.objects.published().select_related("buyer"), number=number)
    if not permissions.may_read_people(by, tender, now=now):
        raise Http404
    shown = request.method == "POST"
    everybody = panels.read_people(number, by=by, now=now) if shown else reads.everybody_seated(tender)
    context = {
        "tender": tender,
        "badge": status_badge(tender, now),
        "shown": shown,
        "seats": [_row(one, now, shown=shown) for one in everybody],
    }
    return render(request, "evaluation/people.html", context)


def _row(member: Evaluator, now: datetime, *, shown: bool) -> dict[str, Any]:
    return {
        "code": member.code,
        "seat": words.SEAT[member.seat],
        "state": gettext("Left the panel")
        if member.left_at
        else words.SEAT_STATE[reads.state_of(member, now)],
        "facts": _facts(member) if shown else [],
    }


def _facts(member: Evaluator) -> list[dict[str, str]]:
    """Who it is, and through whose hands the seat and its link went."""
    hands = [
        (gettext("Colleague"), str(member.user) if member.user else ""),
        (gettext("Seated by"), str(member.seated_by)),
        (gettext("Link printed by"), str(member.link_by) if member.link_by else ""),
    ]
    return known(member) + [{"label": label, "value": value} for label, value in hands if value]
