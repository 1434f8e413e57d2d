"""What an opened bid says, for those who judge it: answers, budget, who stands behind it, files to save."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.models import User
from portal.ground import clock
from procurement.judgement.bids import offers
from procurement.labels import bids as words
from procurement.models import Evaluator, OpenedOffer, Tender
from procurement.permissions import openings as permissions
from procurement.sealing import SealError
from procurement.selectors import evaluation as reads
from procurement.selectors import parties
from procurement.uploads.files import EXTENSION_OF
from procurement.views import attached
from procurement.views.calls.officer import person

Reader = User | Evaluator


def content_of(
    offer: OpenedOffer, *, by: Reader, now: datetime, file_url: Callable[[str], str]
) -> dict[str, Any]:
    """An opened bid as ``evaluation/_offer.html`` shows it. Raises PermissionDenied."""
    try:
        content = offers.offer_content(offer, by=by, now=now)
    except SealError:
        # It was opened, so its sums are known; that its parts do not fit any more is said in their place.
        content = None
    answers = content.answers if content else {}
    return {
        "offer": offer,
        "readable": content is not None,
        "answers": [{"ask": words.QUESTION[code], "text": answers.get(code, "")} for code in words.QUESTION],
        "lines": [
            {"line": one, "kind": words.LINE_KIND[one["kind"]], "amount": Decimal(one["amount"])}
            for one in offer.lines
        ],
        "parties": [
            {"name": one.organization.name, "part": words.PART[one.part]}
            for one in offer.bid.parties.select_related("organization").order_by("id")
        ],
        "rival_hosts": parties.hosts_that_bid([offer.bid]).get(offer.bid_id, []),
        "files": [{"file": one, "url": file_url(one.name)} for one in (content.files if content else ())],
        "several": offer.lot.tender.lots.count() > 1,
    }


def file_of(offer: OpenedOffer, name: str, *, by: Reader, now: datetime) -> FileResponse:
    """One file of an opened bid, to be saved and never shown inside the site. Raises PermissionDenied."""
    try:
        file, content = offers.offer_file(offer, name, by=by, now=now)
    except (KeyError, SealError):
        raise Http404 from None
    return attached.download(
        content, media_type=file.media_type, name=file.title, extension=EXTENSION_OF[file.media_type]
    )


def opened_offer(tender: Tender, pk: int) -> OpenedOffer:
    """One opened offer of this call, of whichever round, or 404."""
    found = OpenedOffer.objects.filter(opening__tender=tender)
    return get_object_or_404(
        found.select_related("bid__lead", "bid__tender__buyer", "opening", "package", "lot__tender"), pk=pk
    )


def readable_call(request: HttpRequest, number: str, now: datetime) -> Tender:
    """A call whose bids were opened, for the buyer's people. To everybody else it does not exist."""
    found = get_object_or_404(Tender.objects.published().select_related("buyer"), number=number)
    if not permissions.may_read_offers(person(request), found, now=now):
        raise Http404
    return found


@login_required
@never_cache
@require_safe
def offer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One opened bid, for the people of the buyer."""
    now = clock.now()
    tender = readable_call(request, number, now)
    found = opened_offer(tender, pk)
    content = content_of(
        found,
        by=person(request),
        now=now,
        file_url=lambda name: reverse("offer_file", args=[number, pk, name]),
    )
    aside = found.nonconformities.filter(lifted_at=None).first()
    others = list(reads.offers_at_hand(tender).values_list("pk", flat=True))
    place = others.index(pk) if pk in others else -1
    context = {
        "tender": tender,
        "content": content,
        "aside": aside,
        "next_pk": others[place + 1] if 0 <= place < len(others) - 1 else None,
        "now": now,
    }
    return render(request, "evaluation/offer.html", context)


@login_required
@never_cache
@require_safe
def offer_file(request: HttpRequest, number: str, pk: int, name: str) -> FileResponse:
    """One file of an opened bid, for the people of the buyer."""
    now = clock.now()
    tender = readable_call(request, number, now)
    try:
        return file_of(opened_offer(tender, pk), name, by=person(request), now=now)
    except PermissionDenied:
        raise Http404 from None
