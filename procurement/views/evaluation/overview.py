"""The evaluation for the buyer's people: how it stands and what comes next; the report and how it came about."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.models import User
from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from procurement.judgement import evaluation as judgement
from procurement.judgement import law, ranking
from procurement.labels import evaluation as words
from procurement.models import LowOffer, NonConformity, OpenedOffer, PanelDraw, Tender
from procurement.models.evaluation import DRAWN
from procurement.permissions import evaluation as permissions
from procurement.permissions.calls import approves_for
from procurement.rules import evaluation as rules
from procurement.rules.evaluation import PriceUnclearError
from procurement.rules.low_offers import may_be_decided
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import draws
from procurement.selectors import evaluation as reads
from procurement.selectors.parties import hosts_that_bid
from procurement.views.calls.officer import not_shown, person
from procurement.views.refusals import concerns
from procurement.views.rows import status_badge
from procurement.views.slices import slice_of

# On a page.
OFFERS = 60


def evaluated_call(request: HttpRequest, number: str, now: datetime) -> Tender:
    """A call of the reader's own agency whose bids were opened. To everybody else it does not exist."""
    found = get_object_or_404(
        Tender.objects.published().select_related("buyer"),
        number=number,
    )
    if not permissions.may_see_evaluation(person(request), found, now=now):
        raise not_shown(request, found, now=now)
    concerns(request, found, back=reverse("evaluation", args=[found.number]))
    return found


def running_call(request: HttpRequest, number: str, now: datetime) -> Tender:
    """The same while bids are judged. Raises PermissionDenied before and after."""
    found = evaluated_call(request, number, now)
    if not permissions.may_run_panel(person(request), found, now=now):
        raise PermissionDenied
    return found


@login_required
@never_cache
@require_safe
def evaluation(request: HttpRequest, number: str) -> HttpResponse:
    """Where the evaluation stands: the next act, the panel, the offers, what keeps the report from being made."""
    now = clock.now()
    tender = evaluated_call(request, number, now)
    may_run = permissions.may_run_panel(person(request), tender, now=now)
    seats = reads.seats_of(tender, now)
    by = person(request)
    second = approves_for(by, tender.buyer, now=now)
    may_print = may_run and second and not any(one.member.user_id == by.pk for one in seats)
    reports = [found for lot in tender.all_lots if (found := reads.report_of(lot))]
    done = bool(reports) and all(reads.current_report(one.lot) for one in reports)
    context: dict[str, Any] = {
        "tender": tender,
        "badge": status_badge(tender, now),
        "may_run": may_run,
        "seats": [
            _seat_row(
                one,
                known=second or tender.regime == STATUTORY,
                may_print=may_print and one.member.seated_by_id != by.pk,
            )
            for one in seats
        ],
        "mine": next((one for one in seats if one.member.user_id == person(request).pk), None),
        "done": done,
        "reported": bool(reports),
        "called": reads.consultation_of(tender),
        "consults": reads.final_round(tender) > 1,
        "now": now,
        **_draws(tender, by, now),
    }
    try:
        context |= _judging(tender, seats, may_run=may_run and not done, now=now)
    except PriceUnclearError:
        context |= {"asks": [], "rows": [], "hindrances": [], "price_unclear": True}
    context["headline"] = _headline(context, now)
    context["shown"] = slice_of(request, context["rows"], name="bids", per=OFFERS)
    return render(request, "evaluation/evaluation.html", context)


def _draws(tender: Tender, by: User, now: datetime) -> dict[str, Any]:
    """The draws of this panel: those made, one that waits for its seal, another that waits for its second person."""
    by_state: dict[str, list[PanelDraw]] = {}
    for one in draws.draws_of(tender):
        by_state.setdefault(draws.draw_state(one), []).append(one)
    asked = next(iter(by_state.get("asked", ())), None)
    return {
        "drawn": by_state.get("drawn", []),
        "draw_waits": bool(by_state.get("waiting")),
        "draw_asked": asked,
        "may_allow": asked is not None and permissions.may_allow_draw(by, asked, now=now),
    }


def _seat_row(seat: reads.Seat, *, known: bool, may_print: bool) -> dict[str, Any]:
    """``known``: who reads may learn who an outsider is; ``may_print``: and is the second person for the link."""
    member = seat.member
    return {
        "member": member,
        "state": seat.state,
        "seat": words.SEAT[member.seat],
        "chosen": words.CHOSEN[member.chosen],
        "words": words.SEAT_STATE[seat.state],
        "tone": words.SEAT_TONE[seat.state],
        "by_link": seat.by_link,
        "may_link": may_print if seat.by_link else True,
        "office": member.office if known else "",
        "who": (member.name if known else "") or (str(member.user) if member.user else ""),
    }


def _judging(tender: Tender, seats: list[reads.Seat], *, may_run: bool, now: datetime) -> dict[str, Any]:
    """What the rules ask of the panel, the offers, and what is missing for the report, in words."""
    case = law.case_of(tender)
    judgement.plans_of(tender)
    taken = [one.member.seat for one in seats]
    undrawn = sum(one.member.seat == rules.EXPERT and one.member.chosen not in DRAWN for one in seats)
    asks = rules.panel_asks(taken, case, undrawn=undrawn)
    hindrances = ranking.hindrances(tender) if may_run else []
    return {
        "asks": [
            {
                "title": words.row_title(one.row),
                "source": words.row_source(one.row),
                "foreign": one.row.tier != "portal",
                "rule": one.row.id,
                "fault": words.panel_fault(one.fault) if one.fault else "",
                "more": bool(one.fault and one.fault.code == "experts_undrawn"),
            }
            for one in asks
        ],
        "whole": not rules.panel_faults(taken, case),
        "may_seat": may_run and any(_has_room(one, seats, case) for one in words.SEAT),
        "rows": _offer_rows(tender, now),
        "hindrances": [
            {"code": code, "words": words.HINDRANCE[code], "url": _way(tender, code)} for code in hindrances
        ],
    }


def _has_room(seat: str, seats: list[reads.Seat], case: Any) -> bool:
    taken = [*(one.member.seat for one in seats), seat]
    return not rules.panel_faults(taken, case, complete=False)


def _way(tender: Tender, code: str) -> str:
    """Where a hindrance is mended."""
    if code == "claim_open":
        return "#offers"
    if code == "consultation":
        return reverse("evaluation_final", args=[tender.number])
    if code == "final_offers":
        return reverse("opening", args=[tender.number])
    if code in ("too_few_final", "too_few_conforming"):
        return reverse("opening_end", args=[tender.number, "void"])
    return "#offers" if code.startswith("low_offer") else "#panel"


def _offer_rows(tender: Tender, now: datetime) -> list[dict[str, Any]]:
    """Every offer that is read now, with what was found of its price and whether it conforms."""
    offers = list(reads.offers_at_hand(tender))
    flagged = judgement.flagged(tender)
    asked = {one.offer_id: one for one in reads.low_offers_of(tender)}
    aside = {one.offer_id: one for one in reads.nonconformities_of(tender)}
    rivals = hosts_that_bid([one.bid for one in offers])
    waits: dict[int, bool] = {}
    for one in reads.claims_of(tender):
        waits[one.package_id] = waits.get(one.package_id, False) or one.granted is None
    return [
        _offer_row(one, flagged, asked.get(one.pk), aside.get(one.pk), now)
        | {
            "rival_host": one.bid_id in rivals,
            "claims": one.package_id in waits,
            "claim_waits": waits.get(one.package_id, False),
        }
        for one in offers
    ]


def _offer_row(
    offer: OpenedOffer,
    flagged: dict[int, list[str]],
    asked: LowOffer | None,
    aside: NonConformity | None,
    now: datetime,
) -> dict[str, Any]:
    tone, state = "", ""
    if aside:
        tone, state = "bad", gettext("Set aside")
    elif asked and asked.decided_at:
        tone = "ok" if asked.accepted else "bad"
        state = gettext("Price accepted") if asked.accepted else gettext("Price not accepted")
    elif asked:
        tone, state = "why", gettext("Price asked about")
        if may_decide_price(asked, now=now):
            state = gettext("Price to be decided")
    elif offer.pk in flagged:
        tone, state = "why", gettext("Low price, to be asked about")
    to_decide = not aside and asked is not None and may_decide_price(asked, now=now)
    return {"offer": offer, "tone": tone, "state": state, "to_decide": to_decide}


def may_decide_price(asked: LowOffer, *, now: datetime) -> bool:
    """Whether the panel may say now what it makes of a price."""
    explained = asked.explained_at is not None
    return asked.decided_at is None and may_be_decided(
        explained=explained, explain_by=asked.explain_by, now=now
    )


def _headline(context: dict[str, Any], now: datetime) -> str:
    """The state and the next act in a sentence."""
    if context["done"]:
        return gettext("The report is made.")
    if not context["may_run"]:
        return gettext("The evaluation is over.")
    if context.get("price_unclear"):
        return gettext("These offers cannot be judged by the call as it was published.")
    codes = [one["code"] for one in context["hindrances"]]
    if not codes:
        return gettext("Everything is there. Please make the report.")
    if not context["whole"]:
        return gettext("Please seat the panel.")
    if codes[0] in ("too_few_final", "too_few_conforming"):
        return str(words.HINDRANCE[codes[0]])
    if "consultation" in codes:
        return gettext("Please consult the bidders, then ask for final offers.")
    if "final_offers" in codes:
        return _final_words(context["called"].final_due, now)
    if codes[0] == "claim_open" or ("claim_open" in codes and "scores" not in codes):
        return gettext("Please look at what bidders declare for their price.")
    if "low_offer_unasked" in codes or any(one["to_decide"] for one in context["rows"]):
        return gettext("Please look at the low price.")
    done = sum(one["state"] == "handed_in" for one in context["seats"])
    said = ngettext(
        "%(done)d of %(number)d member has handed in the scores.",
        "%(done)d of %(number)d members have handed in the scores.",
        len(context["seats"]),
    )
    return said % {"done": done, "number": len(context["seats"])}


def _final_words(due: datetime, now: datetime) -> str:
    if now >= due:
        return gettext("Final offers are in. Please confirm their opening.")
    return gettext("Final offers stay sealed until %(day)s.") % {
        "day": formatting.daytime(due, reader_language())
    }
