"""How the pages of the evaluation are asked: the buyer's, the panel's, the bidder's."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied

from procurement.errors import NotOpenError
from procurement.errors.evaluation import PanelError, SeatError
from procurement.judgement.bids import offers
from procurement.models import (
    EvaluationReport,
    Evaluator,
    LowOffer,
    OpenedOffer,
    PanelDraw,
)
from procurement.services.evaluation import conformity, low_offers, panels
from procurement.services.evaluation.panels import Seated
from tests.access.probes.base import (
    First,
    NothingThereError,
    Probe,
    Sent,
    call,
    formed,
    own,
    said,
    said_parts,
    there,
    tomorrow,
)
from tests.access.probes.bids import put_away
from tests.access.world import Scene, World
from tests.support import pools
from tests.support.panels import Judged


def offer(world: World, scene: Scene) -> list[Any]:
    """What was opened of the own bid."""
    found = OpenedOffer.objects.filter(bid=there(scene.own)).order_by("id").last()
    return [scene.tender.number, there(found).pk]


def offer_file(world: World, scene: Scene) -> list[Any]:
    number, pk = offer(world, scene)
    return [number, pk, _file_of(world, scene, pk)]


def _file_of(world: World, scene: Scene, pk: int) -> str:
    found = OpenedOffer.objects.select_related("package__bid", "bid__tender__buyer").get(pk=pk)
    return offers.offer_content(found, by=world.office.drafter, now=scene.moment).files[0].name


def report(world: World, scene: Scene) -> list[Any]:
    found = EvaluationReport.objects.filter(lot__tender=scene.tender).last()
    return [scene.tender.number, there(found).pk]


def member(world: World, scene: Scene) -> list[Any]:
    """An outsider on the panel."""
    return [scene.tender.number, _outsider(scene).member.code]


def _outsider(scene: Scene) -> Seated:
    if not scene.seated:
        raise NothingThereError
    return scene.seated[0]


def member_call(world: World, scene: Scene) -> list[Any]:
    """A call whose panel sits."""
    return member(world, scene)[:1]


def link(world: World, scene: Scene) -> list[Any]:
    """The secret of the outsider's link."""
    return [_outsider(scene).token]


def new_link(world: World, scene: Scene) -> list[Any]:
    """That of somebody seated just before, who has declared nothing yet."""
    return [_newly_seated(world, scene).token]


def _newly_seated(world: World, scene: Scene) -> Seated:
    leave(world, scene)
    old = _outsider(scene).member
    by, now = world.office.drafter, scene.moment
    try:
        made = panels.seat(
            scene.tender.number, seat=old.seat, chosen="pool", name=old.name, office="州医院",
            contact="new@example.org", form_id=uuid4(), by=by, now=now,
        )  # fmt: skip
        return panels.print_link(
            scene.tender.number, made.member.code, by=world.office.approver, now=scene.moment
        )
    except (PanelError, PermissionDenied, SeatError):
        raise NothingThereError from None


def link_offer(world: World, scene: Scene) -> list[Any]:
    return [*link(world, scene), offer(world, scene)[1]]


def link_file(world: World, scene: Scene) -> list[Any]:
    pk = offer(world, scene)[1]
    return [*link(world, scene), pk, _file_of(world, scene, pk)]


def points(world: World, scene: Scene) -> dict[str, Any]:
    """Two points for the first criterion of the own bid's offer."""
    (criterion, *_more) = scene.tender.first_lot.criteria.order_by("id")
    return {f"points_{criterion.pk}": "2", "act": "save"}


def version_of(who: Callable[[World, Scene], Evaluator]) -> Sent:
    def data(world: World, scene: Scene) -> dict[str, Any]:
        found = who(world, scene)
        found.refresh_from_db()
        return {"version": found.version}

    return data


def outsider(world: World, scene: Scene) -> Evaluator:
    return _outsider(scene).member


def of_buyer(world: World, scene: Scene) -> Evaluator:
    """The drafter, who sits on the panel by account."""
    return Evaluator.objects.get(tender=scene.tender, seat="buyer", left_at=None)


def explanation(world: World, scene: Scene) -> dict[str, Any]:
    asked = LowOffer.objects.filter(offer__bid=there(scene.own)).first()
    return {"asked": asked.pk if asked else 0, "text": "志愿者多，场地不用付钱，所以价格低。"}


def leave(world: World, scene: Scene) -> None:
    """The outsider leaves the panel, so that a seat is free."""
    if scene.tender.step == "evaluating":
        _leave(_outsider(scene).member.code, world, scene)


def left(world: World, scene: Scene) -> None:
    """The outsider has left, at a stage at which a member may."""
    leave(world, scene)
    if not scene.seated or Evaluator.objects.get(pk=_outsider(scene).member.pk).left_at is None:
        raise NothingThereError


def _leave(code: str, world: World, scene: Scene) -> None:
    with suppress(NotOpenError):
        panels.remove(scene.tender.number, code, by=world.office.drafter, now=scene.moment)


def seated_anew(world: World, scene: Scene) -> None:
    """The drafter leaves the panel and comes back, and has declared nothing yet."""
    if scene.tender.step != "evaluating" or not scene.seated:
        return
    _leave(of_buyer(world, scene).code, world, scene)
    if Evaluator.objects.filter(tender=scene.tender, seat="buyer", left_at=None).exists():
        return
    by, now = world.office.drafter, scene.moment
    panels.seat(scene.tender.number, seat="buyer", chosen="buyer", user=by, form_id=uuid4(), by=by, now=now)


def all_points(who: Callable[[World, Scene], Evaluator]) -> First:
    """The member has given every offer its points, and not handed them in."""

    def first(world: World, scene: Scene) -> None:
        if not scene.seated or scene.tender.step != "evaluating":
            return
        found = who(world, scene)
        judged = Judged(scene.tender, world.office, [])
        with suppress(NotOpenError, PermissionDenied):
            judged.score(found)

    return first


def asked_of_price(world: World, scene: Scene) -> None:
    """The own bid was asked to explain its price."""
    if scene.tender.step == "evaluating" and scene.ends:
        pk = offer(world, scene)[1]
        with suppress(NotOpenError, OpenedOffer.DoesNotExist):
            later = scene.moment + timedelta(days=2)
            low_offers.ask(pk, explain_by=later, by=world.office.drafter, now=scene.moment)


def explained(world: World, scene: Scene) -> None:
    asked_of_price(world, scene)
    asked = LowOffer.objects.filter(offer__bid=there(scene.own)).first()
    if asked:
        by = there(world.cast["lead"])
        low_offers.explain(asked.pk, text="志愿者多，所以价格低。", by=by, now=scene.moment)


def aside(world: World, scene: Scene) -> None:
    """The own bid's offer was set aside."""
    if scene.tender.step == "evaluating" and scene.ends:
        by, pk = world.office.drafter, offer(world, scene)[1]
        with suppress(NotOpenError):
            conformity.set_aside(pk, ground="not_qualified", reason="没有登记证书。", by=by, now=scene.moment)


def pool_filled(world: World, scene: Scene) -> None:
    """A seat is free, and somebody of the pool may take it."""
    leave(world, scene)
    pools.entered(pools.neighbour())


def drawn(world: World, scene: Scene) -> list[Any]:
    """A draw that the outsider of the panel came by."""
    seated = _outsider(scene).member
    by, now = world.office.drafter, scene.moment
    made = PanelDraw.objects.create(
        tender=scene.tender, attempt=1, wanted={}, asked_by=by, asked_at=now, form_id=uuid4(), closed_by=by,
        closed_at=now, salt="", entries=[], listed="{}", digest="",
    )  # fmt: skip
    Evaluator.objects.filter(pk=seated.pk).update(draw=made)
    return [scene.tender.number, made.attempt]


def drawn_member(world: World, scene: Scene) -> list[Any]:
    number, _attempt = drawn(world, scene)
    PanelDraw.objects.update(drawn_at=scene.moment)
    return [number, _outsider(scene).member.code]


def another(world: World, scene: Scene) -> None:
    """The drafter asks for another draw."""
    pool_filled(world, scene)
    PanelDraw.objects.create(
        tender=scene.tender, attempt=2, wanted={"outsider": 1}, reason="都不能来", asked_by=world.office.drafter,
        asked_at=scene.moment, form_id=uuid4(),
    )  # fmt: skip


PROBES: dict[str, Probe] = {
    "evaluation_draw GET": Probe(call()),
    "evaluation_draw POST": Probe(call(), formed(outsider="1", expert="0", community="0"), pool_filled),
    "evaluation_draw_allow GET": Probe(member_call, first=another),
    "evaluation_draw_allow POST": Probe(member_call, said(act="allow"), another),
    "evaluation_draw_record": Probe(drawn),
    "evaluation_seat_replace": Probe(drawn_member),
    "draw_list": Probe(call(1)),
    "evaluation": Probe(call()),
    "evaluation_report": Probe(call()),
    "evaluation_report_make": Probe(call()),
    "evaluation_report_text": Probe(report),
    "evaluation_final GET": Probe(call()),
    "evaluation_final POST": Probe(call(), tomorrow("final_due")),
    "evaluation_seat GET": Probe(call()),
    "evaluation_seat POST": Probe(
        call(),
        formed(seat="outsider", chosen="pool", name="另一位", office="州医院", contact="n@example.org"),
        leave,
    ),
    "evaluation_seat_remove": Probe(member),
    "evaluation_seat_link": Probe(member),
    "panel_people": Probe(call()),
    "offer": Probe(offer),
    "offer_file": Probe(offer_file),
    "evaluation_price GET": Probe(offer),
    "evaluation_price POST ask": Probe(offer, tomorrow("explain_by")),
    "evaluation_price POST decide": Probe(offer, said(accepted="yes", reason="说得通。"), explained),
    "evaluation_claims GET": Probe(offer),
    "evaluation_claims POST": Probe(offer, said(granted="yes", reason="相符。")),
    "evaluation_set_aside GET": Probe(offer),
    "evaluation_set_aside POST": Probe(offer, said(ground="not_qualified", reason="没有登记证书。")),
    "evaluation_set_aside POST restore": Probe(offer, said(act="restore"), aside),
    "panel_desk GET": Probe(call()),
    "panel_desk GET new": Probe(call(), first=seated_anew),
    "panel_desk POST": Probe(call(), said(word="on"), seated_anew),
    "panel_desk_offer GET": Probe(offer),
    "panel_desk_offer POST": Probe(offer, points),
    "panel_desk_file": Probe(offer_file),
    "panel_desk_hand_in GET": Probe(call(), first=all_points(of_buyer)),
    "panel_desk_hand_in POST": Probe(call(), version_of(of_buyer), all_points(of_buyer)),
    "panel_link GET": Probe(link),
    "panel_link GET new": Probe(new_link),
    "panel_link GET left": Probe(link, first=left),
    "panel_link GET forged": Probe(said_parts("forged")),
    "panel_link POST": Probe(new_link, said(word="on")),
    "panel_link_offer GET": Probe(link_offer),
    "panel_link_offer GET left": Probe(link_offer, first=left),
    "panel_link_offer POST": Probe(link_offer, points),
    "panel_link_file": Probe(link_file),
    "panel_link_hand_in GET": Probe(link, first=all_points(outsider)),
    "panel_link_hand_in POST": Probe(link, version_of(outsider), all_points(outsider)),
    "bid_price GET": Probe(own(), first=asked_of_price),
    "bid_price POST": Probe(own(), explanation, asked_of_price),
    "bid_final": Probe(own(), first=put_away),
}
