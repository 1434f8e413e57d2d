"""The portal's own clock, for supervisors: whether it is believed, what waits for it, the word that ends a doubt."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from portal.ground import clock
from portal.ground.fields import TextField
from portal.ground.fields.words import said
from portal.ground.ledger import trust
from portal.ground.ledger.models import TimeReading
from portal.ground.ledger.trust import Doubt
from procurement import labels
from procurement.permissions import calls as permissions
from procurement.selectors.calls import portal_waits
from procurement.views.calls.officer import person

WHY = {
    Doubt.MACHINES: _(
        "Two machines of the portal show different times. Whoever runs the portal must set them right."
    ),
    Doubt.SHIFTED: _(
        "The portal's clock is not that of its database. Whoever runs the portal must set it right."
    ),
    Doubt.SOURCE: _(
        "The time sources say another time. Whoever runs the portal must set the clock, or the sources, right."
    ),
    Doubt.SILENCE: _(
        "The last moment that is certain is long ago: the portal was off, or its clock leapt ahead. "
        "Compare the time below with your own watch."
    ),
    Doubt.BACK: _(
        "The clock stands before the last moment that is certain: it was set back, or was wrong before. "
        "Compare the time below with your own watch."
    ),
}


class ShownForm(forms.Form):
    """Which moment the page showed when it was confirmed."""

    shown = TextField(max_length=40)

    def clean_shown(self) -> datetime:
        try:
            moment = datetime.fromisoformat(self.cleaned_data["shown"])
        except ValueError:
            raise said("page_too_old") from None
        if moment.tzinfo is None:
            raise said("page_too_old")
        return moment


@login_required
@require_http_methods(["GET", "POST"])
def portal_clock(request: HttpRequest) -> HttpResponse:
    """How the clock stands; a press says that the shown moment is right."""
    by = person(request)
    if not permissions.may_oversee(by, now=clock.now()):
        raise Http404
    if request.method == "POST":
        form = ShownForm(request.POST)
        try:
            if not form.is_valid():
                raise trust.NotConfirmableError
            trust.confirm(shown=form.cleaned_data["shown"], actor=by.pseudonym)
        except trust.NotConfirmableError:
            messages.error(
                request,
                gettext("Not confirmed: this page was too old, or something else changed. Look again."),
            )
        else:
            messages.success(request, gettext("Confirmed. What waited is done within a minute."))
        return redirect("portal_clock")
    return render(request, "oversight/clock.html", _context())


def _context() -> dict[str, Any]:
    found = trust.standing()
    due = portal_waits(found.now) if found.doubt else []
    return {
        "found": found,
        "worded": trust.word(found) is not None,
        "why": WHY.get(found.doubt, ""),
        "shown": found.now.isoformat(),
        "waiting": [(labels.duty_kind(kind), count) for kind, count in due],
        "readings": [_row(one) for one in TimeReading.objects.order_by("source")],
    }


def _row(one: TimeReading) -> dict[str, Any]:
    off = None if one.ahead is None else abs(round(one.ahead.total_seconds()))
    return {"source": one.source, "read_at": one.read_at, "off": off}
