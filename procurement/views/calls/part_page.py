"""How one of the screens 2 to 5 is drawn: its fields, its lists, what was read, what is at fault."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from procurement import reading, stated
from procurement.forms.base import REASON, Part
from procurement.forms.calls import screens
from procurement.forms.calls.dates import DatesPart, DocumentForm
from procurement.forms.calls.faults import said_in_text
from procurement.forms.calls.send import SendPart
from procurement.forms.calls.terms import TermsPart
from procurement.judgement.annexes import ANNEX
from procurement.judgement.calls import LOOKED, PUT
from procurement.models import Tender
from procurement.selectors import calls
from procurement.views.calls import conflicts
from procurement.views.calls.officer import State, steps
from procurement.views.calls.starting import read_call

# Written for the portal's readers, or counted by its rules; no call that was written elsewhere has them.
WRITTEN_HERE = frozenset(
    {"summary_zh", "how_to_bid_zh", "quality_zh", "capacity_amount", "ask_by", "answers_by"}
)


def show(
    request: HttpRequest,
    tender: Tender,
    slug: str,
    state: State,
    *,
    form: Part | None = None,
    files: DocumentForm | None = None,
) -> HttpResponse:
    """The screen ``slug`` of a draft; ``form`` and ``files`` are those that were sent and are at fault."""
    bound = form is not None
    form = form or screens.build(slug, tender, state.verdicts)
    found = (
        read_call(tender.texts["source_text"], tender.created_at) if tender.texts.get("source_text") else None
    )
    passages = _passages(tender, found)
    hints = _hints(tender, passages)
    context: dict[str, Any] = {
        "tender": tender,
        "part": form,
        "sections": list(form.shown(hints)),
        "state": state,
        "steps": steps(tender, state, slug),
        "version": request.POST.get("version", "") if bound else tender.version,
        "seen": request.POST.get("seen", "") if bound else conflicts.seen(stated.read(tender), form),
        "next_title": screens.BY_SLUG[screens.next_of(slug)].title,
        "comment": _words_back(tender),
        "found": found if slug == "project" else None,
        "found_items": _found_items(found) if found and slug == "project" else [],
        "unread": _unread(found) if found and slug == "project" else [],
        "unused": [one.words for one in found.unused] if found and slug == "project" else [],
    }
    context |= _lists(form, passages, hints)
    if slug == "dates":
        context |= {"files": files or DocumentForm(), "documents": calls.current_documents(tender)}
    if slug == "send":
        context |= {
            "asked": form.asked() if isinstance(form, SendPart) else [],
            "date_faults": _date_faults(state),
        }
    at_fault = (bound and (bool(form.errors) or not form.is_valid())) or bool(files and files.errors)
    template = "calls/send.html" if slug == "send" else "calls/part.html"
    return render(request, template, context, status=422 if at_fault else 200)


def _lists(form: Part, passages: Mapping[str, str], hints: Mapping[str, str]) -> dict[str, Any]:
    """What the lists of a screen say of themselves: the words they were read from, sums, verdicts, whether a fold
    stands open."""
    if isinstance(form, DatesPart):
        return {
            "criteria_said": hints.get("criteria"),
            "criteria_total": form.criteria.total("weight"),
            "criteria_verdicts": _with_boxes(form, "criteria"),
            "annex_verdicts": _with_boxes(form, ANNEX),
            "row_errors": form.is_bound and not form.criteria.is_valid(),
        }
    if isinstance(form, TermsPart):
        verdicts = _with_boxes(form, "payment_schedule")
        bad = form.is_bound and not form.payments.is_valid()
        return {
            "payments_said": hints.get("payment_schedule"),
            "payments_total": form.payments.total("share"),
            "payment_verdicts": verdicts,
            "payments_open": bad
            or "payment_schedule" in hints
            or any(one["verdict"].stops for one in verdicts),
            "row_errors": bad,
        }
    return {}


def _with_boxes(form: Part, name: str) -> list[dict[str, Any]]:
    boxes = {box.name: box for box in form.reason_boxes(form.verdicts_on(name))}
    return [{"verdict": one, "reason": boxes.get(f"{REASON}{one.rule}")} for one in form.verdicts_on(name)]


def _date_faults(state: State) -> bool:
    return any(fault.part == "dates" for fault in [*state.faults, *state.missing])


def _words_back(tender: Tender) -> Any:
    """The last review of the call itself, where it sent the draft back."""
    last = tender.reviews.filter(amendment=None).select_related("by").order_by("-at", "-id").first()
    return last if last and last.act == "sent_back" else None


def _passages(tender: Tender, found: reading.Reading | None) -> dict[str, str]:
    """The official's own words beside each field that still says what was read from them."""
    if found is None:
        return {}
    said = stated.read(tender)
    return {
        one.field: said_in_text(one)
        for one in found.found
        if stated.alike(said.get(one.field), found.values.get(one.field))
    }


def _hints(tender: Tender, passages: Mapping[str, str]) -> dict[str, str]:
    """What each field says of where its value comes from: the office's text, or the portal."""
    said = {name: gettext("From your text: %(words)s") % {"words": words} for name, words in passages.items()}
    ours = {
        PUT: gettext("Ours, please look: the portal filled this in."),
        LOOKED: gettext("Ours: the portal filled this in, and somebody looked at it."),
    }
    return said | {name: ours[state] for name, state in tender.ours.items()}


def _unread(found: reading.Reading) -> list[str]:
    """The fields that a first call is written with and of which the text says nothing."""
    return [
        screens.label_of(name)
        for name in screens.NEEDED
        if found.get(name) is None and name not in WRITTEN_HERE
    ]


def _found_items(found: reading.Reading) -> list[dict[str, str]]:
    """What was read, by the words of the field it now stands in."""
    return [
        {"label": screens.label_of(one.field), "passage": said_in_text(one)}
        for one in found.found
        if screens.has(one.field)
    ]
