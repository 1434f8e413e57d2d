"""Drawing a panel from the pool: how many, the second person's word on another draw, the next in order, the record."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground import clock
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.evaluation import DrawError, PanelError
from procurement.forms.pools import AllowForm, DrawForm
from procurement.forms.repeats import stand_already
from procurement.judgement import draws as judging
from procurement.labels import evaluation as words
from procurement.models import Evaluator, PanelDraw, Tender
from procurement.permissions import evaluation as permissions
from procurement.rules.draws import POOLED
from procurement.selectors import draws as reads
from procurement.selectors import evaluation as panels
from procurement.selectors.calls import public_tenders
from procurement.selectors.pools import pool_of
from procurement.services.evaluation import draws
from procurement.views.calls.officer import person
from procurement.views.evaluation.overview import running_call
from procurement.views.rows import status_badge


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_draw(request: HttpRequest, number: str) -> HttpResponse:
    """How many of each seat are drawn. The first press closes the pool; another draw says why and waits."""
    now = clock.now()
    tender = running_call(request, number, now)
    again = reads.draws_of(tender).exists()
    lacking = judging.suggested(tender)
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        again=again,
        initial={"form_id": uuid4()} | {seat: str(lacking.get(seat, 0)) for seat in POOLED},
    )
    if form.is_bound and form.is_valid() and _draws(request, tender, form, again, now):
        messages.success(
            request,
            gettext("Asked for. A second person says yes or no.")
            if again
            else gettext("The pool is closed. The next seal of the record draws, within minutes."),
        )
        return redirect("evaluation", number)
    there = judging.counted(judging.eligible(tender, now=now))
    context = {
        "form": form,
        "tender": tender,
        "again": again,
        "place": pool_of(tender.buyer.division),
        "nobody": not any(there.values()),
        "there": [{"seat": words.SEAT[seat], "many": many} for seat, many in there.items()],
    }
    return render(request, "evaluation/draw.html", context, status=422 if form.errors else 200)


def _draws(request: HttpRequest, tender: Tender, form: DrawForm, again: bool, now: datetime) -> bool:
    """Whether the draw stands; else the form says why not."""
    said = {"wanted": form.wanted(), "form_id": form.cleaned_data["form_id"], "by": person(request)}
    try:
        if again:
            draws.ask_again(tender.number, reason=form.cleaned_data["reason"], now=now, **said)
        else:
            draws.close(tender.number, now=now, **said)
    except OtherWordsError as other:
        stand_already(form, other)
    except PanelError as error:
        for fault in error.faults:
            form.add_error(None, words.panel_fault(fault))
    except DrawError as error:
        form.add_error(None, str(words.DRAW_FAULT[error.code]))
    else:
        return True
    return False


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_draw_allow(request: HttpRequest, number: str) -> HttpResponse:
    """The second person reads why another draw is asked for, and says yes or no."""
    now, by = clock.now(), person(request)
    tender = running_call(request, number, now)
    asked = reads.asked_draw(tender)
    if asked is None:
        messages.info(request, gettext("No other draw waits here any more."))
        return redirect("evaluation", number)
    asked.tender = tender
    if not permissions.may_allow_draw(by, asked, now=now):
        raise PermissionDenied
    if request.method == "POST":
        form = AllowForm(request.POST)
        if not form.is_valid():
            raise PermissionDenied
        _second(request, number, form.cleaned_data["act"], now)
        return redirect("evaluation", number)
    context = {"tender": tender, "draw": asked, "wanted": _wanted(asked)}
    return render(request, "evaluation/draw_allow.html", context)


def _second(request: HttpRequest, number: str, act: str, now: datetime) -> None:
    try:
        if act == "allow":
            draws.allow(number, by=person(request), now=now)
            messages.success(
                request, gettext("The pool is closed. The next seal of the record draws, within minutes.")
            )
        else:
            draws.refuse(number, by=person(request), now=now)
            messages.success(request, gettext("Refused. The draw before and its reserve stand."))
    except NotOpenError:
        messages.info(request, gettext("No other draw waits here any more."))
    except DrawError as error:
        messages.error(request, str(words.DRAW_FAULT[error.code]))
    except PanelError as error:
        for fault in error.faults:
            messages.error(request, words.panel_fault(fault))


def _wanted(draw: PanelDraw) -> list[dict[str, Any]]:
    return [{"label": words.SEAT[seat], "value": draw.wanted[seat]} for seat in POOLED if seat in draw.wanted]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_seat_replace(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Who was drawn is tied or does not take the seat: the next in the order sits."""
    now = clock.now()
    tender = running_call(request, number, now)
    member = get_object_or_404(panels.panel_of(tender).filter(draw__isnull=False), code=code)
    if request.method == "POST":
        try:
            made = draws.replace(number, code, by=person(request), now=now)
        except Evaluator.DoesNotExist:
            raise Http404 from None
        except NotOpenError:
            messages.error(request, gettext("This member has handed in the scores and stays."))
        except DrawError as error:
            messages.error(request, str(words.DRAW_FAULT[error.code]))
        else:
            _tell(request, made)
        return redirect("evaluation", number)
    tied = judging.is_tied(member)
    context = {
        "tender": tender,
        "title": gettext("Give this seat to the next in the order?"),
        "text": gettext("This member declared a tie to a bidder. The record says so.")
        if tied
        else gettext(
            "Only where the member does not take the seat. The record says that it was declined, and who pressed."
        ),
        "button": gettext("Seat the next one"),
        "facts": [
            {"label": gettext("Member"), "value": member.code},
            {"label": gettext("Seat"), "value": words.SEAT[member.seat]},
        ],
        "back_url": reverse("evaluation", args=[number]),
    }
    return render(request, "evaluation/ask.html", context)


def _tell(request: HttpRequest, made: Evaluator | None) -> None:
    if made is None:
        messages.warning(request, gettext("The seat is empty: no reserve is left that may sit."))
    else:
        messages.success(request, gettext("The next in the order sits. A second person prints the link."))


@login_required
@never_cache
@require_safe
def evaluation_draw_record(request: HttpRequest, number: str, attempt: int) -> HttpResponse:
    """The record of a draw, for the office's file and the supervisor: printed, and done again by anybody."""
    now, by = clock.now(), person(request)
    tender = get_object_or_404(Tender.objects.published().select_related("buyer"), number=number)
    may = permissions.may_see_evaluation(by, tender, now=now) or permissions.may_read_people(
        by, tender, now=now
    )
    if not may:
        raise Http404
    draw = get_object_or_404(reads.draws_of(tender).filter(closed_at__isnull=False), attempt=attempt)
    context = {"tender": tender, "badge": status_badge(tender, now), "now": now, **record_of(draw)}
    return render(request, "evaluation/draw_record.html", context)


def record_of(draw: PanelDraw) -> dict[str, Any]:
    """What the record of one draw says, in words."""
    members, tickets = reads.members_by_entry(draw), reads.tickets_of(draw)
    return {
        "draw": draw,
        "wanted": _wanted(draw),
        "many": len(tickets),
        "rows": [
            {
                "ticket": one,
                "seat": words.SEAT[one.seat],
                "fate": words.TICKET_FATE[reads.fate_of(one, members)],
                "member": members[one.code].code if one.code in members else "",
            }
            for one in tickets
        ],
    }


@require_safe
def draw_list(request: HttpRequest, number: str, attempt: int) -> HttpResponse:
    """The tickets of a draw, whose digest was public before it was drawn. There once the result is published."""
    tender = get_object_or_404(public_tenders(), number=number)
    draw = reads.published_draw(tender, attempt)
    if draw is None:
        raise Http404
    response = HttpResponse(draw.listed, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}-draw-{attempt}.json"'
    return response
