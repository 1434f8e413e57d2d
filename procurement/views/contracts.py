"""From an award to its end: money confirmed, plan talked over, taken back, signed, paid, filed, accepted."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Organization
from organizations.selectors import hosts_of
from portal import clock, formatting
from procurement.facts import facts_of
from procurement.forms import awards as forms
from procurement.forms import contracts as contract_forms
from procurement.forms.questions import add_findings
from procurement.forms.rows import Rows
from procurement.models import Award, Contract, Tender
from procurement.permissions import awards as permissions
from procurement.permissions.calls import may_read_draft
from procurement.presentation import reader_language
from procurement.rules import contracting as rules
from procurement.rules.awarding import AwardRefusedError
from procurement.selectors.registers import public_contracts
from procurement.services import acceptances, awards, before_signing, contracts, editions
from procurement.services.errors import NotOpenError, PersonalDataError
from procurement.views.attached import attachment
from procurement.views.officer import person


def _award_or_404(request: HttpRequest, number: str, now: datetime) -> Award:
    """An award of the reader's own agency. To everybody else this page does not exist."""
    found = get_object_or_404(
        Award.objects.select_related("lot__tender__buyer__division", "bid__lead", "supplier"), number=number
    )
    if not permissions.may_see_decision(person(request), found.lot.tender, now=now):
        raise Http404
    return found


def _contract_or_404(request: HttpRequest, number: str, now: datetime) -> Contract:
    """A contract of the reader's own agency."""
    found = get_object_or_404(
        Contract.objects.select_related("tender__buyer__division", "award__bid__lead", "signatory"),
        number=number,
    )
    if not permissions.may_see_decision(person(request), found.tender, now=now):
        raise Http404
    return found


def _done(form: django_forms.Form, act: Callable[[], object]) -> bool:
    """Do ``act``; False when the form now says what is in the way."""
    try:
        act()
    except AwardRefusedError as error:
        forms.complain(form, error.faults)
    except PersonalDataError as error:
        add_findings(form, dict(error.findings))
    except NotOpenError:
        form.add_error(None, gettext("This is recorded already."))
    else:
        return True
    return False


def _page(
    request: HttpRequest,
    form: django_forms.Form,
    tender: Tender,
    *,
    title: str,
    text: str,
    button: str,
    **more: Any,
) -> HttpResponse:
    """The form of one act, with what it is about above it."""
    context = {
        "form": form,
        "tender": tender,
        "title": title,
        "text": text,
        "button": button,
        "back_url": reverse("decision", args=[tender.number]),
        **more,
    }
    bad = bool(form.errors) or bool(more.get("rows") and form.is_bound and not more["rows"].is_valid())
    return render(request, more.get("template", "awards/act.html"), context, status=422 if bad else 200)


@login_required
@require_http_methods(["GET", "POST"])
def funding(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm money that was conditional."""
    now = clock.now()
    tender = get_object_or_404(Tender.objects.published().select_related("buyer__division"), number=number)
    by = person(request)
    if not may_read_draft(by, tender, now=now):
        raise Http404
    if not permissions.may_confirm_funding(by, tender, now=now):
        raise PermissionDenied
    form = forms.FundingForm(request.POST or None, initial={"form_id": uuid4()})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if _done(form, lambda: before_signing.confirm_funding(number, by=by, now=now, **said)):
            messages.success(request, gettext("Confirmed. Everyone can read it on the page of the call."))
            return redirect("call_review", number)
    return _page(
        request,
        form,
        tender,
        title=gettext("Does the money stand now?"),
        text=gettext(
            "The call stood on conditional money. Nothing can be signed before it is confirmed; this is public."
        ),
        button=gettext("Confirm the money"),
        back_url=reverse("call_review", args=[number]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def plan_talk(request: HttpRequest, number: str) -> HttpResponse:
    """Record the one talk on the winner's plan."""
    now = clock.now()
    award = _award_or_404(request, number, now)
    by, tender = person(request), award.lot.tender
    if not permissions.may_record_plan_talk(by, award, now=now):
        raise PermissionDenied
    initial = {"form_id": uuid4(), "held_on": clock.legal_date(now)}
    form = forms.PlanTalkForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if _done(form, lambda: before_signing.record_plan_talk(number, by=by, now=now, **said)):
            messages.success(request, gettext("Recorded. It is published with the agreement."))
            return redirect("decision", tender.number)
    book, calendar = editions.law_of(tender)
    until = rules.plan_talk_until(
        facts_of(tender), awarded_on=clock.legal_date(award.at), book=book, calendar=calendar
    )
    day = formatting.day(until, reader_language()) if until else ""
    return _page(
        request,
        form,
        tender,
        title=gettext("The talk on the plan"),
        text=gettext(
            "A winner's plan may change in one recorded talk, until %(day)s. The sum may go down, not up."
        )
        % {"day": day},
        button=gettext("Record the talk"),
        award=award,
    )


@login_required
@require_http_methods(["GET", "POST"])
def award_revoke(request: HttpRequest, number: str) -> HttpResponse:
    """Take an award back before its contract is signed."""
    now = clock.now()
    award = _award_or_404(request, number, now)
    by, tender = person(request), award.lot.tender
    if not permissions.may_revoke(by, award, now=now):
        raise PermissionDenied
    form = forms.RevokeForm(request.POST or None, regime=tender.regime, now=now)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if not permissions.may_revoke_for(said["reason_code"], tender):
            form.add_error("reason_code", gettext("No objection was upheld."))
        elif _done(
            form,
            lambda: awards.revoke(
                number,
                reason_code=said["reason_code"],
                reason_zh=said["reason_zh"],
                reason_en=said["reason_en"],
                medium=form.medium,
                by=by,
                now=now,
            ),
        ):
            messages.success(
                request, gettext("Taken back and published. Decide on the next candidate, or declare void.")
            )
            return redirect("decision", tender.number)
    return _page(
        request,
        form,
        tender,
        title=gettext("Take this award back?"),
        text=gettext(
            "The winner does not sign, or an objection was upheld. The notice stays and a correction says why; then "
            "the next candidate is decided on in the same way."
        ),
        button=gettext("Take it back and publish"),
        award=award,
    )


@login_required
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, number: str) -> HttpResponse:
    """Record a signed contract in simple form; it is published at once."""
    now = clock.now()
    award = _award_or_404(request, number, now)
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
        if _done(form, lambda: _sign(award, form, rows, host, request, now)):
            messages.success(request, gettext("Recorded and published. The first payment is due next."))
            return redirect("decision", tender.number)
    return _page(
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
        if _done(form, lambda: contracts.record_payment(number, by=by, now=now, **said)):
            messages.success(request, gettext("Recorded. Everyone can read the day."))
            return redirect("decision", found.tender.number)
    return _page(
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
        if _done(form, lambda: contracts.record_filing(number, by=by, now=now, **said)):
            messages.success(request, gettext("Recorded."))
            return redirect("decision", found.tender.number)
    return _page(
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
        and _done(
            form, lambda: acceptances.accept(number, medium=form.medium, by=by, now=now, **form.values())
        )
    ):
        messages.success(request, gettext("Accepted and published."))
        return redirect("decision", tender.number)
    return _page(
        request,
        form,
        tender,
        title=gettext("Record the acceptance"),
        text=gettext("What was delivered, how much and how good; published at once. Nobody is named."),
        button=gettext("Publish the acceptance"),
        contract=found,
    )


@require_safe
def contract_text(request: HttpRequest, number: str) -> FileResponse:
    """The text of a contract as it was published, its secrets taken out."""
    found = get_object_or_404(public_contracts().select_related("document"), number=number)
    if found.document is None:
        raise Http404
    return attachment(found.document, name=found.number, extension=found.document_extension)
