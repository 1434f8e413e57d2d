"""How the pages of the opening are asked."""

from uuid import uuid4

from procurement.services.calls import voids
from tests.access.probes.base import Probe, call, formed, said
from tests.access.world import Scene, World


def end(world: World, scene: Scene) -> None:
    """A draft that the call is void waits for the second person."""
    if scene.tender.step in ("closed", "evaluating") and scene.ends:
        voids.declare_void(
            scene.tender.number,
            reason_code="need_ended",
            reason_zh="需求取消。",
            form_id=uuid4(),
            by=world.office.drafter,
            now=scene.moment,
        )


PROBES: dict[str, Probe] = {
    "opening": Probe(call()),
    "opening_confirm": Probe(call()),
    "opening_end GET void": Probe(call("void")),
    "opening_end POST void": Probe(call("void"), formed(reason_code="need_ended", reason_zh="需求取消。")),
    "opening_end GET extension": Probe(call("extension")),
    "opening_end POST extension": Probe(call("extension"), formed(reason_zh="再等等。")),
    "opening_review GET": Probe(call(), first=end),
    "opening_review POST approve": Probe(
        call(), said(act="approve", medium_url="https://medium.example/2"), end
    ),
    "opening_review POST send_back": Probe(call(), said(act="send_back", comment="请写清楚。"), end),
    "opening_take_back": Probe(call(), first=end),
    "opening_again": Probe(call()),
}
