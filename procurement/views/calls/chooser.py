"""Which procedure? Facts in; lawful procedures with grounds, floors, approvals and the public reason out."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ground import clock
from portal.ground.formatting import reader_language
from procurement import labels
from procurement.forms.calls.chooser import ChooserForm
from procurement.judgement import law
from procurement.rules.chooser import Option, choose
from procurement.rules.rulebook import Row, Rulebook
from procurement.rules.vocabulary import PROGRAMME
from procurement.selectors.calls import agencies_of
from procurement.views.calls.officer import person


@login_required
@require_safe
def chooser(request: HttpRequest) -> HttpResponse:
    """The form, and the answer once it is filled in."""
    now = clock.now()
    own = agencies_of(person(request), now=now).select_related("agency").order_by("pk").first()
    first = {"level": own.agency.level, "buyer_class": own.legal_form} if own else {}
    form = ChooserForm(request.GET if "estimated_value" in request.GET else None, initial=first)
    options: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        book, calendar = law.current()
        found = choose(form.facts(published_at=now), book=book, calendar=calendar)
        # First what this portal can publish, and of that the programme's own ways.
        found.sort(key=lambda one: (not one.enforced_now, one.regime != PROGRAMME))
        options = [_shown(one, book) for one in found]
    context = {
        "form": form,
        "permitted": [one for one in options if one["option"].permitted],
        "refused": [one for one in options if not one["option"].permitted],
        "may_draft": own is not None,
    }
    return render(request, "calls/chooser.html", context, status=422 if form.errors else 200)


def _shown(option: Option, book: Rulebook) -> dict[str, Any]:
    rows = {row.id: row for row in book.rows}
    return {
        "option": option,
        "name": labels.procedure(option.procedure),
        "regime": labels.regime(option.regime),
        "reason": labels.choice_reason(option.reason_code),
        "grounds": [labels.ground(code) for code in option.grounds],
        "floors": [_title(rows[one.rule]) for one in option.floors],
        "approvals": [_title(rows[rule]) for rule in option.approvals],
    }


def _title(row: Row) -> str:
    return row.title_en if reader_language() == "en" else row.title_zh
