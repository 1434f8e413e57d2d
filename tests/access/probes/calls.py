"""How the pages of a call are asked, from the first word to its corrections."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from portal.ground.clock import LEGAL_ZONE, legal_date
from procurement.judgement import law
from procurement.services.calls import amendments, in_step
from tests.access.probes.base import Probe, Sent, call, filled, formed, paper, said, said_parts
from tests.access.world import Scene, World


def review(act: str) -> Sent:
    return lambda world, scene: {"act": act, "version": scene.tender.version, "comment": "请改预算。"}


def medium(world: World, scene: Scene) -> dict[str, Any]:
    """On the official medium since this very moment."""
    local = scene.moment.astimezone(LEGAL_ZONE)
    stood = {"published_at_0": f"{local:%Y-%m-%d}", "published_at_1": f"{local:%H:%M}"}
    return {"url": "https://medium.example/1"} | stood


def wrong_date(world: World, scene: Scene) -> None:
    """The documents were to be had the day before: the one date of an approved call that breaks a rule."""
    if scene.tender.step == "awaiting_medium":
        scene.tender.documents_from = legal_date(scene.moment) - timedelta(days=1)
        scene.tender.save(update_fields=["documents_from"])


def asked_in_step(world: World, scene: Scene) -> None:
    wrong_date(world, scene)
    if scene.tender.step == "awaiting_medium":
        in_step.ask(
            scene.tender.number,
            url="https://medium.example/1",
            stands_since=scene.moment,
            by=world.office.drafter,
            now=scene.moment,
        )


def medium_in_step(world: World, scene: Scene) -> dict[str, Any]:
    return medium(world, scene) | {"act": "in_step"}


def waiver(world: World, scene: Scene) -> dict[str, Any]:
    rule = next(iter(law.waivable_rules()))
    return {"number": scene.tender.number, "rule": rule, "reason_zh": "疫情需要，时间紧迫。"}


def named_document(world: World, scene: Scene) -> dict[str, Any]:
    said = {"document_no": "云财采〔2020〕1号（示例）", "document_on": "2020-01-01"}
    return {"form_id": str(uuid4())} | said


def correction(world: World, scene: Scene) -> None:
    """A correction of an open call waits for the second person."""
    if scene.tender.step in ("open", "suspended"):
        amendments.draft_correction(
            scene.tender.number,
            offered={"contact_phone": "0691-1111111"},
            reason_code="error_in_notice",
            reason_zh="电话写错。",
            form_id=uuid4(),
            by=world.office.drafter,
            now=scene.moment,
        )


PROBES: dict[str, Probe] = {
    "call_new POST": Probe(data=formed(act="empty")),
    "call_new POST copy": Probe(
        data=lambda world, scene: {"form_id": str(uuid4()), "act": "copy", "number": scene.tender.number}
    ),
    "oversight POST": Probe(data=waiver),
    "rule_confirm GET": Probe(said_parts("YN.threshold.province.2020")),
    "rule_confirm POST": Probe(said_parts("YN.threshold.province.2020"), named_document),
    "call_part GET": Probe(call("project")),
    "call_part POST save": Probe(call("project"), filled("call_part", "project", act="save")),
    "call_part POST send": Probe(call("send"), filled("call_part", "send", act="send")),
    "call_dates": Probe(call(), lambda world, scene: {"version": scene.tender.version}),
    "call_check_sheet": Probe(call()),
    "call_check_sheet_file": Probe(call("pdf")),
    "call_preview": Probe(call()),
    "call_pack": Probe(call()),
    "call_document": Probe(paper),
    "call_discard": Probe(call()),
    "call_review GET": Probe(call()),
    "call_review POST approve": Probe(call(), review("approve")),
    "call_review POST send_back": Probe(call(), review("send_back")),
    "call_take_back": Probe(call()),
    "call_medium POST": Probe(call(), medium),
    "call_medium POST in_step": Probe(call(), medium_in_step, wrong_date),
    "call_in_step": Probe(call(), first=asked_in_step),
    "call_amend GET": Probe(call()),
    "call_amend POST": Probe(
        call(),
        filled(
            "call_amend",
            do="send",
            contact_phone="0691-1111111",
            reason_zh="电话写错。",
            reason_code="error_in_notice",
        ),
    ),
    "call_terminate GET": Probe(call()),
    "call_terminate POST": Probe(call(), formed(reason_code="funding_withdrawn", reason_zh="经费调整。")),
    "amendment_review GET": Probe(call(), first=correction),
    "amendment_review POST approve": Probe(call(), said(act="approve"), correction),
    "amendment_review POST send_back": Probe(call(), said(act="send_back", comment="请写清楚。"), correction),
    "amendment_discard": Probe(call(), first=correction),
}
