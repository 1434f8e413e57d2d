"""What a bidder is asked while bids are judged: to explain a low price, to give a final offer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portal.ground.values.record import read_record
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.bids import OwnCopyError
from procurement.forms.bids import ReplaceForm
from procurement.forms.evaluation import ExplainForm
from procurement.forms.repeats import stand_already
from procurement.models import LowOffer
from procurement.permissions import bids as bid_permissions
from procurement.permissions import evaluation as permissions
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import evaluation as reads
from procurement.services.bids import bids
from procurement.services.evaluation import low_offers
from procurement.views.bids.bid_desk import Desk, context_of, of_own_bid
from procurement.views.calls.officer import person


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_price(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the panel asks about the price, and the bidder's own words, once and in time."""
    by = person(request)
    asked = list(reads.low_offers_of(desk.bid.tender).filter(offer__bid=desk.bid))
    if not asked or not permissions.may_read_question(by, desk.bid, now=desk.now):
        raise Http404
    rows = [_question(request, desk, one) for one in asked]
    chosen = next((row for row in rows if row["form"] and row["form"].is_bound), None)
    if request.method == "POST":
        if chosen is None:
            messages.error(request, gettext("The time to explain is over, or it was explained already."))
            return redirect("bid_price", desk.bid.number)
        if chosen["form"].is_valid() and _explain(request, desk, chosen):
            return redirect("bid_price", desk.bid.number)
    waits = any(row["form"] for row in rows)
    context = context_of(desk, "", rows=rows, several=len(rows) > 1, waits=waits)
    bad = chosen is not None and bool(chosen["form"].errors)
    return render(request, "bids/price.html", context, status=422 if bad else 200)


def _question(request: HttpRequest, desk: Desk, asked: LowOffer) -> dict[str, Any]:
    """One question with its form, as long as it may be answered."""
    form = None
    if permissions.may_explain(person(request), asked, now=desk.now):
        sent = request.method == "POST" and request.POST.get("asked") == str(asked.pk)
        form = ExplainForm(request.POST if sent else None, initial={"asked": asked.pk})
    return {"asked": asked, "form": form, "over": desk.now >= asked.explain_by}


def _explain(request: HttpRequest, desk: Desk, row: dict[str, Any]) -> bool:
    text = row["form"].cleaned_data["text"]
    try:
        low_offers.explain(row["asked"].pk, text=text, by=person(request), now=desk.now)
    except NotOpenError:
        row["form"].add_error(None, gettext("The time to explain is over, or it was explained already."))
        return False
    except OtherWordsError as other:
        stand_already(row["form"], other)
        return False
    messages.success(request, gettext("Sent to the panel."))
    return True


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_final(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is asked for after the consultation, and the beginning of the sealed final offer."""
    called = reads.consultation_of(desk.bid.tender) if bid_permissions.is_opened(desk.bid) else None
    if called is None or reads.is_out(desk.bid):
        raise Http404
    if not bid_permissions.may_read_bid(person(request), desk.bid, now=desk.now):
        raise Http404
    by, sealed = person(request), desk.bid.current is not None and desk.bid.current.round > 1
    may_begin = bid_permissions.may_replace(by, desk.bid, now=desk.now) and desk.bid.draft_revision is None
    form = ReplaceForm(request.POST, request.FILES) if request.method == "POST" else ReplaceForm()
    if request.method == "POST" and not may_begin:
        return redirect("bid", desk.bid.number)
    if form.is_bound and form.is_valid():
        try:
            content = form.cleaned_data["copy"]
            copy = read_record(content) if content else None
            bids.begin_replacement(desk.bid.number, copy=copy, by=by, now=desk.now)
        except (ValueError, OwnCopyError, BidRefusedError):
            form.add_error("copy", gettext("This file is not the copy of this bid."))
        else:
            return redirect("bid_answers", desk.bid.number)
    context = context_of(
        desk,
        "",
        called=called,
        form=form,
        may_begin=may_begin,
        sealed=sealed,
        over=desk.now >= called.final_due,
    )
    return render(request, "bids/final.html", context, status=422 if form.errors else 200)
