"""What the agreements of an agency still owe, in one list: the nearest of each, what is overdue first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from portal.ground import clock
from portal.ground.fields.asked import asked_of
from procurement import labels
from procurement.models import Contract, Duty
from procurement.rules.duties import OF_AGREEMENTS
from procurement.rules.indicators import GRACE
from procurement.selectors import awards as reads
from procurement.selectors.calls import agencies_of
from procurement.views.calls.officer import person
from procurement.views.rows import title_of

A_PAGE = 40
# Where each is recorded; the rest stands on the page of the decision.
_PAGE_OF = {
    "make_first_payment": "contract_payment",
    "pass_on_payment": "contract_payment",
    "file_contract": "contract_filing",
    "accept_contract": "acceptance",
}


@login_required
@require_safe
def open_runs(request: HttpRequest) -> HttpResponse:
    """Agreements that still owe something, by day; ``?agency=``, ``?call=`` and ``?owed=`` narrow the list."""
    now, by, asked = clock.now(), person(request), asked_of(request)
    agencies = list(agencies_of(by, now=now).order_by("pk"))
    if not agencies:
        raise PermissionDenied
    agency = asked.one("agency", {str(one.pk): one for one in agencies}.get, label=gettext_lazy("Agency"))
    found = reads.owed_of_agreements(by, now=now)
    if agency:
        found = found.filter(tender__buyer=agency)
    calls = reads.calls_owing(found)
    call = asked.one("call", {one.number: one for one in calls}.get, label=gettext_lazy("Call"))
    owed = asked.choice("owed", OF_AGREEMENTS, label=gettext_lazy("What comes next"))
    if call:
        found = found.filter(tender=call)
    found = found.filter(kind=owed) if owed else reads.nearest_owed(found)
    page = asked.paginate(found, order=("due_at", "id"), size=A_PAGE)
    context = {
        "rows": _rows(list(page), now),
        "agencies": agencies,
        "agency": agency,
        "calls": [(one.number, title_of(one).text or one.number) for one in calls],
        "call": call,
        "kinds": [(code, labels.duty(code, "")) for code in OF_AGREEMENTS],
        "owed": owed,
        "now": now,
        "previous_url": _paged(request, page.previous),
        "next_url": _paged(request, page.next),
    }
    return render(request, "awards/runs.html", context)


def _paged(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["after"] = cursor
    return f"?{query.urlencode()}"


def _rows(duties: Sequence[Duty], now: datetime) -> list[dict[str, Any]]:
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
