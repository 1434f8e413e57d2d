"""The pages of a panel member: by a one-time link on a phone, or the buyer's member with an account."""

import contextlib
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from portal.ground.formatting import reader_language
from procurement.errors import NotOpenError, PersonalDataError
from procurement.errors.evaluation import IncompleteScoresError, PointsError, StaleScoresError, TiedError
from procurement.forms.evaluation import DeclareForm, HandInForm, ScoreForm
from procurement.forms.questions import add_findings
from procurement.judgement import evaluation
from procurement.models import Criterion, Evaluator, OpenedOffer, Tender
from procurement.rules.evaluation import Formula, Weighed
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import evaluations
from procurement.views.evaluation.offers import content_of, file_of
from procurement.views.evaluation.panel_door import OVER, Room, by_account, by_link, over, while_judging


@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, room: Room) -> HttpResponse:
    """Who asks and what for; the declaration first, then what is still to be scored."""
    if request.method == "POST" and room.state in ("declared", "tied") and _says_otherwise(request, room):
        messages.error(
            request,
            gettext(
                "You declared before, and that stands: what you said now was not taken. If the first is not true "
                "any more, tell the office at once; you are then replaced."
            ),
        )
    if room.state in OVER:
        return over(request, room, [])
    if room.state == "unconfirmed":
        return _earlier(request, room)
    if room.state == "waiting":
        return _declare(request, room)
    return render(request, "evaluation/panel/panel.html", _context(room) | _overview(room))


def _says_otherwise(request: HttpRequest, room: Room) -> bool:
    """Whether a second page declares other ties than the first did."""
    standing = reads.declaration_of(room.member)
    said = "word" in request.POST or "ties" in request.POST
    return standing is not None and said and set(request.POST.getlist("ties")) != set(standing.ties)


def _earlier(request: HttpRequest, room: Room) -> HttpResponse:
    """What an earlier link gave, for the member to confirm or throw away before anything else."""
    if request.method == "POST" and (act := request.POST.get("act")) in ("stands", "dropped"):
        with contextlib.suppress(NotOpenError):
            evaluations.confirm_earlier(room.member, stands=act == "stands", now=room.now)
        return redirect(room.url())
    given = []
    for offer in reads.conforming(reads.judged_offers(room.tender)):
        rows = room.member.draft.get(str(offer.pk), {})
        texts = {str(one.pk): one for one in offer.lot.criteria.all()}
        points = [
            {"criterion": texts[key], "points": row["points"], "comment": row["comment"]}
            for key, row in rows.items()
            if key in texts
        ]
        given.append({"offer": offer, "points": points})
    declared = reads.declaration_of(room.member)
    return render(request, "evaluation/panel/earlier.html", _context(room, given=given, declared=declared))


def _context(room: Room, **more: Any) -> dict[str, Any]:
    tender = room.tender
    return {
        "room": room,
        "member": room.member,
        "tender": tender,
        "state": room.state,
        "now": room.now,
        **more,
    }


def _declare(request: HttpRequest, room: Room) -> HttpResponse:
    form = DeclareForm(
        request.POST if request.method == "POST" else None, bids=reads.first_round_bids(room.tender)
    )
    if form.is_bound and form.is_valid():
        try:
            evaluations.declare(room.member, ties=form.cleaned_data["ties"], now=room.now)
        except TiedError:
            form.add_error(
                "ties",
                gettext(
                    "Your account belongs to one of these organisations, or to what stands above it. Tick it."
                ),
            )
        except NotOpenError:
            return redirect(room.url())
        else:
            return redirect(room.url())
    context = _context(room, form=form)
    return render(request, "evaluation/panel/declare.html", context, status=422 if form.errors else 200)


def _overview(room: Room) -> dict[str, Any]:
    """The offers, each with how far it is, and what keeps the scores from being handed in."""
    tender = room.tender
    judged = reads.judged_offers(tender).exists()
    offers = list(reads.conforming(reads.offers_at_hand(tender)))
    missing = set(evaluation.missing_of(room.member)) if judged else set()
    rows = [
        {
            "offer": one,
            "url": room.url("offer", one.pk),
            "done": judged and one.pk not in missing,
            "in_two": evaluation.in_two(room.member, one),
        }
        for one in offers
    ]
    return {
        "rows": rows,
        "judged": judged,
        "missing": len(missing),
        "ready": judged and bool(offers) and not missing,
        "hand_in_url": room.url("hand_in"),
        "called": reads.consultation_of(tender),
        "scored": _is_scored(tender),
    }


def _is_scored(tender: Tender) -> bool:
    plans = evaluation.plans_of(tender).values()
    return any(one.formula is not Formula.LOWEST_PRICE for one in plans)


def _offer_or_404(room: Room, pk: int) -> OpenedOffer:
    """What this member reads now; an offer that was set aside is not there."""
    return get_object_or_404(reads.conforming(reads.offers_at_hand(room.tender)), pk=pk)


@require_http_methods(["GET", "POST"])
@while_judging
def panel_offer(request: HttpRequest, room: Room, pk: int) -> HttpResponse:
    """One offer with all it says, and its points: saved by itself, as often as one likes."""
    offer = _offer_or_404(room, pk)
    form = _score_form(room, offer, request.POST if request.method == "POST" else None)
    clashes = False
    if form is not None and form.is_bound and form.is_valid() and (member := _save(room, offer, form)):
        messages.success(request, gettext("Saved. You can go on at any time."))
        if not (clashes := evaluation.in_two(member, offer)):
            return redirect(_after(request, room, offer))
        room = replace(room, member=member)
        form = _score_form(room, offer, None)
    content = content_of(
        offer, by=room.member, now=room.now, file_url=lambda name: room.url("file", offer.pk, name)
    )
    context = _context(room, content=content, form=form, back_url=room.url())
    status = 409 if clashes else 422 if form and form.errors else 200
    return render(request, "evaluation/panel/offer.html", context, status=status)


def _score_form(room: Room, offer: OpenedOffer, sent: QueryDict | None) -> ScoreForm | None:
    """None where nothing is scored: while first offers are talked over, or where the price alone decides."""
    if not reads.judged_offers(room.tender).filter(pk=offer.pk).exists():
        return None
    plan = evaluation.plans_of(room.tender)[offer.lot_id]
    if not plan.panel:
        return None
    texts = criterion_texts(offer.lot_id)
    return ScoreForm(
        sent,
        criteria=plan.panel,
        texts=texts,
        given=evaluation.boxes_of(room.member, offer),
    )


def criterion_texts(lot_id: int) -> dict[int, str]:
    """The criteria of a lot by their ids, in the reader's language as far as there are words in it."""
    english = reader_language() == "en"
    return {
        one.pk: (one.text_en if english and one.text_en else one.text_zh)
        for one in Criterion.objects.filter(lot_id=lot_id)
    }


def _save(room: Room, offer: OpenedOffer, form: ScoreForm) -> Evaluator | None:
    """The member with what was saved; None where the form now says what is in the way."""
    try:
        return evaluations.save_scores(
            room.member,
            offer,
            points=form.points(),
            comments=form.comments(),
            read=form.read(),
            choices=form.choices(),
            now=room.now,
        )
    except PersonalDataError as error:
        add_findings(form, error)
    except PointsError as error:
        for key in error.criteria:
            form.add_error(f"points_{key}", gettext("Points from 0 to the most, with at most two decimals."))
    return None


def _after(request: HttpRequest, room: Room, offer: OpenedOffer) -> str:
    """The next offer that lacks points, or the overview; this same page where only saving was asked for."""
    if request.POST.get("act") == "save":
        return room.url("offer", offer.pk)
    fresh = Evaluator.objects.select_related("tender__buyer").get(pk=room.member.pk)
    missing = [pk for pk in evaluation.missing_of(fresh) if pk != offer.pk]
    later = [pk for pk in missing if pk > offer.pk] or missing
    return room.url("offer", later[0]) if later else room.url()


@require_GET
@while_judging
def panel_file(request: HttpRequest, room: Room, pk: int, name: str) -> HttpResponseBase:
    """One file of an offer, for the member who judges it."""
    return file_of(_offer_or_404(room, pk), name, by=room.member, now=room.now)


@require_http_methods(["GET", "POST"])
@while_judging
def panel_hand_in(request: HttpRequest, room: Room) -> HttpResponse:
    """All points once more, and the one press that hands them in for good."""
    form = HandInForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            evaluations.hand_in(room.member, version=form.cleaned_data["version"], now=room.now)
        except StaleScoresError:
            messages.error(request, gettext("The points changed since you read them. Read them once more."))
            return redirect(room.url("hand_in"))
        except IncompleteScoresError:
            messages.error(request, gettext("Some points are missing still, or two pages of yours differ."))
            return redirect(room.url())
        return redirect(room.url())
    overview = _overview(room)
    if not overview["ready"]:
        return redirect(room.url())
    plans = evaluation.plans_of(room.tender)
    texts = {lot: criterion_texts(lot) for lot in plans}
    for row in overview["rows"]:
        lot = row["offer"].lot_id
        row["points"] = [_given(room.member, row["offer"], one, texts[lot]) for one in plans[lot].panel]
    form = HandInForm(initial={"version": room.member.version})
    return render(request, "evaluation/panel/hand_in.html", _context(room) | overview | {"form": form})


def _given(member: Evaluator, offer: OpenedOffer, one: Weighed, texts: dict[int, str]) -> dict[str, Any]:
    saved = member.draft.get(str(offer.pk), {}).get(str(one.key), {})
    return {"text": texts[one.key], "of": one.of, "comment": saved.get("comment", ""), **saved}


panel_link, panel_desk = by_link(panel), by_account(panel)
panel_link_offer, panel_desk_offer = by_link(panel_offer), by_account(panel_offer)
panel_link_file, panel_desk_file = by_link(panel_file), by_account(panel_file)
panel_link_hand_in, panel_desk_hand_in = by_link(panel_hand_in), by_account(panel_hand_in)
