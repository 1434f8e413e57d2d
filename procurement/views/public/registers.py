"""Organisations, agencies and places: their calls, and what came of them."""

from datetime import datetime
from itertools import takewhile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations import selectors
from organizations.models import Kind, Organization, Outcome, kept_places
from portal.ground import clock
from portal.ground.fields.asked import asked_of
from portal.ground.formatting import foreign_lang, reader_language
from portal.ground.ledger import seals
from procurement.filters import ORDERS
from procurement.selectors.calls import listed_entries
from procurement.selectors.compliance import Scope
from procurement.selectors.voices import replies_of
from procurement.views.public.compliance import block
from procurement.views.public.result_registers import rows_of_agency, rows_of_organization
from procurement.views.rows import rows

PAGE_SIZE = 20
MOST_RESULTS = 5
MOST_AWARDS = 20


def calls_page(request: HttpRequest, now: datetime, standing: seals.Standing, **where: Any) -> dict[str, Any]:
    """The calls of one place or agency, the next date first, with the pager's addresses."""
    page = asked_of(request).paginate(listed_entries().filter(**where), order=ORDERS["next"], size=PAGE_SIZE)
    return {
        "rows": rows(page, now, standing),
        "next_url": f"?after={page.next}" if page.next else "",
        "previous_url": f"?after={page.previous}" if page.previous else "",
        "now": now,
    }


@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one public organisation. What is not public and what does not exist look the same."""
    found = selectors.public_organization(slug)
    if found is None or found.kind != Kind.CSO:
        raise Http404
    looks = found.verifications.all()
    context = {
        "organization": found,
        # The looks that made it count as verified: those since the newest that did not.
        "verifications": list(takewhile(lambda look: look.outcome == Outcome.VERIFIED, looks)),
        "awards": rows_of_organization(found, most=MOST_AWARDS),
    }
    return render(request, "public/organization.html", context)


@require_safe
def agency_list(request: HttpRequest) -> HttpResponse:
    """Every agency that may post calls, by place."""
    agencies = Organization.objects.filter(kind="agency")
    page = asked_of(request).paginate(agencies, order=("division_id", "id"), size=50)
    context = {
        "agencies": page.items,
        "next_url": f"?after={page.next}" if page.next else "",
        "previous_url": f"?after={page.previous}" if page.previous else "",
    }
    return render(request, "public/agency_list.html", context)


@require_safe
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Organization.objects.filter(kind="agency").select_related("agency"), slug=slug)
    language, (now, standing) = reader_language(), seals.present()
    context = {
        "agency": found,
        "contact_lang": foreign_lang(found.agency.contact_office, language),
        "address_lang": foreign_lang(found.agency.address, language),
        "kept_block": block(Scope(clock.legal_date(now).year, agency=found), now),
        "replies": list(replies_of(found).select_related("organization")[:MOST_RESULTS]),
        **calls_page(request, now, standing, buyer=found),
        **rows_of_agency(found, most=MOST_RESULTS),
    }
    return render(request, "public/agency.html", context)


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """All 146 places under their prefectures."""
    places = kept_places().values()
    prefectures = [
        {"place": one, "counties": [county for county in places if county.parent_id == one.code]}
        for one in places
        if one.level == "prefecture"
    ]
    province = next((one for one in places if one.level == "province"), None)
    return render(request, "public/place_list.html", {"province": province, "prefectures": prefectures})


@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place: its calls, or in plain words that there are none."""
    found = kept_places().get(code)
    if found is None:
        raise Http404
    where = {
        "province": {},
        "prefecture": {"prefecture_code": found.code},
        "county": {"division_code": found.code},
    }[found.level]
    now, standing = seals.present()
    context = {
        "place": found,
        "parts": [one for one in kept_places().values() if one.parent_id == code],
        "agencies": Organization.objects.filter(kind="agency", division=found),
        "kept_block": block(Scope(clock.legal_date(now).year, place=found), now),
        **calls_page(request, now, standing, **where),
    }
    return render(request, "public/place.html", context)
