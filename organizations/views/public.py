"""What everyone may read about organisations."""

import itertools

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organizations import selectors
from organizations.models import Kind, Organization, Outcome, Verification, kept_places
from portal.ground.fields.asked import asked_of

PAGE = 20


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """Public organisations by place, a page at a time."""
    asked = asked_of(request)
    place = asked.one("place", kept_places().get, label=_("Place"))
    found = selectors.public_organizations(place.code if place else "")
    page = asked.paginate(found, order=("division_id", "pk"), size=PAGE, name="at")
    here = reverse("organization_list")
    keep = {"place": place.code} if place else {}
    return render(
        request,
        "organizations/list.html",
        {
            "place": place,
            "groups": selectors.place_groups(),
            "page": page,
            "previous_url": f"{here}?{urlencode(keep | {'at': page.previous})}" if page.previous else "",
            "next_url": f"{here}?{urlencode(keep | {'at': page.next})}" if page.next else "",
        },
    )


def _shown(organization: Organization) -> list[Verification]:
    """The looks that made it count as verified: those since the newest that did not."""
    looks = list(organization.verifications.all())
    return list(itertools.takewhile(lambda look: look.outcome == Outcome.VERIFIED, looks))


@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one public organisation. What is not public and what does not exist look the same."""
    found = selectors.public_organization(slug)
    if found is None or found.kind != Kind.CSO:
        raise Http404
    return render(
        request, "organizations/detail.html", {"organization": found, "verifications": _shown(found)}
    )
