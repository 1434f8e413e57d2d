"""Writing a bid, part by part: each is saved by itself, without JavaScript, from a phone."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.ground import formatting
from portal.ground.formatting import reader_language
from portal.ground.pages import device
from procurement import labels
from procurement.facts import facts_of
from procurement.forms.bids import AnswersForm, BudgetRows, FileForm, budget_initial
from procurement.judgement.bids import drafts
from procurement.judgement.bids import terms as bid_terms
from procurement.judgement.bids.drafts import Draft
from procurement.labels import bids as words
from procurement.publication.call import listed
from procurement.rules.bidding import BidRefusedError, Fault, odd_sums, sums
from procurement.rules.merging import Joined
from procurement.services.bids import bids
from procurement.uploads.files import EXTENSION_OF
from procurement.views import attached
from procurement.views.bids.bid_desk import (
    Desk,
    complain,
    context_of,
    desk_of,
    faults_of,
    following,
    of_own_bid,
    while_written,
)
from procurement.views.calls.officer import person


@require_http_methods(["GET", "POST"])
@while_written
def bid_answers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The six questions: what was changed on this page is joined with what others saved meanwhile."""
    if request.method == "GET":
        return _show_answers(request, desk, AnswersForm(initial=dict(_draft(desk).answers)))
    sent = AnswersForm(request.POST)
    sent.is_valid()
    bids.write_answers(
        desk.bid.number,
        answers=sent.answers(),
        read=sent.read(),
        choices=sent.choices(),
        by=person(request),
        now=desk.now,
    )
    fresh = desk_of(request, desk.bid.number)
    refused = {
        name: str(request.POST.get(name, "")) for code in sent.errors for name in (code, f"read-{code}")
    }
    shown = AnswersForm({**_draft(fresh).answers, **refused})
    long = [one for one in _draft(fresh).faults if one.code == "answer_long"]
    complain(shown, BidRefusedError(long))
    if not shown.errors and not _draft(fresh).others:
        return _saved(request, desk, "budget", "answers")
    device.say_saved(request, gettext("Saved and encrypted. See below what is still to be mended."))
    return _show_answers(request, fresh, shown, refused, status=422 if shown.errors else 409)


def _draft(desk: Desk) -> Draft:
    assert desk.draft is not None
    return desk.draft


def _show_answers(
    request: HttpRequest, desk: Desk, form: AnswersForm, refused: Container[str] = (), *, status: int = 200
) -> HttpResponse:
    draft = _draft(desk)
    standing = {
        code: Joined(draft.answers.get(code, ""), draft.others.get(code, "")) for code in words.QUESTION
    }
    questions = [
        {"field": form[code], "beside": one} for code, one in form.beside(standing, again=refused).items()
    ]
    context = context_of(desk, "answers", form=form, questions=questions)
    return render(request, "bids/answers.html", context, status=status)


def _saved(request: HttpRequest, desk: Desk, following: str, same: str) -> HttpResponse:
    """On to the next screen, or back to this one where only saving was asked for."""
    stay = request.POST.get("act") == "save"
    device.say_saved(request, gettext("Saved and encrypted. No official and no other bidder can read it."))
    return redirect(f"bid_{same if stay else following}", desk.bid.number)


@require_http_methods(["GET", "POST"])
@while_written
def bid_budget(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The budget, lot by lot, with direct and indirect lines that add up. One wrong line keeps no other back."""
    if request.method == "GET":
        return _show_budget(request, desk, ())
    lots = desk.bid.tender.lots.values_list("position", flat=True)
    kinds = {"kinds": bid_terms.terms_of(desk.bid.tender).line_kinds}
    tables = {
        position: BudgetRows(request.POST, prefix=f"lot{position}", form_kwargs=kinds) for position in lots
    }
    try:
        bids.write_budget(
            desk.bid.number,
            rows={position: [row.typed() for row in table.forms] for position, table in tables.items()},
            by=person(request),
            now=desk.now,
        )
    except BidRefusedError as refused:
        return _show_budget(request, desk, refused.faults, tables)
    fresh = desk_of(request, desk.bid.number)
    if not any("/line-" in one.where for one in _draft(fresh).faults):
        told = _told(fresh).items() <= _told(desk).items()
        return _saved(request, desk, following(desk, "budget") if told else "budget", "budget")
    device.say_saved(request, gettext("Saved and encrypted. See below what is still to be mended."))
    return _show_budget(request, fresh, ())


def _show_budget(
    request: HttpRequest, desk: Desk, refused: Sequence[Fault], sent: Mapping[int, Any] | None = None
) -> HttpResponse:
    """The lines as they are kept, or as they were ``sent`` where nothing could be kept."""
    terms = bid_terms.terms_of(desk.bid.tender)
    kinds = terms.line_kinds
    tables = sent or {
        lot.position: BudgetRows(
            prefix=f"lot{lot.position}",
            initial=budget_initial(_draft(desk).rows.get(lot.position, ())),
            form_kwargs={"kinds": kinds},
        )
        for lot in desk.bid.tender.lots.all()
    }
    told = _tell_rows(tables, [] if sent else _draft(desk).faults)
    odd = {} if sent else _odd(desk)
    for row in (row for table in tables.values() for row in table.forms):
        row.odd = odd.get(row["key"].value())
    told = [{"href": "", "text": words.fault_words(one)} for one in refused] + told
    costs = [labels.indirect_cost(kind) for kind in facts_of(desk.bid.tender).indirect_costs.payable or ()]
    context = context_of(
        desk,
        "budget",
        tables=_tables(desk, tables),
        row_faults=told,
        costs=costs,
        told_apart=len(kinds) > 2,
        lot_limits=words.lot_limits(bid=terms.most_lots, won=terms.most_won),
        costs_words=listed(costs, reader_language()),
    )
    status = 422 if told and request.method == "POST" else 200
    return render(request, "bids/budget.html", context, status=status)


def _told(desk: Desk) -> dict[str, str]:
    """What the page says of the sums, in words: beside a line, beside a lot, or that the lot cannot stand so."""
    faults = faults_of("budget", _draft(desk).faults)
    return _odd(desk) | {f"{one.where}:{one.code}": words.fault_words(one) for one in faults}


def _odd(desk: Desk) -> dict[str, str]:
    """What of the sums is to be looked at once more, in words, by the key of its line or by its lot."""
    draft, told = _draft(desk), {}
    for one in odd_sums(draft.lots, bid_terms.terms_of(desk.bid.tender)):
        lot, _slash, place = one.where.partition("/line-")
        lines = draft.lots[int(lot.removeprefix("lot-"))]
        told[lines[int(place) - 1].key if place else lot] = words.fault_words(one)
    return told


# Which cell a fault of a line belongs to, by the first word of its code.
_CELL = {"label": "label", "kind": "kind", "amount": "amount", "line": "label"}


def _tell_rows(tables: Mapping[int, Any], faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Lay each fault of a line on its row, and list all of them with the way to their fields."""
    told = []
    for fault in faults:
        lot, _slash, place = fault.where.partition("/line-")
        if not place:
            continue
        row = tables[int(lot.removeprefix("lot-"))].forms[int(place) - 1]
        cell, text = _CELL[fault.code.partition("_")[0]], words.fault_words(fault)
        row.told = [*getattr(row, "told", ()), {"cell": cell, "text": text}]
        line = formatting.labelled(words.place_words(fault.where), text, reader_language())
        told.append({"href": f"#{row[cell].id_for_label}", "text": line})
    return told


def _tables(desk: Desk, tables: Mapping[int, Any]) -> list[dict[str, Any]]:
    draft = _draft(desk)
    terms = bid_terms.terms_of(desk.bid.tender)
    of_lot = {lot.position: lot for lot in terms.lots}
    faults, odd = faults_of("budget", draft.faults), _odd(desk)
    titles = {lot.position: lot.title_zh for lot in desk.bid.tender.all_lots}
    return [
        {
            "position": position,
            "title": titles[position],
            "rows": table,
            "sums": sums(draft.lots.get(position, ())),
            "terms": of_lot.get(position),
            "indirect": terms.indirect_ceiling,
            "management": terms.management_ceiling,
            "staff": terms.staff_ceiling,
            "faults": [words.fault_words(one) for one in faults if one.where == f"lot-{position}"],
            "several": len(tables) > 1,
            "odd": odd.get(f"lot-{position}"),
        }
        for position, table in tables.items()
    ]


@require_http_methods(["GET", "POST"])
@while_written
def bid_files(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Photos and files, one at a time: a weak line loses one upload, never the bid."""
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if posted and form.is_valid():
        try:
            bids.add_file(
                desk.bid.number,
                title=form.cleaned_data["title"],
                upload=form.cleaned_data["file"],
                by=person(request),
                now=desk.now,
            )
        except BidRefusedError as refused:
            form.add_error("file", words.fault_words(refused.faults[0]))
        else:
            messages.success(request, gettext("Added and encrypted."))
            return redirect("bid_files", desk.bid.number)
    context = context_of(desk, "files", form=form)
    return render(request, "bids/files.html", context, status=422 if form.errors else 200)


@require_POST
@while_written
def bid_file_remove(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """Take one file off the draft."""
    bids.remove_file(desk.bid.number, name=name, by=person(request), now=desk.now)
    messages.success(request, gettext("Taken off."))
    return redirect("bid_files", desk.bid.number)


@require_GET
@of_own_bid
def bid_file(request: HttpRequest, desk: Desk, name: str) -> FileResponse:
    """One file of the draft, for its bidder."""
    if desk.draft is None:
        raise Http404
    try:
        file, content = drafts.file_of(desk.bid, name, by=person(request), now=desk.now)
    except KeyError:
        raise Http404 from None
    return attached.download(
        content, media_type=file.media_type, name=file.title, extension=EXTENSION_OF[file.media_type]
    )
