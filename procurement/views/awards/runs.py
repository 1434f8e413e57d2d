"""What the agreements of an agency still owe, in one list: the nearest of each, what is overdue first."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from portal.ground import clock
from portal.ground.fields.asked import Asked, asked_of
from portal.ground.values.figures import spelled
from portal.ground.values.text import cell
from procurement import labels
from procurement.models import Contract, Duty
from procurement.rules.duties import OF_AGREEMENTS
from procurement.rules.indicators import GRACE
from procurement.selectors import awards as reads
from procurement.selectors.calls import agencies_of
from procurement.views.calls.officer import person
from procurement.views.rows import cursor_url, title_of

A_PAGE = 40
# Where each is recorded; the rest stands on the page of the decision.
_PAGE_OF = {
    "make_first_payment": "contract_payment",
    "pass_on_payment": "contract_payment",
    "file_contract": "contract_filing",
    "accept_contract": "acceptance",
}

# Until when it is owed, from now on; what is overdue is owed by every day.
UNTIL: dict[str, tuple[Any, timedelta]] = {
    "overdue": (gettext_lazy("Overdue"), -GRACE),
    "7": (gettext_lazy("Within 7 days or overdue"), timedelta(days=7)),
    "30": (gettext_lazy("Within 30 days or overdue"), timedelta(days=30)),
    "90": (gettext_lazy("Within 90 days or overdue"), timedelta(days=90)),
}
COLUMNS = (
    gettext_lazy("Agency"),
    gettext_lazy("Number of the call"),
    gettext_lazy("Call"),
    gettext_lazy("Agreement"),
    gettext_lazy("Winner"),
    gettext_lazy("Signed by"),
    gettext_lazy("Sum, yuan"),
    gettext_lazy("Signed on"),
    gettext_lazy("Ends on"),
    gettext_lazy("What is owed"),
    gettext_lazy("By when"),
    gettext_lazy("Overdue"),
    gettext_lazy("By whom"),
)


@dataclass(frozen=True)
class _Chosen:
    """What somebody asks for: everything that is ``owed``, narrowed; ``boxes`` what the page shows of the choice."""

    owed: QuerySet[Duty]
    kind: str
    boxes: dict[str, Any]


def _chosen(request: HttpRequest, asked: Asked, now: datetime) -> _Chosen:
    """``?agency=``, ``?call=``, ``?owed=`` and ``?until=`` narrow what the reader's agencies owe. Raises
    PermissionDenied."""
    by = person(request)
    agencies = list(agencies_of(by, now=now).order_by("pk"))
    if not agencies:
        raise PermissionDenied
    agency = asked.one("agency", {str(one.pk): one for one in agencies}.get, label=gettext_lazy("Agency"))
    found = reads.owed_of_agreements(by, now=now)
    if agency:
        found = found.filter(tender__buyer=agency)
    calls = reads.calls_owing(found)
    call = asked.one("call", {one.number: one for one in calls}.get, label=gettext_lazy("Call"))
    kind = asked.choice("owed", OF_AGREEMENTS, label=gettext_lazy("What comes next"))
    until = asked.choice("until", UNTIL, label=gettext_lazy("By when"))
    if call:
        found = found.filter(tender=call)
    if kind:
        found = found.filter(kind=kind)
    if until:
        found = reads.owed_until(found, now + UNTIL[until][1])
    boxes = {
        "agencies": agencies,
        "agency": agency,
        "calls": [(one.number, title_of(one).text or one.number) for one in calls],
        "call": call,
        "kinds": [(code, labels.duty(code, "")) for code in OF_AGREEMENTS],
        "owed": kind,
        "times": [(code, words) for code, (words, _span) in UNTIL.items()],
        "until": until,
    }
    return _Chosen(found, kind, boxes)


@login_required
@require_safe
def open_runs(request: HttpRequest) -> HttpResponse:
    """Agreements that still owe something, by day: of each the nearest, or all of one kind."""
    now, asked = clock.now(), asked_of(request)
    chosen = _chosen(request, asked, now)
    found = chosen.owed if chosen.kind else reads.nearest_owed(chosen.owed)
    page = asked.paginate(found, order=("due_at", "id"), size=A_PAGE)
    context = chosen.boxes | {
        "rows": _rows(list(page), now),
        "file_url": f"{reverse('open_runs_file')}?{_query(request)}",
        "previous_url": cursor_url(request.GET, page.previous),
        "next_url": cursor_url(request.GET, page.next),
    }
    return render(request, "awards/runs.html", context)


@login_required
@require_safe
def open_runs_file(request: HttpRequest) -> HttpResponse:
    """The same as comma-separated values, all that each agreement owes; no cell is a formula. An address that is not
    understood leads to the page, which says so."""
    now, asked = clock.now(), asked_of(request)
    chosen = _chosen(request, asked, now)
    if asked.faults:
        return redirect(f"{reverse('open_runs')}?{_query(request)}")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="agreements.csv"'
    writer = csv.writer(response)
    writer.writerow(map(str, COLUMNS))
    for one in _rows(chosen.owed.order_by("due_at", "id"), now):
        writer.writerow(cell(str(value)) for value in _line(one))
    return response


def _line(one: dict[str, Any]) -> list[Any]:
    """A row of the file, in the order of ``COLUMNS``."""
    contract, tender = one["contract"], one["tender"]
    of_contract: list[Any] = ["", one["unsigned"], "", "", "", ""]
    if contract:
        of_contract = [
            contract.number,
            contract.award.bid.lead.name,
            contract.signatory.name,
            spelled(contract.value),
            contract.signed_on,
            contract.ends_on,
        ]
    return [
        tender.buyer.name,
        tender.number,
        one["title"].text,
        *of_contract,
        one["words"],
        clock.legal_date(one["due_at"] - timedelta(microseconds=1)),  # 24:00 belongs to the day that it ends
        gettext("overdue") if one["is_late"] else "",
        one["host"].name if one["host"] else one["role"],
    ]


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()


def _rows(found: Iterable[Duty], now: datetime) -> list[dict[str, Any]]:
    duties = list(found)
    contracts = reads.contracts_numbered([one.subject for one in duties if one.subject])
    unsigned = reads.unsigned_counts([one.tender_id for one in duties if not one.subject])
    return [_row(one, contracts.get(one.subject), unsigned.get(one.tender_id, 0), now) for one in duties]


def _row(duty: Duty, contract: Contract | None, unsigned: int, now: datetime) -> dict[str, Any]:
    page = _PAGE_OF.get(duty.kind) if contract else None
    return {
        "tender": duty.tender,
        "title": title_of(duty.tender),
        "call_url": reverse("decision", args=[duty.tender.number]),
        "contract": contract,
        "unsigned": _unsigned(unsigned),
        "words": labels.duty(duty.kind, duty.subject),
        "url": reverse(page, args=[duty.subject]) if page else _signing(duty, unsigned),
        "due_at": duty.due_at,
        "is_late": duty.due_at + GRACE <= now,
        # Whoever is on no portal cannot be told by it: the agency records what the host did.
        "host": contract.signatory if contract and duty.kind == "pass_on_payment" else None,
        "role": labels.role(duty.holder),
    }


def _signing(duty: Duty, unsigned: int) -> str:
    return reverse("agreements" if unsigned > 1 else "decision", args=[duty.tender.number])


def _unsigned(number: int) -> str:
    said = ngettext("%(number)d award without an agreement", "%(number)d awards without an agreement", number)
    return said % {"number": number}
