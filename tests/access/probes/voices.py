"""How the province is told, and how replies are written, published and withdrawn."""

from typing import Any
from uuid import uuid4

from procurement.judgement import slips
from procurement.models import Reply, Report
from procurement.services.questions import inquiries
from procurement.services.voices import replies, reports
from tests.access.probes.base import Probe, formed, said
from tests.access.world import Scene, World


def told(kind: str) -> Any:
    def parts(world: World, scene: Scene) -> list[Any]:
        return [_told(kind, inquiries.new_code(), scene).number]

    return parts


def _told(kind: str, code: str, scene: Scene) -> Report:
    return reports.file(
        kind=kind, text="没有发布的同伴教育项目", code=code, form_id=uuid4(), now=scene.moment
    )


def slip(world: World, scene: Scene) -> dict[str, Any]:
    """The code of a report made just before."""
    code = inquiries.new_code()
    _told("missing", code, scene)
    return {"code": code}


def words(**more: Any) -> Any:
    def data(world: World, scene: Scene) -> dict[str, Any]:
        return {
            "slip": slips.fresh(),
            "text": "没有发布的同伴教育项目",
        } | more

    return data


def written(world: World, scene: Scene) -> list[Any]:
    reply: Reply = replies.write(
        world.office.agency, text_zh="我单位今年的公告都已发布。", form_id=uuid4(), by=world.office.drafter,
        now=scene.moment,
    )  # fmt: skip
    return [reply.pk]


PROBES: dict[str, Probe] = {
    "missing_report POST": Probe(data=words(division="532801")),
    "confidential_report POST": Probe(data=words()),
    "report_lookup POST": Probe(data=slip),
    "report_decide GET missing": Probe(told("missing")),
    "report_decide POST missing": Probe(told("missing"), said(outcome="not_found", reply_zh="没有查到。")),
    "report_decide GET confidential": Probe(told("confidential")),
    "report_decide POST read": Probe(told("confidential"), said(act="read")),
    "report_decide POST confidential": Probe(told("confidential"), said(reply_zh="已转办，谢谢。")),
    "reply_list GET agency": Probe(lambda world, scene: [world.office.agency.slug]),
    "reply_list POST agency": Probe(
        lambda world, scene: [world.office.agency.slug], formed(text_zh="我单位今年的公告都已发布。")
    ),
    "reply_list GET provider": Probe(lambda world, scene: [world.rival.slug]),
    "reply_publish POST": Probe(written),
    "reply_withdraw POST": Probe(written),
}
