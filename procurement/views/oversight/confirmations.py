"""Rows of the rulebook that wait for a document of the finance office, and the two words that confirm one."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.ground import clock
from portal.ground.fields import ActField, DayField, FormIdField, MarkField, TextField
from portal.ground.formatting import foreign_lang, reader_language
from procurement import labels
from procurement.errors import AnotherWaitsError, NotOpenError, OtherWordsError, PersonalDataError
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import law
from procurement.labels.verdicts import figure_words
from procurement.models import RuleConfirmation
from procurement.permissions import calls as permissions
from procurement.rules.row import Row
from procurement.selectors import confirmations as reads
from procurement.services.oversight import confirmations
from procurement.services.oversight.confirmations import DocumentDayError, Named
from procurement.views.calls.officer import person


class DocumentForm(forms.Form):
    form_id = FormIdField()
    document_no = TextField(label=_("Number of the document"), max_length=80)
    document_on = DayField(label=_("Day of the document"), widget=forms.DateInput(attrs={"type": "date"}))


class SecondForm(forms.Form):
    act = ActField("confirm", "decline")
    waiting = MarkField()


@login_required
@require_safe
def rule_confirmations(request: HttpRequest) -> HttpResponse:
    """The rows that rest on no document yet: those that wait for a second person first."""
    _overseer_or_404(request)
    book, _calendar = law.current()
    named = {one.rule: one for one in reads.waiting()}
    rows = [_line(row, named.get(row.id)) for row in book.rows if row.may_be_confirmed]
    rows.sort(key=lambda one: (not one["waiting"], bool(one["confirmed_by"]), not one["unconfirmed"]))
    return render(request, "oversight/confirmations.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def rule_confirm(request: HttpRequest, row_id: str) -> HttpResponse:
    """One row: name its document, or say of the one a colleague named whether it confirms the row."""
    now = _overseer_or_404(request)
    try:
        row = law.confirmable(row_id)
    except NotOpenError:
        raise Http404 from None
    waiting = reads.waiting_for(row.id, row.text)
    second = request.method == "POST" and "act" in request.POST
    form = DocumentForm(
        request.POST if request.method == "POST" and not second else None, initial={"form_id": uuid4()}
    )
    if second:
        return _second(request, row, now)
    if form.is_bound and form.is_valid() and _named(request, row, form, now):
        messages.success(
            request, gettext("Kept. Another supervisor must confirm it before the row stands so.")
        )
        return redirect("rule_confirm", row.id)
    context = {
        "form": form,
        "row": _line(row, waiting),
        "waiting": waiting,
        "may": permissions.may_confirm_rule(person(request), waiting, now=now),
    }
    return render(request, "oversight/confirm_rule.html", context, status=422 if form.errors else 200)


def _overseer_or_404(request: HttpRequest) -> datetime:
    now = clock.now()
    if not permissions.may_confirm_rule(person(request), now=now):
        raise Http404
    return now


def _named(request: HttpRequest, row: Row, form: DocumentForm, now: datetime) -> bool:
    """Whether the document is kept; else the form says why not."""
    said = form.cleaned_data
    named = Named(said["document_no"], said["document_on"])
    try:
        confirmations.propose(row.id, named, form_id=said["form_id"], by=person(request), now=now)
    except PersonalDataError as error:
        add_findings(form, error)
    except OtherWordsError as error:
        stand_already(form, error)
    except AnotherWaitsError:
        form.add_error(
            None, gettext("A document is named for this row already and waits for a second person.")
        )
    except DocumentDayError:
        form.add_error("document_on", gettext("This day is still to come."))
    else:
        return True
    return False


def _second(request: HttpRequest, row: Row, now: datetime) -> HttpResponse:
    form = SecondForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied
    said, by = form.cleaned_data, person(request)
    try:
        if said["act"] == "confirm":
            confirmations.confirm(said["waiting"], by=by, now=now)
            messages.success(request, gettext("Confirmed. Calls are judged by it from now on."))
        else:
            confirmations.decline(said["waiting"], by=by, now=now)
            messages.success(request, gettext("Not confirmed. The row stays as it was."))
    except NotOpenError:
        messages.error(request, gettext("Not kept: somebody spoke already, or the row reads otherwise now."))
    return redirect("rule_confirm", row.id)


def _line(row: Row, waiting: RuleConfirmation | None) -> dict[str, Any]:
    """A row as the finance office reads it."""
    title = row.title_en if reader_language() == "en" else row.title_zh
    source = f"{row.source} {row.article}".strip()
    return {
        "id": row.id,
        "title": title,
        "figure": figure_words(row.number, row.unit) if row.number is not None else "",
        "source": source,
        "source_lang": foreign_lang(source, reader_language()),
        "confidence": f"{row.confidence} {labels.confidence(row.confidence)}",
        "unconfirmed": row.unconfirmed,
        "confirmed_by": row.confirmed_by or "",
        "waiting": waiting,
    }
