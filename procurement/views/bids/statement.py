"""What a bidder states of itself in a statutory bid: address and contact for the result, declarations for its price."""

from collections.abc import Container
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from portal.ground.formatting import figure
from portal.ground.pages import device
from procurement.errors import PersonalDataError
from procurement.forms.bids import StatementForm
from procurement.forms.questions import add_findings
from procurement.judgement.bids.terms import terms_of
from procurement.labels import bids as words
from procurement.rules import statements
from procurement.rules.bidding import Terms
from procurement.rules.merging import Joined
from procurement.services.bids import bids
from procurement.views.bids.bid_desk import Desk, context_of, desk_of, while_written
from procurement.views.calls.officer import person


@require_http_methods(["GET", "POST"])
@while_written
def bid_statement(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One page; what was changed on it is joined with what others saved meanwhile."""
    terms = terms_of(desk.bid.tender)
    if not terms.states:
        raise Http404
    if request.method == "GET":
        return _show(request, desk, terms, _filled(desk, terms))
    form = StatementForm(request.POST, asked=terms.deductions)
    if not form.is_valid() or not _saved(request, desk, form):
        return _show(request, desk, terms, form, again=list(form.fields), status=422)
    fresh = desk_of(request, desk.bid.number)
    if fresh.draft and fresh.draft.statement.others:
        device.say_saved(request, gettext("Saved and encrypted. See below what is still to be mended."))
        return _show(request, fresh, terms, _filled(fresh, terms), status=409)
    device.say_saved(request, gettext("Saved and encrypted. No official and no other bidder can read it."))
    stay = request.POST.get("act") == "save"
    return redirect("bid_statement" if stay else "bid_files", desk.bid.number)


def _filled(desk: Desk, terms: Terms) -> StatementForm:
    assert desk.draft is not None
    return StatementForm(initial=dict(desk.draft.statement.said), asked=terms.deductions)


def _saved(request: HttpRequest, desk: Desk, form: StatementForm) -> bool:
    """False where the form now says what in it reaches a person."""
    try:
        bids.write_statement(
            desk.bid.number,
            said=form.said(),
            read=form.read(),
            choices=form.choices(),
            by=person(request),
            now=desk.now,
        )
    except PersonalDataError as error:
        add_findings(form, error)
        return False
    return True


def _show(
    request: HttpRequest,
    desk: Desk,
    terms: Terms,
    form: StatementForm,
    *,
    again: Container[str] = (),
    status: int = 200,
) -> HttpResponse:
    assert desk.draft is not None
    stated = desk.draft.statement
    standing = {name: Joined(stated.of(name), stated.others.get(name, "")) for name in form.fields}
    boxes = [{"field": form[name], "beside": one} for name, one in form.beside(standing, again=again).items()]
    shares = {policy: figure(share) for policy, share in terms.deductions.items()}
    context = context_of(desk, "statement", form=form, boxes=boxes, shares=shares)
    return render(request, "bids/statement.html", context, status=status)


def rows(said: statements.Statement, terms: Terms) -> list[dict[str, Any]]:
    """The statement in words, before it is sealed."""
    shown = [{"ask": words.STATED[name], "text": said.of(name)} for name in ("address", "contact")]
    claims = said.claims(terms.deductions)
    return shown + [
        {"ask": words.STATED["size" if policy == "small" else policy], "text": words.declared(policy, told)}
        for policy, told in claims.items()
    ]
