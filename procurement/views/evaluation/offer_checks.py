"""What the panel makes of an offer beside its points: a low price explained, an offer set aside; final offers."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.errors.evaluation import NotDeclaredError, PanelError
from procurement.forms.evaluation import AskPriceForm, DecidePriceForm, FinalCallForm, SetAsideForm
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import evaluation, law
from procurement.labels import evaluation as words
from procurement.models import LowOffer, OpenedOffer, Tender
from procurement.permissions import evaluation as permissions
from procurement.rules import low_offers as rules
from procurement.rules.hours import next_working_moment
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import conformity, consultations, low_offers
from procurement.views.calls.officer import person
from procurement.views.evaluation.overview import evaluated_call, may_decide_price, running_call

EVENING = time(18)


def _offer_or_404(tender: Tender, pk: int) -> OpenedOffer:
    return get_object_or_404(reads.offers_at_hand(tender), pk=pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_price(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A low price: which tests it met, the question, the explanation, what the panel made of it."""
    now = clock.now()
    tender = evaluated_call(request, number, now)
    offer = get_object_or_404(reads.judged_offers(tender), pk=pk)
    may_run = permissions.may_run_panel(person(request), tender, now=now)
    asked = LowOffer.objects.select_related("decided_by").filter(offer=offer).first()
    form: Form | None = None
    if request.method == "POST":
        if not may_run:
            raise PermissionDenied
        form, done = _act_on_price(request, offer, asked, now)
        if done:
            return redirect("evaluation_price", number, pk)
    elif may_run and asked is None and not reads.current_report(offer.lot):
        form = AskPriceForm(initial={"explain_by": _next_evening(now)})
    elif may_run and asked is not None and may_decide_price(asked, now=now):
        form = DecidePriceForm()
    context = {
        "tender": tender,
        "offer": offer,
        "asked": asked,
        "tests": _tests(tender, asked.tests if asked else evaluation.flagged(tender).get(pk, [])),
        "form": form,
        "may_decide": asked is not None and may_decide_price(asked, now=now),
        "now": now,
    }
    return render(request, "evaluation/price.html", context, status=422 if form and form.errors else 200)


def _next_evening(now: datetime) -> datetime:
    """A day to explain, at the end of office hours."""
    return datetime.combine(clock.legal_date(now) + timedelta(days=1), EVENING, clock.LEGAL_ZONE)


def _tests(tender: Tender, codes: list[str]) -> list[str]:
    case = law.case_of(tender)
    shares = {code: rules.share_of(case, code) for code in codes if code != rules.JUDGEMENT}
    return [words.low_test(code, formatting.figure(shares.get(code) or 0)) for code in codes]


def _act_on_price(
    request: HttpRequest, offer: OpenedOffer, asked: LowOffer | None, now: datetime
) -> tuple[Form, bool]:
    """Ask or decide, as the page that was sent meant it; the form with what is in the way, and whether it was done."""
    if asked is None or any(name.startswith("explain_by") for name in request.POST):
        ask = AskPriceForm(request.POST)
        return ask, ask.is_valid() and _ask_price(request, offer, ask, now)
    decide = DecidePriceForm(request.POST)
    return decide, decide.is_valid() and _decide_price(request, asked, decide, now)


def _ask_price(request: HttpRequest, offer: OpenedOffer, form: AskPriceForm, now: datetime) -> bool:
    try:
        low_offers.ask(offer.pk, explain_by=form.cleaned_data["explain_by"], by=person(request), now=now)
    except low_offers.TooShortError as error:
        least = formatting.daytime(error.least, reader_language())
        form.add_error("explain_by", gettext("Not before %(day)s: the bidder needs time.") % {"day": least})
        return False
    except NotOpenError:
        form.add_error(None, gettext("This cannot be changed any more."))
        return False
    except OpenedOffer.DoesNotExist:
        form.add_error(None, gettext("This offer was set aside; nothing is asked about its price."))
        return False
    except OtherWordsError:
        told = gettext("The bidder had been asked already: the day given then stands, yours was not kept.")
        messages.warning(request, told)
        return True
    messages.success(request, gettext("Asked. The bidder was told and finds the question in the workspace."))
    return True


def _decide_price(request: HttpRequest, asked: LowOffer, form: DecidePriceForm, now: datetime) -> bool:
    said = form.cleaned_data
    accepted = said["accepted"] == "yes"
    try:
        low_offers.decide(asked.pk, accepted=accepted, reason=said["reason"], by=person(request), now=now)
    except low_offers.TooEarlyError:
        form.add_error(None, gettext("The bidder has time to explain still."))
        return False
    except OtherWordsError as other:
        stand_already(form, other)
        return False
    messages.success(request, gettext("Recorded."))
    return True


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_set_aside(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Record that the panel finds an offer not conforming, or take that back."""
    now = clock.now()
    tender = running_call(request, number, now)
    offer = _offer_or_404(tender, pk)
    standing = offer.nonconformities.select_related("by").filter(lifted_at=None).first()
    restores = standing is not None and request.POST.get("act") == "restore"
    form = SetAsideForm(request.POST if request.method == "POST" and not restores else None)
    if request.method == "POST":
        try:
            if restores:
                conformity.restore(pk, by=person(request), now=now)
                messages.success(request, gettext("Taken back. The offer is judged."))
                return redirect("evaluation", number)
            if form.is_valid():
                conformity.set_aside(pk, by=person(request), now=now, **form.cleaned_data)
                messages.success(request, gettext("Recorded. The offer is not judged any further."))
                return redirect("evaluation", number)
        except NotOpenError:
            messages.error(request, gettext("This cannot be changed any more."))
            return redirect("evaluation", number)
        except PersonalDataError as error:
            add_findings(form, error)
        except OtherWordsError as other:
            stand_already(form, other)
    context = {"tender": tender, "offer": offer, "form": form, "standing": standing, "now": now}
    if standing:
        context["ground"] = words.GROUND[standing.ground]
    return render(request, "evaluation/set_aside.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_final(request: HttpRequest, number: str) -> HttpResponse:
    """What changed in the consultation, in writing to all alike, and when the final offers are due."""
    now = clock.now()
    tender = evaluated_call(request, number, now)
    if reads.final_round(tender) == 1:
        raise Http404
    called = reads.consultation_of(tender)
    may_call = called is None and permissions.may_run_panel(person(request), tender, now=now)
    if (called is None and not may_call) or (request.method == "POST" and not may_call):
        raise PermissionDenied
    evening = _next_evening(now + consultations.LEAST_TIME)
    evening = next_working_moment(evening, law.case_of(tender).calendar)
    initial = {"form_id": uuid4(), "final_due": evening}
    form = FinalCallForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid() and _call(request, tender, form, now):
        messages.success(request, gettext("Sent. Every bidder was told the same; the offers come sealed."))
        return redirect("evaluation", number)
    context = {
        "tender": tender,
        "called": called,
        "form": form,
        "bidders": len(reads.consulted_bids(tender)),
        "least_hours": int(consultations.LEAST_TIME.total_seconds() // 3600),
        "now": now,
    }
    return render(request, "evaluation/final.html", context, status=422 if form.errors else 200)


def _call(request: HttpRequest, tender: Tender, form: FinalCallForm, now: datetime) -> bool:
    """Whether final offers were asked for; if not, the form now says what is in the way."""
    said: dict[str, Any] = form.cleaned_data
    try:
        consultations.call(tender.number, by=person(request), now=now, **said)
    except OtherWordsError as other:
        stand_already(form, other)
    except PanelError as error:
        for fault in error.faults:
            form.add_error(None, words.panel_fault(fault))
    except NotDeclaredError:
        form.add_error(None, gettext("Every member declares first; a tied one is replaced."))
    except consultations.FinalDueError as error:
        least = formatting.daytime(error.least, reader_language())
        why = (
            gettext("Not before %(day)s: the bidders need time.")
            if error.too_soon
            else gettext("That is outside working hours. The next working moment is %(day)s.")
        )
        form.add_error("final_due", why % {"day": least})
    except PersonalDataError as error:
        add_findings(form, error)
    else:
        return True
    return False
