"""Writing a bid, part by part: each is saved by itself, without JavaScript, from a phone."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import formatting
from procurement.forms.bids import AnswersForm, BudgetRows, FileForm, budget_initial
from procurement.labels import bids as words
from procurement.presentation import reader_language
from procurement.rules.bidding import BidRefusedError, sums
from procurement.services import bid_terms, bids
from procurement.services.bid_errors import StaleBidError
from procurement.uploads.files import EXTENSION_OF
from procurement.views import attached
from procurement.views.bid_desk import (
    Desk,
    complain,
    context_of,
    desk_of,
    faults_of,
    of_own_bid,
    while_written,
)
from procurement.views.officer import person


@require_http_methods(["GET", "POST"])
@while_written
def bid_answers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The six questions."""
    assert desk.draft is not None
    initial = {**desk.draft.answers, "version": desk.bid.version}
    form = AnswersForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            bids.save_answers(
                desk.bid.number,
                answers=form.answers(),
                version=form.cleaned_data["version"],
                by=person(request),
                now=desk.now,
            )
        except BidRefusedError as refused:
            complain(form, refused)
        except StaleBidError as stale:
            return _conflict(request, desk, stale, "answers", form=form)
        else:
            return _saved(request, desk, "budget", "answers")
    context = context_of(desk, "answers", form=form)
    return render(request, "bids/answers.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, desk: Desk, following: str, same: str) -> HttpResponse:
    """On to the next screen, or back to this one where only saving was asked for."""
    stay = request.POST.get("act") == "save"
    messages.success(
        request,
        gettext(
            "Saved, encrypted. You and the partners of this bid can read it, no official and no other bidder."
        ),
    )
    return redirect(f"bid_{same if stay else following}", desk.bid.number)


def _conflict(request: HttpRequest, desk: Desk, stale: StaleBidError, part: str, **more: Any) -> HttpResponse:
    """Somebody of the same bid saved first. What was typed stays on the page and can be saved over it."""
    messages.error(
        request,
        gettext("Somebody else saved this bid meanwhile. Compare below, then save again to keep your words."),
    )
    fresh = desk_of(request, desk.bid.number)
    more["form"].data = more["form"].data.copy()
    more["form"].data["version"] = stale.bid.version
    saved = [
        (words.QUESTION[code], text) for code, text in (fresh.draft.answers if fresh.draft else {}).items()
    ]
    context = context_of(fresh, part, saved=saved, **more)
    return render(request, f"bids/{part}.html", context, status=409)


@require_http_methods(["GET", "POST"])
@while_written
def bid_budget(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The budget, lot by lot, with direct and indirect lines that add up."""
    assert desk.draft is not None
    posted = request.POST if request.method == "POST" else None
    tables = {
        lot.position: BudgetRows(
            posted,
            prefix=f"lot{lot.position}",
            initial=budget_initial(desk.draft.lots.get(lot.position, ())),
        )
        for lot in desk.bid.tender.lots.all()
    }
    version = AnswersForm.base_fields["version"]
    context = {"version": desk.bid.version}
    status = 200
    if posted is not None and all(table.is_valid() for table in tables.values()):
        lots = [
            {"position": position, "lines": [row.row or {} for row in table.forms]}
            for position, table in tables.items()
        ]
        try:
            bids.save_budget(
                desk.bid.number,
                lots=lots,
                version=int(version.clean(posted.get("version", ""))),
                by=person(request),
                now=desk.now,
            )
        except BidRefusedError as refused:
            _complain_rows(tables, refused)
            status = 422
        except StaleBidError as stale:
            messages.error(
                request,
                gettext(
                    "Somebody else saved this bid meanwhile. Your lines stand below; save again to keep them."
                ),
            )
            context["version"] = stale.bid.version
            status = 409
        else:
            return _saved(request, desk, "files", "budget")
    elif posted is not None:
        status = 422
    return render(
        request,
        "bids/budget.html",
        context_of(desk, "budget", tables=_tables(desk, tables), row_faults=_row_faults(tables), **context),
        status=status,
    )


def _complain_rows(tables: dict[int, Any], refused: BidRefusedError) -> None:
    for fault in refused.faults:
        lot, _slash, line = fault.where.partition("/line-")
        table = tables.get(int(lot.removeprefix("lot-") or 0))
        field = {"label": "label", "kind": "kind", "amount": "amount"}.get(fault.code.partition("_")[0])
        if table is not None and line:
            row = table.forms[int(line) - 1]
            row.add_error(field, words.fault_words(fault))
        elif table is not None:
            table.non_form_errors().append(words.fault_words(fault))


def _row_faults(tables: dict[int, Any]) -> list[dict[str, str]]:
    """Every fault of the rows for the top of the page, each with the way to its field."""
    faults = []
    for table in tables.values():
        faults += [{"href": "", "text": str(text)} for text in table.non_form_errors()]
        for place, row in enumerate(table.forms, 1):
            line = words.line_words(place)
            for cell in row:
                href = f"#{cell.id_for_label}"
                faults += [
                    {"href": href, "text": formatting.labelled(line, text, reader_language())}
                    for text in cell.errors
                ]
    return faults


def _tables(desk: Desk, tables: dict[int, Any]) -> list[dict[str, Any]]:
    assert desk.draft is not None
    terms = bid_terms.terms_of(desk.bid.tender)
    ceilings = {lot.position: lot.ceiling for lot in terms.lots}
    faults = faults_of("budget", desk.draft.faults)
    return [
        {
            "position": position,
            "rows": table,
            "sums": sums(desk.draft.lots.get(position, ())),
            "ceiling": ceilings.get(position),
            "indirect": terms.indirect_ceiling,
            "faults": [words.fault_words(one) for one in faults if one.where == f"lot-{position}"],
            "several": len(tables) > 1,
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
        file, content = bids.file_of(desk.bid, name, by=person(request), now=desk.now)
    except KeyError:
        raise Http404 from None
    return attached.download(
        content, media_type=file.media_type, name=file.title, extension=EXTENSION_OF[file.media_type]
    )
