"""A contract from its signature to its end: signed, paid, filed, accepted."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Organization
from organizations.proof import proved
from organizations.selectors import hosts_of
from portal.ground import clock
from portal.ground.formatting import reader_language
from portal.ground.pages import device
from procurement.forms.awards import contracts as contract_forms
from procurement.forms.awards.decisions import RecordReviewForm
from procurement.forms.rows import Rows
from procurement.judgement import contracts as judgement
from procurement.judgement import notice_parts
from procurement.models import Award, Contract, RecordDraft
from procurement.permissions import awards as permissions
from procurement.publication import results
from procurement.selectors.registers import public_contracts
from procurement.services.awards import acceptances, contracts, records
from procurement.views.attached import attachment
from procurement.views.awards.acts import act_page, award_or_404, done
from procurement.views.calls.officer import not_shown, person
from procurement.views.refusals import OverError, concerns


def _contract_or_404(request: HttpRequest, number: str, now: datetime) -> Contract:
    """A contract of the reader's own agency."""
    found = get_object_or_404(
        Contract.objects.select_related("tender__buyer", "award__bid__lead", "signatory"),
        number=number,
    )
    if not permissions.may_see_decision(person(request), found.tender, now=now):
        raise not_shown(request, found.tender, now=now)
    concerns(request, found.tender, back=reverse("decision", args=[found.tender.number]))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, number: str) -> HttpResponse:
    """Record a signed contract in simple form; a second person publishes it."""
    now = clock.now()
    award = award_or_404(request, number, now)
    by, tender = person(request), award.lot.tender
    if not permissions.may_sign(by, award, now=now):
        raise OverError(reverse("decision", args=[tender.number]))
    if request.method == "GET" and (waits := _waiting(request, "contract", number)):
        return waits
    hosts = [] if award.supplier.is_registered else list(hosts_of(award.bid.lead))
    stood = _stood("contract", number)
    lines = stood.pop("payments", [])
    sent = request.method == "POST"
    form = contract_forms.ContractForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        hosts=hosts,
        hosted=award.supplier_id != award.bid.lead_id,
        initial=_proposed(award) | stood,
    )
    rows: Any = contract_forms.PaymentDays(
        request.POST if sent else None,
        initial=lines or contract_forms.payments_called(tender.terms),
        prefix="pay",
    )
    form.table = rows
    if sent and form.is_valid() and rows.is_valid():
        host = next((one for one in hosts if one.number == form.cleaned_data.get("host")), None)
        if done(form, lambda: _record(award, form, rows, host, request, now)):
            return _kept(request, "contract", number)
    return act_page(
        request,
        form,
        tender,
        title=gettext("Record the signed agreement"),
        text=gettext("A second person reads what you enter and publishes it; nothing is public before."),
        button=gettext("Send to the second person"),
        award=award,
        rows=rows,
        no_host=not award.supplier.is_registered and not hosts,
        template="awards/contract.html",
    )


def _record(
    award: Award,
    form: contract_forms.ContractForm,
    rows: Rows,
    host: Organization | None,
    request: HttpRequest,
    now: datetime,
) -> None:
    contracts.record(
        award.number,
        host=host,
        payments=contract_forms.schedule_of(rows),
        by=person(request),
        now=now,
        **form.values(),
    )


def _proposed(award: Award) -> dict[str, Any]:
    """What is known of a contract: the sum of its award. Its days are for those who read them on the paper."""
    return {"form_id": uuid4(), "value": award.value}


@login_required
@require_http_methods(["GET", "POST"])
def contract_payment(request: HttpRequest, number: str) -> HttpResponse:
    """Record the first payment, and when a host passed it on."""
    now = clock.now()
    found = _contract_or_404(request, number, now)
    by = person(request)
    if not permissions.may_record_payment(by, found, now=now):
        raise PermissionDenied
    initial = {"paid_on": found.first_paid_on}
    paid = found.first_paid_on is not None
    form = contract_forms.PaymentForm(
        request.POST or None, hosted=found.is_hosted, paid=paid, initial=initial
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if done(form, lambda: contracts.record_payment(number, by=by, now=now, **said)):
            messages.success(request, gettext("Recorded. Everyone can read the day."))
            return redirect("decision", found.tender.number)
    return act_page(
        request,
        form,
        found.tender,
        title=gettext("The first payment"),
        text=gettext("The day is public. It can be entered once."),
        button=gettext("Record the payment"),
        contract=found,
    )


@login_required
@require_http_methods(["GET", "POST"])
def contract_filing(request: HttpRequest, number: str) -> HttpResponse:
    """Record that finance has its copy."""
    now = clock.now()
    found = _contract_or_404(request, number, now)
    by = person(request)
    if not permissions.may_record_filing(by, found, now=now):
        raise OverError(reverse("decision", args=[found.tender.number]))
    form = contract_forms.FilingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if done(form, lambda: contracts.record_filing(number, by=by, now=now, **said)):
            messages.success(request, gettext("Recorded."))
            return redirect("decision", found.tender.number)
    return act_page(
        request,
        form,
        found.tender,
        title=gettext("The copy for finance"),
        text=gettext("Within seven working days of signing (Government Procurement Law, art. 47)."),
        button=gettext("Record the filing"),
        contract=found,
    )


@login_required
@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, number: str) -> HttpResponse:
    """Record an acceptance: how much, how good, and the word of service users; a second person publishes it."""
    now = clock.now()
    found = _contract_or_404(request, number, now)
    by, tender = person(request), found.tender
    if not permissions.may_accept(by, found, now=now):
        raise OverError(reverse("decision", args=[tender.number]))
    if request.method == "GET" and (waits := _waiting(request, "acceptance", number)):
        return waits
    initial = {"form_id": uuid4()} | _stood("acceptance", number)
    if "service_users_took_part" in initial:
        initial["service_users_took_part"] = "yes" if initial["service_users_took_part"] else "no"
    form = contract_forms.AcceptanceForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if done(form, lambda: acceptances.record(number, by=by, now=now, **said)):
            return _kept(request, "acceptance", number)
    return act_page(
        request,
        form,
        tender,
        title=gettext("Record the acceptance"),
        text=gettext(
            "What was delivered, how much and how good. A second person reads it and publishes it. Nobody is named."
        ),
        button=gettext("Send to the second person"),
        contract=found,
    )


def _waiting(request: HttpRequest, kind: str, subject: str) -> HttpResponse | None:
    """To what waits for the second person already, unless it is to be written anew."""
    draft = RecordDraft.objects.filter(kind=kind, subject=subject, state="submitted").first()
    return redirect("record_review", draft.pk) if draft and "again" not in request.GET else None


def _stood(kind: str, subject: str) -> dict[str, Any]:
    """What was recorded last and is not published, to be written anew without typing it again."""
    draft = RecordDraft.objects.filter(kind=kind, subject=subject).exclude(state="published").last()
    said = dict(draft.said) if draft else {}
    said |= {name: date.fromisoformat(said[name]) for name in said if name.endswith("_on")}
    for line in said.get("payments", []):
        line["due_on"] = date.fromisoformat(line["due_on"])
    return said


def _kept(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    device.say_saved(request, gettext("Kept. It is public as soon as a second person confirms it."))
    return _waiting(request, kind, subject) or redirect("workspace")


_CONFIRM: dict[str, Any] = {"contract": contracts.sign, "acceptance": acceptances.accept}


@proved
@login_required
@require_http_methods(["GET", "POST"])
def record_review(request: HttpRequest, pk: int) -> HttpResponse:
    """A contract or an acceptance as it will be published; the second person confirms it or sends it back."""
    now = clock.now()
    draft = get_object_or_404(RecordDraft.objects.select_related("tender__buyer", "drafted_by"), pk=pk)
    by, tender = person(request), draft.tender
    if not permissions.may_see_decision(by, tender, now=now):
        raise not_shown(request, tender, now=now)
    concerns(request, tender, back=reverse("decision", args=[tender.number]))
    may = permissions.may_confirm_record(by, draft, now=now)
    if draft.state != "submitted":
        if request.method == "POST":
            messages.error(request, gettext("This does not wait any more. Please read how it stands now."))
        return redirect("decision", tender.number)
    form = RecordReviewForm(request.POST or None, regime=tender.regime, now=now)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and _said(request, draft, form, now):
            return redirect("decision", tender.number)
    parts = notice_parts.preview(tender, kind=draft.kind, now=now) | {draft.kind: judgement.preview(draft)}
    context = {
        "tender": tender,
        "draft": draft,
        "form": form,
        "may": may,
        "mine": draft.drafted_by_id == by.pk,
        "again": reverse(draft.kind, args=[draft.subject]) + "?again",
        "sections": results.sections_of(parts, reader_language()),
    }
    return render(request, "awards/record_review.html", context, status=422 if form.errors else 200)


def _said(request: HttpRequest, draft: RecordDraft, form: RecordReviewForm, now: datetime) -> bool:
    """Carry the second person's word out; False when the form now says what is in the way."""
    by, comment = person(request), form.cleaned_data["comment"]
    if form.cleaned_data["act"] == "send_back":
        if not done(form, lambda: records.send_back(draft.pk, comment=comment, by=by, now=now)):
            return False
        messages.success(
            request, gettext("Sent back. The drafter finds your words on the page of the decision.")
        )
        return True
    confirm = _CONFIRM[draft.kind]
    if not done(form, lambda: confirm(draft.pk, comment=comment, medium=form.medium, by=by, now=now)):
        return False
    messages.success(request, gettext("Confirmed and published."))
    return True


@require_safe
def contract_text(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    """The text of a contract as it was published, its secrets taken out."""
    found = get_object_or_404(public_contracts().select_related("document"), number=number)
    if found.document is None:
        raise Http404
    return attachment(found.document, name=found.number, extension=found.document_extension)
