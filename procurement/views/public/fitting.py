"""Five questions, no account: which open calls fit an organisation like ours, and why."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organizations.selectors import place_choices
from portal.ground.fields import ChoiceField, MoneyField, MultipleChoiceField
from portal.ground.fields.asked import asked_of
from portal.ground.here import words
from portal.ground.ledger import seals
from procurement import labels
from procurement.labels.fitting import REASON, TONE
from procurement.models import SearchEntry
from procurement.rules.fitting import UNREGISTERED, Asking, Fit, Offered, fit
from procurement.rules.vocabulary import LEGAL_FORMS, POPULATIONS
from procurement.selectors.calls import listed_entries
from procurement.views.rows import rows

# Open calls are few; more than these, the nearest closing first, are not judged in one answer.
MOST_JUDGED = 500
MOST_SHOWN = 30
_FORMS = (UNREGISTERED, *(code for code in LEGAL_FORMS if code != UNREGISTERED))


def _places() -> list[Any]:
    return [("", _("Anywhere in %(province)s") % words()), *place_choices()]


class FittingForm(forms.Form):
    """What an organisation says of itself; nothing of it is kept."""

    form = ChoiceField(
        label=_("What kind of organisation are you?"),
        choices=lambda: [(code, labels.legal_form(code)) for code in _FORMS],
    )
    has_host = forms.BooleanField(
        label=_("A registered organisation is ready to be our host"), required=False
    )
    place = ChoiceField(label=_("Where do you work?"), choices=_places, required=False)
    population = MultipleChoiceField(
        label=_("Whom do you work with?"),
        choices=lambda: [(code, labels.population(code)) for code in POPULATIONS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    most = MoneyField(
        label=_("The largest budget you can carry"),
        meant_for="question",
        required=False,
    )

    def asking(self) -> Asking:
        said = self.cleaned_data
        return Asking(
            form=said["form"],
            has_host=said["has_host"],
            place=said["place"],
            populations=frozenset(said["population"]),
            most=said["most"],
        )


@require_safe
def notice_fit(request: HttpRequest) -> HttpResponse:
    """The questions, and below them the calls that fit now and those that miss by one thing."""
    form = FittingForm(request.GET if "form" in request.GET else None)
    asked_of(request).knows(*form.fields)
    context: dict[str, Any] = {"form": form, "asked": form.is_bound and form.is_valid()}
    if context["asked"]:
        context |= judged(form.asking())
    return render(request, "public/notice_fit.html", context)


def judged(asking: Asking) -> dict[str, Any]:
    """Open calls by how they fit, each with its reasons in words. Two queries, whatever their number."""
    found = SearchEntry.objects.filter(status__in=("open", "suspended")).select_related("tender")
    found = found.only(
        "division_code", "prefecture_code", "populations", "estimated_value", "sort_key", "tender__terms"
    )
    whole: list[tuple[int, Fit]] = []
    near: list[tuple[int, Fit]] = []
    for entry in found.order_by("sort_key", "tender_id")[:MOST_JUDGED]:
        answer = fit(asking, offered_by(entry))
        if answer.is_whole:
            whole.append((entry.pk, answer))
        elif answer.is_near:
            near.append((entry.pk, answer))
    return {"fits": _shown(whole), "near": _shown(near), "count": len(whole)}


def offered_by(entry: SearchEntry) -> Offered:
    """What a published call says of who may apply."""
    who = entry.tender.terms.get("eligibility", {})
    return Offered(
        legal_forms=tuple(who.get("legal_forms") or ()),
        hosted_allowed=bool(who.get("hosted_allowed")),
        division=entry.division_code,
        prefecture=entry.prefecture_code,
        populations=frozenset(entry.populations),
        value=entry.estimated_value,
        area_limit=who.get("area_limit") or "",
        experience_required=who.get("experience_required") or "",
        min_age_years=who.get("min_age_years"),
    )


def _shown(found: list[tuple[int, Fit]]) -> list[dict[str, Any]]:
    found = found[:MOST_SHOWN]
    entries = listed_entries().in_bulk([pk for pk, _fit in found])
    made = rows([entries[pk] for pk, _fit in found if pk in entries], *seals.present())
    return [
        {
            "row": row,
            "reasons": [{"words": REASON[one.code], "tone": TONE[one.answer]} for one in answer.reasons],
        }
        for row, (_pk, answer) in zip(made, found, strict=False)
    ]
