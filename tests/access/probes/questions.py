"""How questions are asked, answered and reviewed."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied

from procurement.judgement import slips
from procurement.services.questions import inquiries
from tests.access.probes.base import Probe, call, formed, said, there
from tests.access.world import Scene, World
from tests.support import confidences


def asked(world: World, scene: Scene) -> list[Any]:
    return [scene.tender.number, there(scene.question).tag]


def held(world: World, scene: Scene) -> list[Any]:
    return [scene.tender.number, there(scene.held).tag]


def read(world: World, scene: Scene) -> None:
    """Whoever may let it go has read it."""
    if scene.held is not None:
        for who in ("privacy", "superv"):
            with suppress(PermissionDenied):
                confidences.read(scene.held, there(world.cast[who]), now=scene.moment)


def slip(world: World, scene: Scene) -> dict[str, Any]:
    """The code of a question asked just before."""
    code = inquiries.new_code()
    inquiries.ask(scene.tender.number, text="可以联合申报吗？", form_id=uuid4(), code=code, now=scene.moment)
    return {"code": code}


def question(world: World, scene: Scene) -> dict[str, Any]:
    return {"slip": slips.fresh(), "text": "没有登记的小组可以申报吗？"}


PROBES: dict[str, Probe] = {
    "ask GET": Probe(call()),
    "ask POST": Probe(call(), question),
    "question_lookup POST": Probe(data=slip),
    "answer GET": Probe(asked),
    "answer POST": Probe(asked, formed(kind="answer", text_zh="可以。")),
    "privacy_review GET": Probe(held),
    "privacy_review POST read": Probe(held, said(act="read")),
    "privacy_review POST release": Probe(held, said(act="release"), read),
    "privacy_review POST refuse": Probe(held, said(act="refuse")),
}
