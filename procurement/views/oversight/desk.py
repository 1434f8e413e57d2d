"""The supervisor's desk: what is overdue in the province, and a rule set aside in public."""

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
from portal.ground.fields import ChoiceField, CodeField
from portal.ground.formatting import reader_language
from procurement import labels
from procurement.errors import PersonalDataError
from procurement.forms.base import text_field
from procurement.forms.questions import add_findings
from procurement.judgement import law
from procurement.models import Duty, Tender, Waiver
from procurement.permissions import calls as permissions
from procurement.selectors import calls as selectors
from procurement.selectors.voices import opened_lately, reports_waiting
from procurement.services.oversight import waivers
from procurement.views.calls.officer import person
from procurement.views.voices.reports import row as report_row
from procurement.views.words import watch_lines

SHOWN = 50


def _waivable() -> list[tuple[str, str]]:
    book, _calendar = law.current()
    in_english = reader_language() == "en"
    rows = [book.row(rule) for rule in law.waivable_rules()]
    return [(row.id, row.title_en if in_english else row.title_zh) for row in rows]


class WaiverForm(forms.Form):
    number = CodeField(label=_("Number of the call"), max_length=20)
    rule = ChoiceField(label=_("Rule"), choices=_waivable)
    reason_zh = text_field(label=_("The reason in words, published"), rows=3, most=1000)
    reason_en = text_field(label=_("The same in English"), rows=2, most=1500, required=False)

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip().upper()
        unpublished = Tender.objects.filter(published_at=None).exclude(step="discarded")
        if not unpublished.filter(number=number).exists():
            raise forms.ValidationError(
                _("No unpublished call has this number. It stands on the agency's draft.")
            )
        return number


@login_required
@require_http_methods(["GET", "POST"])
def oversight(request: HttpRequest) -> HttpResponse:
    """Overdue duties everywhere, the longest first; below, setting a rule aside for one call."""
    now = clock.now()
    by = person(request)
    if not permissions.may_oversee(by, now=now):
        raise Http404
    form = WaiverForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            waivers.waive(by=by, now=now, **form.cleaned_data)
        except PersonalDataError as error:
            add_findings(form, error)
        else:
            messages.success(request, gettext("Set aside for this call. The reason is published with it."))
            return redirect("oversight")
    overdue = selectors.overdue_duties(now=now)[:SHOWN]
    context = {
        "form": form,
        "reports": [report_row(one) for one in reports_waiting()[:SHOWN]],
        "today": clock.legal_date(now),
        "overdue": [_overdue_row(duty) for duty in overdue],
        "waived": Waiver.objects.select_related("tender__buyer").order_by("-at", "-id")[:SHOWN],
        "now": now,
        "watch": watch_lines(now),
        "opened": opened_lately("report"),
    }
    return render(request, "oversight/desk.html", context, status=422 if form.errors else 200)


def _overdue_row(duty: Duty) -> dict[str, Any]:
    label = labels.duty(duty.kind, duty.subject)
    # Of what the words do not name, the number: a contract's, an objection's.
    return {"duty": duty, "label": label, "of": duty.subject if label == labels.duty_kind(duty.kind) else ""}
