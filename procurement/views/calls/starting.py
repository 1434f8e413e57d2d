"""Screen 1: a call begins with pasted text, a Word file, an earlier call, or nothing."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from organizations.models import Division
from portal.ground import clock
from procurement import reading
from procurement.errors import OtherWordsError
from procurement.forms.calls import defaults
from procurement.forms.calls.faults import reading_fault
from procurement.forms.calls.start import MOST_TEXT, CopyForm, StartForm
from procurement.forms.repeats import stand_already
from procurement.models import Tender
from procurement.selectors.calls import agencies_of, calls_of
from procurement.services.calls import tenders
from procurement.views.calls.officer import call_or_404, person

EARLIER_CALLS = 20


@login_required
@require_http_methods(["GET", "POST"])
def call_new(request: HttpRequest) -> HttpResponse:
    """Screen 1. What was typed stays whatever goes wrong with the file."""
    now = clock.now()
    buyers = list(agencies_of(person(request), now=now).select_related("agency").order_by("pk"))
    if not buyers:
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("act") == "copy":
        return _copy(request, now)
    form = StartForm(request.POST or None, request.FILES or None, buyers=buyers)
    if request.method == "POST" and form.is_valid():
        values = _read_values(request, form, now)
        if values is not None and (draft := _begin(request, form, values, now)) is not None:
            _warn_of_other_buyer(request, draft, now)
            return redirect("call_part", draft.number, "project")
    earlier = calls_of(person(request), now=now).exclude(step="draft")[:EARLIER_CALLS]
    context = {"form": form, "earlier": earlier, "copy_id": uuid.uuid4()}
    return render(request, "calls/start.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, form: StartForm, values: Mapping[str, Any], now: datetime) -> Tender | None:
    """The draft; None where this form began another one before, which the form then says."""
    try:
        return tenders.create_draft(
            buyer=form.agency,
            values=defaults.first_values(form.agency, values),
            form_id=form.cleaned_data["form_id"],
            by=person(request),
            now=now,
        )
    except OtherWordsError as other:
        stand_already(form, other)
    return None


def _warn_of_other_buyer(request: HttpRequest, draft: Tender, now: datetime) -> None:
    """Say so where the text names another agency than the one chosen."""
    text = draft.texts.get("source_text")
    named = read_call(text, now).buyer_name if text else ""
    if named and named not in draft.buyer.name_zh and draft.buyer.name_zh not in named:
        words = gettext("The text names %(named)s; this draft is for %(agency)s.")
        messages.warning(request, words % {"named": named, "agency": draft.buyer.name})


def _read_values(request: HttpRequest, form: StartForm, now: datetime) -> dict[str, Any] | None:
    """What the pasted text or the Word file says; None, with an error on the form, when it cannot be read."""
    if request.POST.get("act") == "empty":
        return {}
    text = form.cleaned_data.get("text") or ""
    file = form.cleaned_data.get("file")
    if file:
        if file.size > reading.MOST_BYTES:
            form.add_error("file", reading_fault("too_large"))
            return None
        try:
            text = reading.read_file(file.read())
        except reading.ReadingError as error:
            form.add_error("file", reading_fault(error.code))
            return None
    if not text.strip():
        form.add_error(
            "text", gettext("Paste the text here, choose a Word file, or begin with an empty call.")
        )
        return None
    return {**read_call(text[:MOST_TEXT], now).values, "source_text": text[:MOST_TEXT]}


def read_call(text: str, now: datetime) -> reading.Reading:
    """What a text says; a day without a year is one near ``now``."""
    return reading.read_call(text, divisions=Division.objects.all(), published_hint=now)


def _copy(request: HttpRequest, now: datetime) -> HttpResponse:
    form = CopyForm(request.POST)
    if not form.is_valid():
        raise Http404
    source = call_or_404(request, form.cleaned_data["number"], now=now)
    try:
        draft = tenders.copy_tender(
            source.number, form_id=form.cleaned_data["form_id"], by=person(request), now=now
        )
    except OtherWordsError:
        # The page copied another call before: this is a copy of its own.
        draft = tenders.copy_tender(source.number, form_id=uuid.uuid4(), by=person(request), now=now)
    return redirect("call_part", draft.number, "project")
