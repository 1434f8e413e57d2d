"""Where officials and hosts look at the papers of organisations that say who they are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations import permissions, selectors
from organizations.forms.organizations import VerificationForm
from organizations.models import User
from organizations.services import names, standing
from portal.ground import clock


@never_cache
@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Organisations nobody verified yet, below the agencies this person works for."""
    agencies = permissions.organizations_where(request.user, permissions.AGENCY_ROLES, now=clock.now())
    desks = [(agency, list(selectors.waiting_for_verification(agency))) for agency in agencies]
    if not desks:
        raise Http404
    return render(request, "organizations/waiting.html", {"desks": desks})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, verifier: str, number: str) -> HttpResponse:
    """Look at one organisation and say what was found."""
    me, now = request.user, clock.now()
    looking, looked_at = selectors.organization_of(verifier), selectors.organization_of(number)
    if (
        looking is None
        or looked_at is None
        or not isinstance(me, User)
        or not permissions.may_verify(me, looked_at, looking, now=now)
    ):
        raise Http404
    form = VerificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        standing.verify(looked_at, looking, data["outcome"], note=data["note"], by=me, now=now)
        messages.success(request, _("Recorded."))
        return redirect("verification")
    return render(
        request,
        "organizations/verify.html",
        {
            "organization": looked_at,
            "verifier": looking,
            "form": form,
            "name_passages": names.passages_of(looked_at),
        },
    )
