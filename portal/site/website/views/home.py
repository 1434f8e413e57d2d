"""The first page answers three questions: what is open to whom, what was awarded, how well the rules are kept."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from organizations.models import kept_places
from portal.ground import clock
from portal.ground.ledger import seals
from portal.ground.memory import PARTS
from procurement.facets import FACETS
from procurement.labels import duty as duty_words
from procurement.models import Duty, SearchEntry
from procurement.rules.indicators import together
from procurement.selectors import registers
from procurement.selectors.calls import listed_entries, overdue_in_public
from procurement.selectors.compliance import Scope, duties_kept
from procurement.views.public.compliance import sentence
from procurement.views.public.result_registers import award_row
from procurement.views.rows import rows

SHOWN = 5
MOST_AWARDS = 3
_OPEN = ("open", "suspended")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now, standing = seals.present()
    said = PARTS.of(("home", standing), lambda: _counted(now))
    entries = listed_entries().filter(status__in=_OPEN).order_by("sort_key", "tender_id")[:SHOWN]
    who = FACETS["who"]
    context = {
        **said,
        "nearest_days": (clock.legal_date(said["nearest"]) - clock.legal_date(now)).days
        if said["nearest"]
        else None,
        "rows": rows(entries, now, standing),
        "may": [("", gettext("anyone")), *((code, who.words(code)) for code in who.codes)],
        "places": [("", gettext("Whole province"))]
        + [(one.code, one.short_name) for one in kept_places().values() if one.level == "prefecture"],
        "now": now,
    }
    return render(request, "website/home.html", context)


def _counted(now: datetime) -> dict[str, Any]:
    figures = SearchEntry.objects.filter(status__in=_OPEN).aggregate(
        calls=Count("id"),
        unregistered=Count("id", filter=Q(codes__contains=FACETS["who"].of(["unregistered"]))),
        nearest=Min("bids_due", filter=Q(status="open", bids_due__gt=now)),
    )
    newest = registers.award_lines(list(registers.public_awards()[:MOST_AWARDS]))
    return figures | {
        "awards": [award_row(one) for one in newest],
        **overdue(now),
        "kept_words": kept_words(now),
    }


def kept_words(now: datetime) -> str:
    """How the duties of this year were kept in the whole province, in a sentence."""
    year = clock.legal_date(now).year
    return sentence(together(duties_kept(Scope(year), now=now)), year)


def overdue(now: datetime) -> dict[str, Any]:
    """What is owed to the public and not done, the longest first, and how many more there are than are shown."""
    found = overdue_in_public(now=now)
    first = list(found[: SHOWN + 1])
    return {
        "overdue": [_overdue_row(one) for one in first[:SHOWN]],
        "more_overdue": found.count() - SHOWN if len(first) > SHOWN else 0,
    }


def _overdue_row(duty: Duty) -> dict[str, Any]:
    url, words = reverse("tender", args=[duty.tender.number]), duty_words(duty.kind, duty.subject)
    if duty.kind == "answer_question":
        url, words = (
            f"{url}#q-{duty.subject}",
            gettext("Question %(tag)s has no answer") % {"tag": duty.subject},
        )
    return {"buyer": duty.tender.buyer, "url": url, "words": words}
