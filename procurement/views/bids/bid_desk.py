"""What every page of a bid shares: whose it is, how far it is, what it still lacks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache

from organizations import kept
from organizations.models import User
from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from procurement.errors.bids import BeingSealedError, DraftGoneError
from procurement.judgement.bids import drafts
from procurement.judgement.bids.drafts import Draft
from procurement.judgement.bids.terms import terms_of
from procurement.labels import bids as words
from procurement.models import Bid
from procurement.permissions import bids as permissions
from procurement.rules.bidding import BidRefusedError, Fault, odd_sums
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import bids as selectors
from procurement.selectors.evaluation import consultation_of
from procurement.views.calls.officer import person
from procurement.views.refusals import concerns

_PARTS = ("answers", "budget", "statement", "files", "check")


@dataclass(frozen=True)
class Desk:
    """One bid as ``by``, one of its own people, sees it."""

    bid: Bid
    by: User
    now: datetime

    @cached_property
    def draft(self) -> Draft | None:
        """None where nothing is unsealed. Read by whoever shows it: a press is stamped before. Raises
        DraftGoneError."""
        if not permissions.may_read_draft(self.by, self.bid, now=self.now):
            return None
        return drafts.draft_of(self.bid, by=self.by, now=self.now)

    @property
    def writable(self) -> bool:
        return self.draft is not None and self.may_edit

    @property
    def may_edit(self) -> bool:
        return permissions.is_written(self.bid, now=self.now)


def desk_of(request: HttpRequest, number: str) -> Desk:
    """The reader's own bid. To everybody else, officials first of all, it does not exist."""
    now, by = clock.now(), person(request)
    bid = selectors.own_bid(by, number, now=now)
    if bid is None:
        raise Http404
    return Desk(bid, by, now)


View = Callable[Concatenate[HttpRequest, Desk, ...], HttpResponseBase]


def of_own_bid(view: View) -> Callable[..., HttpResponseBase]:
    """A page of one bid for the people behind it; never kept by any cache."""

    @wraps(view)
    def page(request: HttpRequest, number: str, **more: Any) -> HttpResponseBase:
        try:
            desk = desk_of(request, number)
            concerns(request, desk.bid.tender, back=reverse("bid", args=[number]))
            return view(request, desk, **more)
        except DraftGoneError:
            # Sealed in another window between two readings: the second one finds it sealed.
            return view(request, desk_of(request, number), **more)

    return login_required(never_cache(page))


def _why_not(desk: Desk) -> str:
    """Why nothing can be written; whoever went back to a page of the draft after sealing reads it here."""
    if desk.draft is None and permissions.takes_bids(desk.bid.tender, now=desk.now) and desk.bid.revision > 0:
        return gettext("This bid is sealed. To change something, replace it.")
    return gettext("This bid cannot be changed at the moment.")


def _given_back(request: HttpRequest, desk: Desk, why: str) -> HttpResponse:
    """Nothing can be written any more: the bid's own page says why, and words that came too late come back."""
    typed = kept.words_of(request) if request.method == "POST" else []
    if not typed:
        messages.info(request, why)
        return redirect("bid", desk.bid.number)
    context = {"bid": desk.bid, "why": why, "words": typed}
    return render(request, "bids/given_back.html", context, status=409)


def while_written(view: View) -> Callable[..., HttpResponseBase]:
    """A page on which the draft is written; where it can be no longer, the bid's own page says why."""

    @wraps(view)
    def page(request: HttpRequest, desk: Desk, **more: Any) -> HttpResponseBase:
        if not desk.writable:
            return _given_back(request, desk, _why_not(desk))
        try:
            return view(request, desk, **more)
        except BeingSealedError:
            told = gettext("This bid is being sealed just now, so it was not changed.")
            return _given_back(request, desk, told)

    return of_own_bid(page)


def parts_of(desk: Desk) -> list[str]:
    """The screens of this bid: only where the law has a result say more of a bidder is there one for it."""
    stated = desk.bid.tender.regime == STATUTORY
    return [part for part in _PARTS if stated or part != "statement"]


def following(desk: Desk, part: str) -> str:
    """The screen after ``part``."""
    order = parts_of(desk)
    return order[order.index(part) + 1]


def steps(desk: Desk, current: str) -> list[dict[str, Any]]:
    """The bar of the screens, with what each still lacks."""
    titles = {
        "answers": gettext("Six questions"),
        "budget": gettext("Budget"),
        "statement": gettext("About the organisation"),
        "files": gettext("Photos and files"),
        "check": gettext("Check and seal"),
    }
    faults = desk.draft.faults if desk.draft else ()
    bar = []
    for part in parts_of(desk):
        open_points = len(faults_of(part, faults))
        if part == "check":
            note = pgettext("bid", "Ready to seal") if not faults else ""
        elif part == "files" and not open_points:
            number = len(desk.draft.files) if desk.draft else 0
            note = gettext("%(number)d added") % {"number": number}
        else:
            note = gettext("%(number)d open") % {"number": open_points} if open_points else gettext("Done")
        done = not open_points and (part != "check" or not faults)
        bar.append(
            {
                "label": titles[part],
                "url": reverse(f"bid_{part}", args=[desk.bid.number]),
                "state": "cur" if part == current else "done" if done else "todo",
                "note": note,
            }
        )
    return bar


def faults_of(part: str, faults: Any) -> list[Fault]:
    def place(fault: Fault) -> str:
        if fault.where in words.QUESTION:
            return "answers"
        if fault.code in ("party_not_agreed", "lead_not_agreed"):
            return "check"
        part = fault.where.partition("/")[0]
        return part if part in ("files", "statement") else "budget"

    return [one for one in faults if place(one) == part]


def fault_rows(desk: Desk) -> list[dict[str, str]]:
    """What keeps the bid from being sealed, each with the way to it."""
    rows = []
    for part in parts_of(desk):
        for fault in faults_of(part, desk.draft.faults if desk.draft else ()):
            box = fault.where.removeprefix("statement/")
            anchor = f"#f-{box}" if part in ("answers", "statement") else ""
            rows.append(
                {
                    "url": reverse("bid_party" if part == "check" else f"bid_{part}", args=[desk.bid.number])
                    + anchor,
                    "text": formatting.labelled(
                        words.place_words(fault.where), words.fault_words(fault), reader_language()
                    ),
                }
            )
    return rows


def odd_rows(desk: Desk) -> list[str]:
    """What of the sums is to be looked at once more before sealing, in words."""
    odd = odd_sums(desk.draft.lots, terms_of(desk.bid.tender)) if desk.draft else ()
    return [
        formatting.labelled(words.place_words(one.where), words.fault_words(one), reader_language())
        for one in odd
    ]


def context_of(desk: Desk, current: str, **more: Any) -> dict[str, Any]:
    """What every page of a bid shows."""
    tender = desk.bid.tender
    let_in, see_sum = selectors.signing_hosts(desk.bid) if current else ([], [])
    return {
        "bid": desk.bid,
        "tender": tender,
        "draft": desk.draft,
        "now": desk.now,
        "steps": steps(desk, current) if current else [],
        "due": _due(desk.bid),
        "who_reads": gettext(", ").join(selectors.writers_of(desk.bid)) if current else "",
        "let_in": gettext(", ").join(let_in),
        "see_sum": gettext(", ").join(see_sum),
        **more,
    }


def _due(bid: Bid) -> datetime | None:
    """When this bid must be sealed: the closing, or the time of its final offer. None while it is on hold."""
    called = consultation_of(bid.tender) if permissions.is_opened(bid) else None
    return called.final_due if called else bid.tender.closes_at


def complain(form: Form, refused: BidRefusedError) -> None:
    """Say each fault on its field, or on top of the form where it has none."""
    for fault in refused.faults:
        field = fault.where if fault.where in form.fields else None
        text = words.fault_words(fault)
        told = formatting.labelled(words.place_words(fault.where), text, reader_language())
        form.add_error(field, text if field else told)
