"""The reader's bids, and the beginning of one: who stands behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Organization, Tie
from organizations.permissions import is_official
from portal.ground import clock
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.bids import AlreadyBiddingError
from procurement.forms.bids import BeginForm
from procurement.forms.repeats import stand_already
from procurement.labels import bid_states as state_words
from procurement.models import Bid, Tender
from procurement.permissions import bids as permissions
from procurement.rules.bid_states import seen_by_host
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import bid_states as states
from procurement.selectors import bids as selectors
from procurement.services.bids import bids
from procurement.views.bids.bid_desk import complain
from procurement.views.calls.officer import person
from procurement.views.public.tender_page import published

MOST_SHOWN = 50


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bid_begin(request: HttpRequest, number: str) -> HttpResponse:
    """Who bids: one of the reader's organisations, or a group it hosts and types the bid in for."""
    tender, now, by = published(number), clock.now(), person(request)
    if is_official(by, now=now):
        raise PermissionDenied
    if not permissions.takes_bids(tender, now=now):
        return render(request, "bids/closed.html", {"tender": tender, "now": now}, status=410)
    choices = _leads(request, now)
    chosen = next((one for one in choices if one.lead.number == request.GET.get("for")), None)
    if chosen is None and len(choices) == 1:
        chosen = choices[0]
    context: dict[str, Any] = {"tender": tender, "choices": choices, "chosen": chosen, "now": now}
    if chosen is None:
        return render(request, "bids/begin.html", context)
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        hosts=_hosts_of(chosen.lead),
        partners=_tied_to(chosen.lead),
        initial={"form_id": uuid4(), "host": chosen.assisted_by.number if chosen.assisted_by else ""},
    )
    if form.is_bound and form.is_valid() and (bid := _begin(form, tender, chosen, request, now)) is not None:
        return redirect("bid_answers", bid.number)
    return render(request, "bids/begin.html", context | {"form": form}, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Lead:
    """Who may bid through the reader: ``assisted_by`` is the host that types the bid in."""

    lead: Organization
    assisted_by: Organization | None = None


def _leads(request: HttpRequest, now: datetime) -> list[Lead]:
    own = list(selectors.organizations_of(person(request), now=now))
    hosted = Tie.objects.standing().filter(kind="host", upper__in=own).select_related("upper", "member")
    known = {one.pk for one in own}
    return [Lead(one) for one in own] + [
        Lead(tie.member, tie.upper) for tie in hosted.order_by("member_id") if tie.member_id not in known
    ]


def _hosts_of(lead: Organization) -> list[Organization]:
    if lead.is_registered:
        return []
    return [tie.upper for tie in lead.ties_above.standing().filter(kind="host").select_related("upper")]


def _tied_to(lead: Organization) -> list[Organization]:
    """Those the lead may name as partners: the groups it stands above and the networks it stands in."""
    below = [tie.member for tie in lead.ties_below.standing().select_related("member")]
    above = [tie.upper for tie in lead.ties_above.standing().filter(kind="network").select_related("upper")]
    return list({one.pk: one for one in (*below, *above)}.values())


def _begin(form: BeginForm, tender: Tender, chosen: Lead, request: HttpRequest, now: datetime) -> Bid | None:
    said = form.cleaned_data
    tied = {one.number: one for one in (*_hosts_of(chosen.lead), *_tied_to(chosen.lead))}
    try:
        return bids.begin(
            tender.number,
            lead=chosen.lead,
            assisted_by=chosen.assisted_by,
            host=tied.get(said.get("host") or ""),
            partners=[tied[one] for one in said.get("partners") or ()],
            form_id=said["form_id"],
            by=person(request),
            now=now,
        )
    except AlreadyBiddingError as standing:
        if not permissions.may_see_bid(person(request), standing.bid, now=now):
            form.add_error(
                None, gettext("A bid for this group cannot be begun here now. Please ask the group.")
            )
            return None
        messages.info(request, gettext("This organisation has a bid for this call already: here it is."))
        return standing.bid
    except OtherWordsError as other:
        stand_already(form, other)
    except BidRefusedError as refused:
        complain(form, refused)
    except NotOpenError:
        form.add_error(None, gettext("The call closed in the meantime."))
    return None


@login_required
@never_cache
@require_GET
def bid_list(request: HttpRequest) -> HttpResponse:
    """The reader's bids, the newest first."""
    now = clock.now()
    rows = bid_rows(selectors.bids_seen_by(person(request), now=now)[:MOST_SHOWN], now=now)
    return render(request, "bids/list.html", {"rows": rows, "now": now})


def bid_rows(own: Iterable[Any], *, now: datetime) -> list[dict[str, Any]]:
    """Bids of :func:`selectors.bids_seen_by` as a list shows them to that reader, with their state in words."""
    bids_ = list(own)
    stands = states.states_of(bids_, now=now)
    told = {one.pk: stands[one.pk] if one.reader_writes else seen_by_host(stands[one.pk]) for one in bids_}
    on_hold = {
        "big": pgettext("date column", "On hold"),
        "left": gettext("closing moves back"),
        "state": "late",
    }
    return [
        {
            "bid": one,
            "state": state_words.word(told[one.pk]),
            "tone": told[one.pk].tone,
            "when": on_hold if one.tender.step == "suspended" else {},
        }
        for one in bids_
    ]
