"""A contract from its signature to its end: signed, paid, filed, accepted."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Organization
from organizations.selectors import hosts_of
from portal import clock
from procurement.facts import facts_of
from procurement.forms import contracts as contract_forms
from procurement.forms.rows import Rows
from procurement.models import Award, Contract, Tender
from procurement.permissions import awards as permissions
from procurement.rules import contracting as rules
from procurement.selectors.registers import public_contracts
from procurement.services import acceptances, contracts
from procurement.views.attached import attachment
from procurement.views.award_acts import act_page, award_or_404, done
from procurement.views.officer import person


def _contract_or_404(request: HttpRequest, number: str, now: datetime) -> Contract:
    """A contract of the reader's own agency."""
    found = get_object_or_404(
        Contract.objects.select_related("tender__buyer", "award__bid__lead", "signatory"),
        number=number,
    )
    if not permissions.may_see_decision(person(request), found.tender, now=now):
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, number: str) -> HttpResponse:
    """Record a signed contract in simple form; it is published at once."""
    now = clock.now()
    award = award_or_404(request, number, now)
    by, tender = person(request), award.lot.tender
    if not permissions.may_sign(by, award, now=now):
        raise PermissionDenied
    hosts = [] if award.supplier.is_registered else list(hosts_of(award.bid.lead))
    sent = request.method == "POST"
    form = contract_forms.ContractForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        hosts=hosts,
        hosted=award.supplier_id != award.bid.lead_id,
        regime=tender.regime,
        now=now,
        initial=_proposed(award, now),
    )
    rows: Any = contract_forms.PaymentDays(
        request.POST if sent else None, initial=_schedule(tender, now), prefix="pay"
    )
    if sent and form.is_valid() and rows.is_valid():
        host = next((one for one in hosts if one.number == form.cleaned_data.get("host")), None)
        if done(form, lambda: _sign(award, form, rows, host, request, now)):
            messages.success(request, gettext("Recorded and published. The first payment is due next."))
            return redirect("decision", tender.number)
    return act_page(
        request,
        form,
        tender,
        title=gettext("Record the signed agreement"),
        text=gettext("What you enter is published at once."),
        button=gettext("Publish the agreement"),
        award=award,
        rows=rows,
        no_host=not award.supplier.is_registered and not hosts,
        template="awards/contract.html",
    )


def _sign(
    award: Award,
    form: contract_forms.ContractForm,
    rows: Rows,
    host: Organization | None,
    request: HttpRequest,
    now: datetime,
) -> None:
    contracts.sign(
        award.number,
        host=host,
        payments=contract_forms.schedule_of(rows),
        medium=form.medium,
        by=person(request),
        now=now,
        **form.values(),
    )


def _proposed(award: Award, now: datetime) -> dict[str, Any]:
    """What a contract of this award says most of the time: signed today, for the term of the call."""
    today = clock.legal_date(now)
    months = float(facts_of(award.lot.tender).contract_months or 12)
    ends = today + timedelta(days=int(months * float(rules.DAYS_A_MONTH)) - 1)
    return {"form_id": uuid4(), "value": award.value, "signed_on": today, "starts_on": today, "ends_on": ends}


def _schedule(tender: Tender, now: datetime) -> list[dict[str, Any]]:
    """The schedule of the call, with a day for the first payment; the later ones hang on the work."""
    today: date = clock.legal_date(now)
    lines = []
    for number, one in enumerate(tender.terms.get("payment_schedule", [])):
        due = today + timedelta(days=int(one.get("within_days") or 15)) if number == 0 else None
        lines.append({"share": one["share"], "basis": one["basis"], "due_on": due})
    return lines


@login_required
@require_http_methods(["GET", "POST"])
def contract_payment(request: HttpRequest, number: str) -> HttpResponse:
    """Record the first payment, and when a host passed it on."""
    now = clock.now()
    found = _contract_or_404(request, number, now)
    by = person(request)
    if not permissions.may_record_payment(by, found, now=now):
        raise PermissionDenied
    hosted = found.signatory_id != found.award.bid.lead_id
    initial = {"paid_on": found.first_paid_on or clock.legal_date(now)}
    paid = found.first_paid_on is not None
    form = contract_forms.PaymentForm(request.POST or None, hosted=hosted, paid=paid, initial=initial)
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
        raise PermissionDenied
    form = contract_forms.FilingForm(request.POST or None, initial={"filed_on": clock.legal_date(now)})
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
    """Record an acceptance: how much, how good, and the word of service users; published at once."""
    now = clock.now()
    found = _contract_or_404(request, number, now)
    by, tender = person(request), found.tender
    if not permissions.may_accept(by, found, now=now):
        raise PermissionDenied
    initial = {"form_id": uuid4(), "accepted_on": clock.legal_date(now)}
    form = contract_forms.AcceptanceForm(request.POST or None, regime=tender.regime, now=now, initial=initial)
    if (
        form.is_bound
        and form.is_valid()
        and done(
            form, lambda: acceptances.accept(number, medium=form.medium, by=by, now=now, **form.values())
        )
    ):
        messages.success(request, gettext("Accepted and published."))
        return redirect("decision", tender.number)
    return act_page(
        request,
        form,
        tender,
        title=gettext("Record the acceptance"),
        text=gettext("What was delivered, how much and how good; published at once. Nobody is named."),
        button=gettext("Publish the acceptance"),
        contract=found,
    )


@require_safe
def contract_text(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    """The text of a contract as it was published, its secrets taken out."""
    found = get_object_or_404(public_contracts().select_related("document"), number=number)
    if found.document is None:
        raise Http404
    return attachment(found.document, name=found.number, extension=found.document_extension)
