"""What a bidder declares so that its price is judged lower: read, confirmed or refused with a reason."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.ground import clock
from portal.ground.formatting import figure
from procurement import labels
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.forms.evaluation import DecideClaimForm
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import law
from procurement.labels import bids as bid_words
from procurement.labels import evaluation as words
from procurement.models import PriceClaim
from procurement.permissions import evaluation as permissions
from procurement.rules.deductions import shares
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import claims
from procurement.views.calls.officer import person
from procurement.views.evaluation.overview import evaluated_call


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evaluation_claims(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Each declaration of one bid with its form, as long as it waits."""
    now = clock.now()
    tender = evaluated_call(request, number, now)
    offer = get_object_or_404(reads.judged_offers(tender), pk=pk)
    found = list(reads.claims_of(tender).filter(package=offer.package_id))
    if not found:
        raise Http404
    may = permissions.may_run_panel(person(request), tender, now=now)
    if request.method == "POST" and not may:
        raise PermissionDenied
    may = may and not reads.current_reports(tender)
    share = shares(law.case_of(tender))
    rows = [_row(request, one, figure(share[one.policy]), may=may) for one in found if one.policy in share]
    sent = next((row for row in rows if row["form"] and row["form"].is_bound), None)
    if request.method == "POST":
        if sent is None:
            messages.error(request, gettext("This cannot be changed any more."))
            return redirect("evaluation_claims", number, pk)
        if sent["form"].is_valid() and _decide(request, sent, now):
            messages.success(request, gettext("Recorded."))
            return redirect("evaluation_claims", number, pk)
    bad = sent is not None and bool(sent["form"].errors)
    context = {
        "tender": tender,
        "offer": offer,
        "rows": rows,
        "legal_form": labels.legal_form(offer.bid.lead.legal_form),
        "bad": sent["form"] if bad and sent else None,
        "now": now,
    }
    return render(request, "evaluation/claims.html", context, status=422 if bad else 200)


def _row(request: HttpRequest, one: PriceClaim, share: str, *, may: bool) -> dict[str, Any]:
    """One declaration in words. What was decided has a form only where it is pressed once more."""
    posted = request.method == "POST" and request.POST.get("claim") == str(one.pk)
    form = None
    if may and (one.decided_at is None or posted):
        form = DecideClaimForm(request.POST if posted else None, initial={"claim": one.pk})
    state = "" if one.granted is None else "yes" if one.granted else "no"
    return {
        "claim": one,
        "policy": bid_words.POLICY[one.policy],
        "said": bid_words.declared(one.policy, one.said),
        "share": share,
        "state": words.CLAIM[state],
        "form": form,
    }


def _decide(request: HttpRequest, row: dict[str, Any], now: datetime) -> bool:
    form = row["form"]
    said = form.cleaned_data
    try:
        claims.decide(
            row["claim"].pk,
            granted=said["granted"] == "yes",
            reason=said["reason"],
            by=person(request),
            now=now,
        )
    except NotOpenError:
        form.add_error(None, gettext("This cannot be changed any more."))
        return False
    except PersonalDataError as error:
        add_findings(form, error)
        return False
    except OtherWordsError as other:
        stand_already(form, other)
        return False
    return True
