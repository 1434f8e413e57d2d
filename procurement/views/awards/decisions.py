"""The decision page of a call: the ranking beside the choice, the second person, what was shown, what follows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from organizations.proof import proved
from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from portal.ground.pages import device
from procurement import stated
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError, StaleDecisionError
from procurement.forms.awards import decisions as forms
from procurement.forms.awards.choosing import VOID, Choice, DecisionForm, LotChoice, initial_choices
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import awards as judgement
from procurement.judgement import law, results
from procurement.judgement.bids.terms import terms_of
from procurement.labels import awards as words
from procurement.labels import bids as bid_words
from procurement.models import AwardDraft, Tender
from procurement.permissions import awards as permissions
from procurement.publication import results as result_words
from procurement.rules.awarding import REACHED, AwardRefusedError, Standing
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import awards as reads
from procurement.selectors.awards import Ranking
from procurement.services.awards import awards, decisions
from procurement.views.calls.officer import not_shown, person
from procurement.views.evaluation import money
from procurement.views.evaluation.report import priced_words
from procurement.views.public.outcomes import award_rows, objection_rows
from procurement.views.refusals import OverError, concerns
from procurement.views.rows import status_badge
from procurement.views.slices import slice_of

# Rows of the ranking and awards with their acts on a page.
BIDS, AWARDS = 60, 15


def call_or_404(request: HttpRequest, number: str, now: datetime) -> Tender:
    """A call with a report, of the reader's own agency. To everybody else there is no such page."""
    found = get_object_or_404(
        Tender.objects.published().select_related("buyer"),
        number=number,
    )
    if not permissions.may_see_decision(person(request), found, now=now):
        raise not_shown(request, found, now=now)
    concerns(request, found, back=reverse("decision", args=[found.number]))
    return found


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """How the decision stands: written down, waiting for the second person, shown, awarded, signed."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    by = person(request)
    draft = _draft_of(tender)
    may_draft = permissions.may_draft_decision(by, tender, now=now)
    if request.method == "POST" and not may_draft:
        raise OverError(reverse("decision", args=[tender.number]))
    form = None
    if may_draft and (draft is None or "again" in request.GET or request.method == "POST"):
        form = _form_of(request, tender, draft)
        if form.is_turned:
            _turn(tender, form)
        elif form.is_bound and form.is_valid() and _write(request, tender, form, now):
            device.say_saved(
                request, gettext("Written down. A second person must approve before it is published.")
            )
            return redirect("decision_review", number)
        elif form.is_bound:
            form.go_to_fault()
    context = _context(request, tender, now, form) | {"form": form, "draft": draft}
    terms = terms_of(tender)
    context["lot_limits"] = bid_words.lot_limits(bid=None, won=terms.most_won)
    return render(request, "awards/decision.html", context, status=422 if form and form.errors else 200)


def _turn(tender: Tender, form: DecisionForm) -> None:
    """Draw what was typed; where that was asked for with those ticked whom the money reaches."""
    if form.asks_line:
        rankings = judgement.to_decide(tender)
        form.tick(judgement.proposed(tender, rankings, gets=form.gets(), without=form.passed())[0])
    form.turn()


def _lines(ranking: Ranking, form: DecisionForm) -> dict[str, Standing]:
    """How far the money reaches with the sums of the form."""
    return judgement.money_line(ranking, gets=form.gets(), without=form.passed())


def _draft_of(tender: Tender) -> AwardDraft | None:
    """The decision that waits for the second person."""
    if tender.step != "evaluating":
        return None
    return AwardDraft.objects.select_related("drafted_by", "tender__buyer").filter(tender=tender).first()


def _context(
    request: HttpRequest, tender: Tender, now: datetime, form: DecisionForm | None
) -> dict[str, Any]:
    by = person(request)
    rankings = judgement.reported(tender)
    if form:
        _draw_line(rankings, form)
    awards = slice_of(request, list(reads.awards_with_acts(tender)), name="awards", per=AWARDS)
    shown = reads.shown_result(tender) if tender.step in permissions.DECIDED_STEPS else None
    hindrances = judgement.hindrances(tender, now=now) if tender.step == "publicity" else []
    context: dict[str, Any] = {
        "tender": tender,
        "badge": status_badge(tender, now),
        "ranking": slice_of(request, _ranking_shown(form, rankings), name="bids", per=BIDS),
        "report": max((one.report for one in rankings), key=lambda one: one.at),
        "money": _money(rankings, form),
        "shown": shown,
        "hindrances": [words.award_fault(one) for one in hindrances],
        "objections": objection_rows(tender),
        "awards": replace(awards, rows=award_rows(by, awards.rows, now)),
        "may_award": permissions.may_award(by, tender, now=now),
        "may_again": permissions.may_evaluate_again(by, tender, now=now),
        "may_fund": permissions.may_confirm_funding(by, tender, now=now),
        "funding": getattr(tender, "funding_confirmation", None),
        "sent_back": tender.reviews.filter(act="sent_back", at__gte=_reported_at(tender)).last(),
    }
    if permissions.may_sign_some(by, tender, now=now):
        context["may_record_many"] = reads.unsigned_awards(tender)[:2].count() > 1
        waiting = reads.waiting_agreements(tender).exclude(drafted_by=by)
        context["may_confirm_many"] = (
            permissions.may_confirm_many(by, tender, now=now) and waiting[:2].count() > 1
        )
    context["headline"] = _headline(tender, context, _draft_of(tender))
    return context


def _reported_at(tender: Tender) -> datetime:
    return max(one.report.at for one in judgement.reported(tender))


def _headline(tender: Tender, context: dict[str, Any], draft: AwardDraft | None) -> str:
    """The state and the next act in a sentence."""
    if tender.step == "evaluating":
        if draft:
            return gettext("The decision waits for the second person.")
        return gettext("The report is made. Write down who is chosen.")
    if tender.step == "publicity":
        shown = context["shown"]
        if not context["hindrances"]:
            return gettext("The result has stood its time. It can become the award.")
        if shown.until and clock.legal_date(clock.now()) <= shown.until:
            day = formatting.daytime(shown.until, reader_language(), ends_of_day=True)
            return gettext("The intended result is shown until %(day)s.") % {"day": day}
        return gettext("An objection stands before the award.")
    if tender.step == "awarded":
        return gettext("Awarded. The agreement comes next.")
    if tender.step == "contracted":
        return gettext("Signed. The service runs.")
    return gettext("Completed.")


def _ranking_shown(form: DecisionForm | None, rankings: Sequence[Ranking]) -> list[dict[str, Any]]:
    """Lot by lot. Beside the form there is none: its rows are the ranking."""
    return [] if form else [row for one in rankings for row in money.with_line(ranking_rows(one))]


def _draw_line(rankings: Sequence[Ranking], form: DecisionForm) -> None:
    """In the rows of the form, where the sums typed in it reach."""
    for one in rankings:
        rows, lines = [each.shown for each in form.choices if each.lot == one.lot.position], _lines(one, form)
        for row in rows:
            row |= _standing(lines[row["key"]]) if row["key"] in lines else {}
        money.with_line(rows)


def _money(rankings: Sequence[Ranking], form: DecisionForm | None) -> list[dict[str, Any]]:
    """What each lot gives and how far that reaches, as far as a lot awards more than one."""
    said = {
        one.lot.position: money.in_words(
            one.lot,
            judgement.money_line(one),
            ticked=form.totals(one.lot.position) if form else None,
            typed=_lines(one, form) if form else None,
        )
        for one in rankings
    }
    return [words | {"lot": lot if len(rankings) > 1 else 0} for lot, words in said.items() if words]


def ranking_rows(ranking: Ranking) -> list[dict[str, Any]]:
    """The ranking for the people of the buyer: who, how many points, how much, how far the money reaches, what stands
    in the way."""
    rows, lines = [], judgement.money_line(ranking)
    for row in ranking.rows:
        key = ranking.key(row)
        bid, party, line = ranking.bids[row["bid"]], ranking.parties[row["bid"]], lines[key]
        rows.append(
            {
                "bid": bid,
                "key": key,
                "lot": ranking.lot.position,
                "rank": row["rank"],
                "score": row["score"],
                "total": Decimal(row["total"]),
                "priced": priced_words(row),
                **_standing(line),
                "verified": party.is_verified,
                "host": party.organization if party.organization.pk != bid.lead_id else None,
            }
        )
    return rows


def _standing(line: Standing) -> dict[str, Any]:
    """Where a row stands to the money; what keeps it from it for another cause is said on the row."""
    said = words.LINE[line.line]
    alone = "" if line.line == REACHED or line.line in words.BEYOND else said
    return {"running": line.running, "line": line.line, "line_words": said, "kept_out": alone}


def _form_of(request: HttpRequest, tender: Tender, draft: AwardDraft | None) -> DecisionForm:
    rankings = judgement.to_decide(tender)
    shown = [row for one in rankings for row in ranking_rows(one)]
    choices = [
        Choice(one["key"], place, one["bid"].lead.name, one["total"], one, lot=one["lot"])
        for place, one in enumerate(shown, 1)
    ]
    lots = _lots_to_decide(tender, rankings)
    if draft:
        standing = {
            name: getattr(draft, name)
            for name in (
                "decided_body",
                "decided_on",
                "decided_minute",
                "reason_zh",
                "reason_en",
                "supplier_address",
            )
        } | initial_choices(choices, draft.winners, draft.passed_over, draft.cut)
    else:
        standing = initial_choices(choices, *judgement.proposed(tender, rankings), {})
    initial = standing | {
        "form_id": uuid4(),
        "version": draft.version if draft else 0,
        "report": _newest(rankings),
    }
    initial |= {f"{VOID}{one.position}": one.why for one in lots}
    if draft:
        initial |= {f"{VOID}{lot}": why for lot, why in draft.void_lots.items()}
    data = request.POST if request.method == "POST" else None
    asks = tender.regime == STATUTORY and judgement.lacks_address(
        tender, rankings, [one["key"] for one in shown]
    )
    return DecisionForm(
        data, choices=choices, lots=lots, regime=tender.regime, asks_address=asks, initial=initial
    )


def _newest(rankings: Sequence[Ranking]) -> int:
    return max(one.report.pk for one in rankings)


def _lots_to_decide(tender: Tender, rankings: Sequence[Ranking]) -> list[LotChoice]:
    """The lots of a divided call; one in which nothing was ranked can only be void."""
    if not tender.is_divided:
        return []
    ranked = {one.lot.position for one in rankings if one.rows}
    why = {"open": "too_few", "evaluating": "none_conforms"}
    return [
        LotChoice(one.position, one.title_zh, "" if one.position in ranked else why[one.status])
        for one in reads.undecided(tender)
    ]


def _write(request: HttpRequest, tender: Tender, form: DecisionForm, now: datetime) -> bool:
    """Write the decision down; False when the form now says what is in the way."""
    if not form.is_of(_newest(judgement.to_decide(tender))):
        form.add_error(None, gettext("Another report was made meanwhile. Look at the ranking once more."))
        return False
    try:
        decisions.draft(tender.number, by=person(request), now=now, **form.values())
    except AwardRefusedError as error:
        forms.complain(form, error.faults)
    except PersonalDataError as error:
        add_findings(form, error)
    except OtherWordsError as other:
        stand_already(form, other)
    except StaleDecisionError:
        form.add_error(
            None, gettext("Somebody wrote the decision down meanwhile. Open this page anew to read it.")
        )
    except NotOpenError:
        form.add_error(None, gettext("There is no report any more."))
    else:
        return True
    return False


@proved
@login_required
@require_http_methods(["GET", "POST"])
def decision_review(request: HttpRequest, number: str) -> HttpResponse:
    """The decision as it will be published; the second person approves or sends back."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    draft = _draft_of(tender)
    if draft is None:
        if request.method == "POST":
            raise OverError(reverse("decision", args=[number]))
        return redirect("decision", number)
    by = person(request)
    may = permissions.may_approve_decision(by, draft, now=now)
    initial = {"version": draft.version}
    data = request.POST if request.method == "POST" else None
    form = forms.DecisionReviewForm(data, regime=tender.regime, now=now, initial=initial)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and (done := _review(request, tender, form, now)):
            return done
    stage = "award" if tender.regime == "statutory" else "list"
    case, rankings = law.case_of(tender), judgement.to_decide(tender)
    part = results.result_part(tender, case, rankings, draft, stage=stage, shown_at=now)
    call = {"regime": tender.regime, "lots": stated.read(tender).get("lots")}
    parts = {"result": part, "call": call, "documents": []}
    context = {
        "tender": tender,
        "draft": draft,
        "form": form,
        "may": may,
        "mine": draft.drafted_by_id == by.pk,
        "sections": result_words.sections_of(parts, reader_language()),
        "cuts": [row for one in rankings for row in _cuts(draft, one)],
    }
    return render(request, "awards/review.html", context, status=422 if form.errors else 200)


def _cuts(draft: AwardDraft, ranking: Ranking) -> list[dict[str, Any]]:
    """Who gets less than they ask for, and what they will read."""
    return [
        {
            "name": ranking.bids[row["bid"]].lead.name,
            "asked": Decimal(row["total"]),
            "value": cut.value,
            "reason": cut.reason,
        }
        for row in ranking.rows
        if (cut := draft.cut.get(ranking.key(row)))
    ]


def _review(
    request: HttpRequest, tender: Tender, form: forms.DecisionReviewForm, now: datetime
) -> HttpResponse | None:
    """Carry the second person's word out; None when the form now says what is in the way."""
    said, by = form.cleaned_data, person(request)
    try:
        if said["act"] == "send_back":
            decisions.send_back(
                tender.number, version=said["version"], comment=said["comment"], by=by, now=now
            )
            messages.success(
                request, gettext("Sent back. The drafter finds your words on the page of the decision.")
            )
            return redirect("decision", tender.number)
        notice = decisions.approve(
            tender.number,
            version=said["version"],
            comment=said["comment"],
            medium=form.medium,
            by=by,
            now=now,
        )
    except StaleDecisionError:
        messages.error(request, gettext("The decision changed since you read it. Please read it once more."))
        return redirect("decision_review", tender.number)
    except AwardRefusedError as error:
        forms.complain(form, error.faults)
        return None
    messages.success(request, gettext("Published. Every bidder finds its own result."))
    return redirect("notice", tender.number, notice.seq)


@proved
@login_required
@require_POST
def award(request: HttpRequest, number: str) -> HttpResponse:
    """Make the list that has stood its time the award."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    try:
        notice = awards.award(tender.number, by=person(request), now=now)
    except AwardRefusedError as error:
        for one in error.faults:
            messages.error(request, words.award_fault(one))
        return redirect("decision", number)
    messages.success(request, gettext("Awarded and published. The winner is told, and so is everybody else."))
    return redirect("notice", number, notice.seq)


@login_required
@require_POST
def evaluate_again(request: HttpRequest, number: str) -> HttpResponse:
    """Another panel judges, after an objection was upheld."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    awards.evaluate_again(tender.number, by=person(request), now=now)
    messages.success(request, gettext("The result is withdrawn. Seat another panel."))
    return redirect("call_review", number)


@login_required
@require_POST
def decide_again(request: HttpRequest, number: str) -> HttpResponse:
    """Decide anew on the same ranking, after an objection was upheld."""
    now = clock.now()
    tender = call_or_404(request, number, now)
    awards.decide_again(tender.number, by=person(request), now=now)
    messages.success(request, gettext("The result is withdrawn. Write down who is chosen now."))
    return redirect("decision", number)
