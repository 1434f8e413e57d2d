"""Screen 1: a call begins with pasted text, a file, an earlier call, or nothing."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from organizations.models import Division
from portal.ground import clock
from portal.ground.pages.inline import foreign
from procurement import reading
from procurement.errors import OtherWordsError
from procurement.forms.calls import defaults
from procurement.forms.calls.faults import reading_fault
from procurement.forms.calls.lots import values_of
from procurement.forms.calls.no_calls import NoCall, no_call
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
        if values is not None and (kind := _no_call(request, values, now)):
            return _offer(request, form, buyers, kind, values["source_text"], now)
        if values is not None and (draft := _begin(request, form, values, now)) is not None:
            _warn_of_other_buyer(request, draft, now)
            return redirect("call_part", draft.number, "project")
    return _page(request, form, now)


def _page(
    request: HttpRequest, form: StartForm, now: datetime, *, kind: NoCall | None = None
) -> HttpResponse:
    earlier = calls_of(person(request), now=now).exclude(step="draft")[:EARLIER_CALLS]
    context = {"form": form, "earlier": earlier, "copy_id": uuid.uuid4(), "no_call": kind}
    return render(request, "calls/start.html", context, status=422 if form.errors or kind else 200)


def _no_call(request: HttpRequest, values: Mapping[str, Any], now: datetime) -> NoCall | None:
    """What a pasted text is, where it is no call; whoever presses "It is a call" goes on."""
    text = values.get("source_text", "")
    if not text or request.POST.get("act") == "anyway":
        return None
    return no_call(read_call(text, now).kind)


def _offer(
    request: HttpRequest, form: StartForm, buyers: list[Any], kind: NoCall, text: str, now: datetime
) -> HttpResponse:
    """The page once more, with what the text is and where that is done; a file's words stand in the box."""
    again = StartForm(initial={"text": text, "form_id": form.cleaned_data["form_id"]}, buyers=buyers)
    return _page(request, again, now, kind=kind)


def _begin(request: HttpRequest, form: StartForm, values: Mapping[str, Any], now: datetime) -> Tender | None:
    """The draft; None where this form began another one before, which the form then says."""
    filled = defaults.first_values(form.agency, values)
    try:
        return tenders.create_draft(
            buyer=form.agency,
            values=filled,
            ours=defaults.ours(filled, values),
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
        told = words % {"named": "{named}", "agency": "{agency}"}
        quoted = format_html("<span{}>{}</span>", foreign(named), named)
        messages.warning(request, format_html(told, named=quoted, agency=draft.buyer.name))


def _read_values(request: HttpRequest, form: StartForm, now: datetime) -> dict[str, Any] | None:
    """What the pasted text or the file says; None, with an error on the form, when it cannot be read."""
    if request.POST.get("act") == "empty":
        return {}
    text = form.cleaned_data.get("text") or ""
    file = form.cleaned_data.get("file")
    if file:
        try:
            text = _words_of(file)
        except reading.ReadingError as error:
            form.add_error("file", reading_fault(error.code))
            return None
    if not text.strip():
        form.add_error("text", gettext("Paste the text here, choose a file, or begin with an empty call."))
        return None
    return values_of(read_call(text, now), form.agency) | {"source_text": text}


def _words_of(file: Any) -> str:
    """Raises ReadingError: ``too_large`` too where it holds more than the box takes, so that nothing of it is lost."""
    if (file.size or 0) > reading.MOST_BYTES:
        raise reading.ReadingError("too_large")
    text = reading.read_file(file.read())
    if len(text) > MOST_TEXT:
        raise reading.ReadingError("too_large")
    return text


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
