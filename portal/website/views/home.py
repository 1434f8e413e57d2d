"""The first page answers three questions: what is open, to whom, and when the next one closes."""

from datetime import datetime

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from organizations.models import kept_places
from portal import clock
from procurement.filters import WHO
from procurement.labels import who_may_bid
from procurement.models import Duty, SearchEntry
from procurement.rules.indicators import together
from procurement.selectors.calls import listed_entries
from procurement.selectors.compliance import Scope, duties_kept
from procurement.views.compliance import sentence
from procurement.views.rows import rows

SHOWN = 5
_OPEN = ("open", "suspended")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    open_calls = SearchEntry.objects.filter(status__in=_OPEN)
    figures = open_calls.aggregate(
        calls=Count("id"),
        hosted=Count("id", filter=Q(who_may_bid__contains=["hosted"])),
        nearest=Min("bids_due", filter=Q(bids_due__gt=now)),
    )
    entries = listed_entries().filter(status__in=_OPEN).order_by("sort_key", "tender_id")[:SHOWN]
    ended = listed_entries().exclude(status__in=_OPEN).order_by("-published_at", "-tender_id")[:SHOWN]
    context = {
        "calls": figures["calls"],
        "hosted": figures["hosted"],
        "nearest": figures["nearest"],
        "nearest_days": (clock.legal_date(figures["nearest"]) - clock.legal_date(now)).days
        if figures["nearest"]
        else None,
        "rows": rows(entries, now),
        "ended": rows(ended, now),
        "may": [("", gettext("anyone")), *((code, str(who_may_bid(code))) for code in WHO)],
        "places": [("", gettext("Whole province"))]
        + [(one.code, one.short_name) for one in kept_places().values() if one.level == "prefecture"],
        "overdue": overdue(now),
        "kept_words": kept_words(now),
        "now": now,
    }
    return render(request, "website/home.html", context)


def kept_words(now: datetime) -> str:
    """How the duties of this year were kept in the whole province, in a sentence."""
    year = clock.legal_date(now).year
    return sentence(together(duties_kept(Scope(year), now=now)), year)


def overdue(now: datetime) -> list[Duty]:
    """Answers owed to the public and not given, the longest first."""
    return list(
        Duty.objects.due(now)
        .told()
        .filter(kind="answer_question", tender__published_at__isnull=False)
        .select_related("tender__buyer")
        .order_by("due_at", "id")[:SHOWN]
    )
