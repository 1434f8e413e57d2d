"""What a notice says of a result: winners as far as they may be named, the others by number, type and band."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from procurement.models import Award, AwardDraft, Evaluator, PanelDraw, Tender
from procurement.publication import body
from procurement.rules import awarding as rules
from procurement.rules.case import Case
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import draws
from procurement.selectors.awards import Ranking
from procurement.selectors.evaluation import statements_of
from procurement.selectors.parties import Party, common_forms


def points(score: str | None) -> Decimal | None:
    """The points of a report's row; None where the ranking gives none."""
    return Decimal(score) if score else None


def result_part(
    tender: Tender,
    case: Case,
    rankings: Sequence[Ranking],
    draft: AwardDraft,
    *,
    stage: str,
    shown_at: datetime,
    held: Mapping[str, str] = NOTHING,
) -> dict[str, Any]:
    """The result as a notice keeps it, each row with its lot; ``held``: by key, what an objection does to it.
    ``stage``: ``list`` or ``award``. Suppliers not chosen are listed in the programme regime only: the law's list of
    what a statutory result says has none (Regulation art. 43)."""
    told, stated = common_forms(tender.division), statements_of(tender)
    winners: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for ranking, row in ((one, row) for one in rankings for row in one.rows):
        lot, key = ranking.lot.position, ranking.key(row)
        if key in draft.winners:
            value = draft.value_of(key, Decimal(row["total"]))
            winner = _winner(ranking.parties[row["bid"]], row)
            own = stated.get(ranking.bids[row["bid"]].pk)
            address = own.address if own else draft.supplier_address
            said = {"lot": lot, "value": f"{value:.2f}", "address": address} | _priced(row, case)
            winners.append(winner | said | ({"held": held[key]} if held.get(key) else {}))
        else:
            band = "" if ranking.body["formula"] == "lowest_price" else rules.score_band(points(row["score"]))
            form = ranking.bids[row["bid"]].lead.legal_form
            form = form if form in told else ""
            code = draft.passed_over.get(key, "")
            said = {"lot": lot, "number": len(others) + 1}
            others.append(said | {"legal_form": form, "band": band, "code": code})
    statutory = tender.regime == STATUTORY
    return {
        "stage": stage,
        "winners": winners,
        "others": [one for one in others if one["code"]] if statutory else others,
        "void": [{"lot": int(lot), "code": code} for lot, code in sorted(draft.void_lots.items())],
        "invalid": sum(len(one.body["invalid"]) for one in rankings),
        "panel": [_member(one, named=statutory) for one in tender.evaluators.filter(left_at__isnull=True)],
        "draws": [_draw(one) for one in draws.drawn(tender)],
        "decided": {
            "body": draft.decided_body,
            "on": draft.decided_on.isoformat(),
            "minute": draft.decided_minute,
            "reason_zh": draft.reason_zh,
            "reason_en": draft.reason_en,
        },
        **_days(case, shown_at),
    }


def restated_part(tender: Tender, holds: Mapping[str, str]) -> dict[str, Any]:
    """The result that was published last as it stands now, after an objection to it was answered: without what was
    taken back, each with what an objection does to it (``holds``, by award)."""
    notices = list(tender.notices.filter(kind="award").order_by("-seq"))
    awards = list(Award.objects.filter(lot__tender=tender).order_by("id"))
    made = next(one for one in notices if any(award.at == one.legal_at for award in awards))
    result: dict[str, Any] = body.parse(made.body)["result"]
    own = [award for award in awards if award.at == made.legal_at]
    winners = [
        {name: value for name, value in winner.items() if name != "held"}
        | ({"held": hold} if (hold := holds.get(award.number)) else {})
        for winner, award in zip(result["winners"], own, strict=True)
        if award.revoked_at is None
    ]
    return result | {"winners": winners, "restated": True}


def _priced(row: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """How the price of whoever is chosen was judged, and the declarations that were confirmed, which the law has
    published with the result (Fin. Library [2020] 46)."""
    priced = row.get("priced") or {}
    granted = [one for one in priced.get("claims", ()) if one["granted"]]
    if not granted:
        return {}
    counted = [one["policy"] for one in granted if one["counts"]]
    return {
        "judged": priced["judged"],
        "share": priced["share"],
        "for": counted,
        "declared": [{name: one[name] for name in ("policy", "said", "reason")} for one in granted]
        if case.row("sme.declaration_published")
        else [],
    }


def _days(case: Case, shown_at: datetime) -> dict[str, str]:
    stands = rules.publicity_until(case.facts, shown_at=shown_at, book=case.book, calendar=case.calendar)
    objected = rules.objection_until(case.facts, shown_at=shown_at, book=case.book, calendar=case.calendar)
    return {
        "until": stands.last_day.isoformat() if stands else "",
        "objections_until": objected.last_day.isoformat() if objected else "",
    }


def _winner(party: Party, row: dict[str, Any]) -> dict[str, Any]:
    named, implementer = party.public, party.implementer
    return {
        "name_zh": named.name_zh if named else "",
        "name_en": named.name_en if named else "",
        "legal_form": party.organization.legal_form,
        "implementer_zh": implementer.name_zh if implementer else "",
        "implementer_en": implementer.name_en if implementer else "",
        "rank": row["rank"],
        "score": row["score"],
    }


def _member(member: Evaluator, *, named: bool) -> dict[str, str]:
    """A member of the panel: by name where the law asks for it, else by seat alone. Nobody from the community
    has a name here: their seat has none."""
    return {"seat": member.seat, "name": member.name if named else "", "chosen": member.chosen}


def _draw(draw: PanelDraw) -> dict[str, Any]:
    """A draw of the panel by its figures, and what anybody needs to do it again."""
    assert draw.seal is not None, "it was drawn"
    return {
        "attempt": draw.attempt,
        "tickets": len(draw.entries or ()),
        "drawn": sum(draw.wanted.values()),
        "replaced": draw.members.exclude(left_why="").count(),
        "digest": draw.digest,
        "seal": draw.seal.number,
        "seal_digest": draw.seal.digest,
    }
