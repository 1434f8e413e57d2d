"""The stages of a call, each built through the services by the people of the world."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from portal.ground import clock
from procurement.judgement.bids import drafts
from procurement.models import Bid, Contract, Tender
from procurement.services.bids import bids, receipts
from procurement.services.calls import amendments, closings, documents, tenders, voids
from procurement.services.evaluation import consultations, reports
from procurement.services.questions import inquiries
from procurement.uploads import CleanFile
from tests.access.world import Scene, World
from tests.support import calls, examples, openings, sealed
from tests.support.awards import Decided
from tests.support.openings import MINUTE
from tests.support.panels import Judged
from tests.support.remembered import remembered
from tests.support.sealed import Bidder

DAY, MICRO = timedelta(days=1), timedelta(microseconds=1)
NOW = calls.PUBLISHED + DAY
PAPER = CleanFile("附件", b"%PDF-1.7 attached", "application/pdf", "pdf")

STAGES: dict[str, Callable[[World], Scene]] = {}
Builder = Callable[[World], Scene]


def stage(build: Builder) -> Builder:
    """A builder under the name the table calls its stage by. A stage begins from those it was built from before."""
    kept = remembered(build)
    STAGES[build.__name__.rstrip("_")] = kept
    return kept


# Before it is published


def _draft(world: World, values: dict[str, Any] | None = None) -> Tender:
    made = calls.draft(world.office, values)
    documents.attach(made.number, file=PAPER, by=world.office.drafter, now=calls.PUBLISHED)
    made.refresh_from_db()
    return made


def _submitted(world: World, values: dict[str, Any] | None = None) -> Tender:
    made = _draft(world, values)
    return tenders.submit(made.number, version=made.version, by=world.office.drafter, now=calls.PUBLISHED)


def _approved(world: World, values: dict[str, Any] | None = None) -> Tender:
    made = _submitted(world, values)
    return tenders.approve(made.number, by=world.office.approver, now=calls.PUBLISHED)


@stage
def draft(world: World) -> Scene:
    return Scene(_draft(world), calls.PUBLISHED)


@stage
def submitted(world: World) -> Scene:
    return Scene(_submitted(world), calls.PUBLISHED)


@stage
def scheduled(world: World) -> Scene:
    later = calls.PUBLISHED + DAY
    return Scene(_approved(world, examples.JINGHONG | {"publish_at": later}), calls.PUBLISHED)


@stage
def awaiting(world: World) -> Scene:
    return Scene(_approved(world, examples.KUNMING), calls.PUBLISHED)


@stage
def discarded(world: World) -> Scene:
    made = _draft(world)
    made = tenders.discard_draft(made.number, by=world.office.drafter, now=calls.PUBLISHED)
    return Scene(made, calls.PUBLISHED)


# While it takes bids


def own_bidder(world: World, tender: Tender) -> Bidder:
    """Who bids: the group with its host, in a statutory call the registered centre."""
    leader = world.cast["lead"]
    assert leader is not None
    return Bidder(world.centre if tender.regime == "statutory" else world.group, leader)


def rival_bidder(world: World) -> Bidder:
    leader = world.cast["rival"]
    assert leader is not None
    return Bidder(world.rival, leader)


def begun(world: World, tender: Tender) -> Bid:
    """The own bid, a draft that lacks nothing."""
    statutory = tender.regime == "statutory"
    more = {} if statutory else {"host": world.host, "partners": [world.partner]}
    return sealed.written(tender, own_bidder(world, tender), now=NOW, **more)


def unanswered(world: World) -> Scene:
    """An open call nobody has bid for: a question that waits, another held back."""
    return _asked(_approved(world))


def _asked(tender: Tender) -> Scene:
    question = calls.asked(tender, now=NOW)
    held = inquiries.ask(
        tender.number,
        text="我的名字写在哪里，别人才看不到？",
        to_reviewer=True,
        form_id=uuid4(),
        code=inquiries.new_code(),
        now=NOW,
    ).inquiry
    tender.refresh_from_db()
    return Scene(tender, NOW, question=question, held=held)


def _bids(world: World, tender: Tender) -> Scene:
    """The own bid, sealed and being rewritten; the rival's, sealed; and the two questions."""
    clock.move_to(NOW)
    scene = _asked(tender)
    who = own_bidder(world, tender)
    own = begun(world, tender)
    intake = sealed.pressed(own, who)
    assert sealed.decided(intake).verdict == "accepted"
    scene.receipt = receipts.receipt_of(intake)
    bids.begin_replacement(own.number, by=who.leader, now=NOW)
    scene.own = sealed.filled(own, who, now=NOW)
    sealed.lodged(tender, rival_bidder(world), now=NOW)
    (file,) = drafts.draft_of(scene.own, by=who.leader, now=NOW).files
    scene.file = file.name
    scene.own.refresh_from_db()
    return scene


@stage
def open_(world: World) -> Scene:
    return _bids(world, _approved(world))


def _at_closing(world: World, offset: timedelta) -> Scene:
    scene = _bids(world, _approved(world))
    assert scene.tender.bids_due is not None
    scene.moment = scene.tender.bids_due + offset
    return scene


@stage
def last(world: World) -> Scene:
    """One microsecond before the closing."""
    return _at_closing(world, -MICRO)


@stage
def due(world: World) -> Scene:
    """The moment of the closing, before the portal's clock has closed the call."""
    return _at_closing(world, timedelta())


@stage
def suspended(world: World) -> Scene:
    scene = _bids(world, _approved(world))
    assert scene.tender.answers_by is not None
    moment = datetime.combine(scene.tender.answers_by + DAY, NOW.timetz())
    scene.tender = closings.suspend(scene.tender.number, now=moment)
    assert scene.tender.step == "suspended"
    scene.moment = moment
    return scene


@stage
def terminated(world: World) -> Scene:
    scene = _bids(world, _approved(world))
    amendments.draft_termination(
        scene.tender.number,
        reason_code="funding_withdrawn",
        reason_zh="经费调整。",
        form_id=uuid4(),
        by=world.office.drafter,
        now=NOW,
    )
    amendments.approve(scene.tender.number, by=world.office.approver, now=NOW)
    scene.tender.refresh_from_db()
    return scene


# From the closing to the opening


def _closed(world: World, scene: Scene) -> Scene:
    assert scene.tender.bids_due is not None
    scene.tender = closings.close(scene.tender.number, now=scene.tender.bids_due)
    return scene


def _answered(world: World, scene: Scene) -> Scene:
    """No question waits any more: in a statutory call one that does keeps the bids shut."""
    assert scene.question is not None
    assert scene.held is not None
    reviewer = world.cast["privacy"]
    assert reviewer is not None
    inquiries.refuse(scene.tender.number, scene.held.tag, by=reviewer, now=NOW + DAY)
    inquiries.answer(
        scene.tender.number,
        scene.question.tag,
        kind="answer",
        text_zh="可以。",
        form_id=uuid4(),
        by=world.office.drafter,
        now=NOW + DAY,
    )
    return scene


def _before_opening(world: World, offset: timedelta) -> Scene:
    """Of a call that is opened some hours after its closing."""
    made = _draft(world)
    assert made.bids_due is not None
    later = {"opens_at": made.bids_due + timedelta(hours=17)}
    made = tenders.save_part(
        made.number, values=later, version=made.version, by=world.office.drafter, now=calls.PUBLISHED
    )
    made = tenders.submit(made.number, version=made.version, by=world.office.drafter, now=calls.PUBLISHED)
    made = tenders.approve(made.number, by=world.office.approver, now=calls.PUBLISHED)
    scene = _closed(world, _bids(world, made))
    assert scene.tender.opens_at is not None
    scene.moment = scene.tender.opens_at + offset
    return scene


@stage
def closed(world: World) -> Scene:
    """One microsecond before the opening."""
    return _before_opening(world, -MICRO)


@stage
def opening(world: World) -> Scene:
    """The moment of the opening: nobody has confirmed yet."""
    return _before_opening(world, timedelta())


def _looked_at(world: World, tender: Tender, scene: Scene | None = None) -> Scene:
    made = openings.close(tender, world.office, [])
    made.confirm_both()
    assert made.open()
    tender.refresh_from_db()
    scene = scene or Scene(tender, made.at)
    scene.tender, scene.moment, scene.ends = tender, made.at + 2 * MINUTE, True
    if scene.own:
        scene.own.refresh_from_db()
    return scene


@stage
def few(world: World) -> Scene:
    """Nobody applied."""
    return _looked_at(world, _approved(world))


@stage
def void(world: World) -> Scene:
    scene = few(world)
    voids.declare_void(
        scene.tender.number,
        reason_code="too_few_suppliers",
        reason_zh="没有人申报。",
        form_id=uuid4(),
        by=world.office.drafter,
        now=scene.moment,
    )
    voids.approve(scene.tender.number, by=world.office.approver, now=scene.moment)
    scene.tender.refresh_from_db()
    return scene


# Judging


def _opened(world: World, scene: Scene) -> Scene:
    return _looked_at(world, scene.tender, scene)


def _panel(world: World, scene: Scene) -> Judged:
    """Three members, of whom the drafter is one; everybody has declared."""
    made = Judged(scene.tender, world.office, [])
    made.seat_all()
    made.declare_all()
    scene.seated = made.seated
    return made


@stage
def evaluating(world: World) -> Scene:
    scene = _opened(world, _bids(world, _approved(world)))
    _panel(world, scene)
    return scene


FINAL_IN = 3 * DAY


@stage
def consulting(world: World) -> Scene:
    """A consultation whose first offers are talked over."""
    made = _approved(world, examples.KUNMING)
    made = tenders.record_official_medium(
        made.number,
        url="https://medium.example/1",
        published_at=calls.PUBLISHED,
        by=world.office.drafter,
        now=calls.PUBLISHED + timedelta(minutes=30),
    )
    clock.move_to(NOW)
    sealed.lodged(made, sealed.bidder(), now=NOW)
    scene = _opened(world, _answered(world, _bids(world, made)))
    _panel(world, scene)
    return scene


def _final(world: World) -> Scene:
    """Its three bidders were asked for a final offer; the own one is being written."""
    scene = consulting(world)
    now = scene.moment
    consultations.call(
        scene.tender.number,
        changes_zh="随访改为每月一次。",
        final_due=now + FINAL_IN,
        form_id=uuid4(),
        by=world.office.drafter,
        now=now,
    )
    assert scene.own is not None
    who = own_bidder(world, scene.tender)
    bids.begin_replacement(scene.own.number, by=who.leader, now=now)
    scene.own = sealed.filled(scene.own, who, now=now)
    scene.tender.refresh_from_db()
    return scene


@stage
def final(world: World) -> Scene:
    """One microsecond before the final offers are due."""
    scene = _final(world)
    scene.moment += FINAL_IN - MICRO
    return scene


@stage
def finaldue(world: World) -> Scene:
    """The moment the final offers are due."""
    scene = _final(world)
    scene.moment += FINAL_IN
    return scene


# Deciding


@stage
def scored(world: World) -> Scene:
    """Every member has handed in; the rival is ahead, the own bid is second."""
    scene = _opened(world, _bids(world, _approved(world)))
    judged = _panel(world, scene)
    rival = Bid.objects.get(tender=scene.tender, lead=world.rival)
    for member in judged.members:
        for offer in judged.offers:
            judged.score(member, 0.9 if offer.bid_id == rival.pk else 0.5, only=offer)
        judged.hand_in(member)
    return scene


@stage
def reported(world: World) -> Scene:
    """The report is made."""
    scene = scored(world)
    reports.report(scene.tender.first_lot, by=world.office.drafter, now=scene.moment)
    return scene


@stage
def decided(world: World) -> Scene:
    """A decision for the rival waits for the second person."""
    scene = reported(world)
    _course(world, scene).draft()
    return scene


def _course(world: World, scene: Scene) -> Decided:
    """What becomes of the call, with the clock at the scene's moment."""
    clock.move_to(scene.moment)
    return Decided(scene.tender, world.office, [], scene.seated)


def _seen(scene: Scene) -> Scene:
    """The scene as it now stands, at the moment to which the clock has come."""
    scene.moment = clock.now()
    scene.tender.refresh_from_db()
    assert scene.own is not None
    scene.own.refresh_from_db()
    return scene


@stage
def publicity(world: World) -> Scene:
    """The list is shown."""
    scene = decided(world)
    _course(world, scene).approve()
    return _seen(scene)


@stage
def ripe(world: World) -> Scene:
    """The list has stood its time."""
    scene = publicity(world)
    _course(world, scene).wait_out()
    return _seen(scene)


@stage
def awarded(world: World) -> Scene:
    scene = ripe(world)
    _course(world, scene).award()
    return _seen(scene)


@stage
def contracted(world: World) -> Scene:
    scene = awarded(world)
    _course(world, scene).sign(document=PAPER)
    return _seen(scene)


@stage
def completed(world: World) -> Scene:
    scene = contracted(world)
    _course(world, scene).accept(Contract.objects.get(tender=scene.tender))
    return _seen(scene)
