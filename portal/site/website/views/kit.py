"""The living page of components: every part of the house in every state, for staff."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ground.formatting import reader_language
from portal.site.website.views.kit_samples import samples


@require_safe
@login_required
def kit(request: HttpRequest) -> HttpResponse:
    """Staff only: PermissionDenied for everybody else who is signed in."""
    if not request.user.is_staff:
        raise PermissionDenied
    return render(request, "website/kit.html", samples(reader_language()))
