"""What everyone may read about organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organizations import selectors
from organizations.models import kept_places
from portal.ground.fields.asked import asked_of

PAGE = 20


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """Public organisations by place, a page at a time."""
    asked = asked_of(request)
    place = asked.one("place", kept_places().get, label=_("Place"))
    hosting = asked.choice("hosting", ("1",), label=_("Takes in groups that are not registered"))
    found = selectors.public_organizations(place.code if place else "", hosting=bool(hosting))
    page = asked.paginate(found, order=("division_id", "pk"), size=PAGE, name="at")
    here = reverse("organization_list")
    keep = ({"place": place.code} if place else {}) | ({"hosting": "1"} if hosting else {})
    return render(
        request,
        "organizations/list.html",
        {
            "place": place,
            "hosting": hosting,
            "groups": selectors.place_groups(),
            "page": page,
            "previous_url": f"{here}?{urlencode(keep | {'at': page.previous})}" if page.previous else "",
            "next_url": f"{here}?{urlencode(keep | {'at': page.next})}" if page.next else "",
        },
    )
