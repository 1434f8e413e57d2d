"""Telling the province without an account: a call that is missing here, or anything in confidence."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.proof import proved
from portal.ground import clock
from portal.ground.fields.asked import asked_of
from portal.ground.hits import too_many
from portal.ground.pages import device
from portal.ground.people.doubt import is_doubtful
from procurement.errors import OtherWordsError, PersonalDataError
from procurement.forms.questions import LookupForm, add_findings
from procurement.forms.voices import AnswerReportForm, DecideForm, MissingForm, TellForm
from procurement.judgement.confidences import Told
from procurement.labels import voices as words
from procurement.models import Report
from procurement.permissions import calls as call_permissions
from procurement.permissions import voices as permissions
from procurement.selectors import voices as selectors
from procurement.services.voices import reports
from procurement.views import words as kept
from procurement.views.calls.officer import person
from procurement.views.codes import behind
from procurement.views.refusals import OverError
from procurement.views.rows import cursor_url

TOLD_AN_HOUR = 10
PAGE_SIZE = 20


@require_safe
def missing_list(request: HttpRequest) -> HttpResponse:
    """What people say is missing here, and what the province found."""
    now = clock.now()
    page = asked_of(request).paginate(
        selectors.reported_missing(), order=("-decided_at", "-id"), size=PAGE_SIZE
    )
    context = {
        "rows": [row(one) for one in page],
        "told": selectors.told("missing", now=now),
        "in_confidence": selectors.told("confidential", now=now),
        "previous_url": cursor_url(request.GET, page.previous),
        "next_url": cursor_url(request.GET, page.next),
    }
    return render(request, "voices/missing.html", context)


def row(report: Report) -> dict[str, Any]:
    """One report as everybody reads it: its words only once the province has found something to them."""
    return {
        "report": report,
        # By day: the minute could tell who wrote.
        "day": clock.legal_date(report.received_at),
        "outcome": words.REPORT_OUTCOME[report.outcome],
        "tone": words.REPORT_TONE[report.outcome],
        "shown": report.outcome in ("posted", "asked", "not_ours")
        and report.text
        and not is_doubtful(f"{report.text}\n{report.seen_at}"),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def missing_report(request: HttpRequest) -> HttpResponse:
    """The form, and after sending the slip with the code."""
    return _tell(request, MissingForm, kind="missing", template="voices/report.html")


@never_cache
@require_http_methods(["GET", "POST"])
def confidential_report(request: HttpRequest) -> HttpResponse:
    """The same in confidence: supervisors alone read it."""
    return _tell(request, TellForm, kind="confidential", template="voices/confidential.html")


def _tell(request: HttpRequest, shape: type[TellForm], *, kind: str, template: str) -> HttpResponse:
    form = shape(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if too_many(request, "tell", TOLD_AN_HOUR):
            form.add_error(None, gettext("That was many within an hour. Please go on a little later."))
        else:
            try:
                report = reports.file(kind=kind, now=clock.now(), **form.said)
            except PersonalDataError as error:
                add_findings(form, error)
            except OtherWordsError as other:
                form.renew()
                return render(request, template, {"form": form, "stands": other}, status=409)
            else:
                slip = {"report": report, "code": form.cleaned_data["code"]}
                return render(request, "voices/told.html", slip)
    return render(request, template, {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def report_lookup(request: HttpRequest) -> HttpResponse:
    """The reply for whoever holds the code; the code travels in a POST and stands in no address."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    nothing = gettext("Nothing has this code. Please compare it with your slip.")
    if form.is_bound and (report := behind(request, form, selectors.report_by_code, nothing)):
        _fill(report, kept.behind_code(report, form.cleaned_data["code"]))
        context |= row(report)
    return render(request, "voices/lookup.html", context, status=422 if form.errors else 200)


def _fill(report: Report, told: Told | None) -> None:
    """Put words that were opened for this page where it shows them; nothing is saved."""
    if told is not None:
        report.text, report.seen_at = told.text, told.seen_at
        if told.reply:
            report.reply_zh, report.reply_en = told.reply["reply_zh"], told.reply["reply_en"]


@proved
@login_required
@device.unkept
@require_http_methods(["GET", "POST"])
def report_decide(request: HttpRequest, number: str) -> HttpResponse:
    """A report as a supervisor reads it, its words opened where they are sealed, and the province's reply."""
    now, by = clock.now(), person(request)
    if not call_permissions.may_oversee(by, now=now):
        raise Http404
    whole = Report.objects.select_related("agency", "tender", "decided_by", "confidence")
    report = get_object_or_404(whole, number=number)
    confidence = getattr(report, "confidence", None)
    if confidence is not None and request.POST.get("act") == "read":
        page = reverse("report_decide", args=[number])
        return kept.ask(request, confidence, page=page, by=by, now=now)
    opened = kept.shown(request, confidence, by=by, now=now) if confidence is not None else None
    _fill(report, opened.told if opened else None)
    form = None
    if permissions.may_decide_report(by, report, now=now):
        data = request.POST if request.method == "POST" else None
        confidential = report.kind == "confidential"
        form = AnswerReportForm(data) if confidential else DecideForm(data, division=report.division)
    elif request.method == "POST":
        raise OverError(reverse("report_decide", args=[number]))
    if form is not None and form.is_bound and form.is_valid():
        try:
            reports.decide(number, by=by, now=now, **form.said)
        except PersonalDataError as error:
            add_findings(form, error)
        else:
            messages.success(request, gettext("Answered. Whoever holds the code reads it now."))
            return redirect("oversight")
    # A page that looks again by itself would throw away what is typed meanwhile.
    waits = opened is not None and opened.state == "waiting" and not (form and form.is_bound)
    context = {"form": None if waits else form, "opened": opened, "confidence": confidence, **row(report)}
    status = 422 if form is not None and form.errors else 200
    response = render(request, "voices/decide.html", context, status=status)
    return kept.looks_again(response, opened) if waits else response
