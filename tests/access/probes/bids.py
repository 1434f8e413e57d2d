"""How the pages of a bid and its receipts are asked."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.judgement.bids import drafts
from procurement.rules.bidding import QUESTIONS
from procurement.rules.merging import mark_of
from procurement.selectors import bids as bid_selectors
from procurement.services.bids import bids
from procurement.services.calls import amendments
from tests.access.probes.base import Parts, Probe, call, formed, own, there
from tests.access.world import Scene, World
from tests.support import files
from tests.support.openings import STATED

PICTURE = files.photo((8, 8))


def own_file(world: World, scene: Scene) -> list[Any]:
    bid = there(scene.own)
    return [bid.number, scene.file]


def receipt(*more: Any) -> Parts:
    return lambda world, scene: [there(scene.receipt).number, *more]


def press(world: World, scene: Scene) -> dict[str, Any]:
    notice = bid_selectors.notice_in_force(scene.tender)
    version = there(scene.own).version
    return {"key": str(uuid4()), "terms_version": notice.terms_version, "version": version}


def taps(world: World, scene: Scene) -> dict[str, Any]:
    return {"clear": "yes", "covered": "no", "again": "partly"}


def answers(world: World, scene: Scene) -> dict[str, Any]:
    """Sent from a page that shows what stands."""
    own, by = there(scene.own), there(world.cast["lead"])
    standing = drafts.draft_of(own, by=by, now=scene.moment).answers if own.draft_revision is not None else {}
    read = {f"read-{code}": mark_of(standing.get(code, "")) for code in QUESTIONS}
    return read | dict.fromkeys(QUESTIONS, "我们的回答。")


def budget(world: World, scene: Scene) -> dict[str, Any]:
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "0-label": "补贴", "0-kind": "direct", "0-amount": "90000"}
    return {f"lot1-{name}": value for name, value in rows.items()}


def statement(world: World, scene: Scene) -> dict[str, Any]:
    """Sent from a page that shows what stands."""
    read = {f"read-{name}": mark_of(text) for name, text in STATED.items()}
    return read | STATED | {"contact": "项目部0871-00000000"}


def picture(world: World, scene: Scene) -> dict[str, Any]:
    return {"title": "活动室", "file": SimpleUploadedFile("photo.jpg", PICTURE)}


def material(world: World, scene: Scene) -> None:
    """The call was corrected in substance after the own bid was sealed."""
    if scene.tender.step not in ("open", "suspended"):
        return
    amendments.draft_correction(
        scene.tender.number,
        offered={"requirement_zh": scene.tender.texts["requirement_zh"] + "另加一个社区。"},
        reason_code="requirement_clarified",
        reason_zh="补充范围。",
        form_id=uuid4(),
        by=world.office.drafter,
        now=scene.moment,
    )
    amendments.approve(scene.tender.number, by=world.office.approver, now=scene.moment)


def put_away(world: World, scene: Scene) -> None:
    """The own bid is sealed and no draft lies beside it."""
    bid = there(scene.own)
    if bid.draft_revision is not None:
        bids.discard_draft(bid.number, by=there(world.cast["lead"]), now=scene.moment)


PROBES: dict[str, Probe] = {
    "bid_begin GET": Probe(call()),
    "bid_begin POST own": Probe(call(), formed(), query=lambda world, scene: {"for": world.centre.number}),
    "bid_begin POST hosted": Probe(call(), formed(), query=lambda world, scene: {"for": world.group.number}),
    "bid": Probe(own()),
    "bid_answers GET": Probe(own()),
    "bid_answers POST": Probe(own(), answers),
    "bid_budget GET": Probe(own()),
    "bid_budget POST": Probe(own(), budget),
    "bid_statement GET": Probe(own()),
    "bid_statement POST": Probe(own(), statement),
    "bid_files GET": Probe(own()),
    "bid_files POST": Probe(own(), picture),
    "bid_file": Probe(own_file),
    "bid_file_remove": Probe(own_file),
    "bid_check": Probe(own()),
    "bid_own_copy": Probe(own()),
    "bid_seal": Probe(own(), press),
    "bid_withdraw GET": Probe(own()),
    "bid_withdraw POST": Probe(own(), press),
    "bid_confirm GET": Probe(own(), first=material),
    "bid_confirm POST": Probe(own(), press, material),
    "bid_replace GET": Probe(own(), first=put_away),
    "bid_replace POST": Probe(own(), first=put_away),
    "bid_discard": Probe(own()),
    "bid_party GET": Probe(own()),
    "bid_party POST": Probe(own(), lambda world, scene: {"act": "look"}),
    "bid_pulse GET": Probe(own()),
    "bid_pulse POST": Probe(own(), taps),
    "receipt": Probe(receipt()),
    "receipt_file GET json": Probe(receipt("json")),
    "receipt_file GET pdf": Probe(receipt("pdf")),
}
