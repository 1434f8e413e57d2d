"""How the public pages, receipts shown by strangers, and letters are asked."""

import json
from typing import Any

from portal.site.alerts import links
from portal.site.alerts import services as alerts
from portal.site.alerts.models import Subscriber, Subscription
from portal.site.opendata import releases
from portal.site.website.views.rules import groups_of
from procurement.judgement import law
from procurement.judgement.bids import receipts
from tests.access.probes.base import Probe, call, paper, said, said_parts, there
from tests.access.world import Scene, World


def proof(world: World, scene: Scene) -> dict[str, Any]:
    return {"receipt": json.dumps(receipts.document_of(there(scene.receipt)), ensure_ascii=False)}


def _subscription(world: World, scene: Scene) -> Subscription:
    alerts.subscribe(
        "a@example.org", kind="place", key="530000", query="", language="zh-hans", now=scene.moment
    )
    return Subscription.objects.get(subscriber__email="a@example.org")


def confirming(world: World, scene: Scene) -> list[Any]:
    return [links.confirm_path(_subscription(world, scene).pk).rstrip("/").rsplit("/", 1)[-1]]


def managing(world: World, scene: Scene) -> list[Any]:
    alerts.confirm(_subscription(world, scene).pk, now=scene.moment)
    return [Subscriber.objects.get(email="a@example.org").token]


def stopping(world: World, scene: Scene) -> list[Any]:
    subscriber = _subscription(world, scene).subscriber
    return [links.stop_path(subscriber.recipient, "zh-hans").rstrip("/").rsplit("/", 1)[-1]]


def ocid(world: World, scene: Scene) -> list[Any]:
    releases.write_missing()
    return [there(scene.tender).ocid]


PROBES: dict[str, Probe] = {
    "rule_row": Probe(said_parts("10.intention")),
    "rule_group": Probe(lambda world, scene: [next(iter(groups_of(law.current()[0])))]),
    "api:check POST": Probe(data=said(procedure="grant_call"), json=True),
    "api:deadline GET": Probe(query=said(start="2024-07-02", days="10")),
    "api:notice_record": Probe(call()),
    "api:record": Probe(ocid),
    "table GET notices": Probe(said_parts("notices", "csv")),
    "table GET awards": Probe(said_parts("awards", "csv")),
    "table GET contracts": Probe(said_parts("contracts", "csv")),
    "notice_fit": Probe(query=said(form="unregistered")),
    "code_list": Probe(said_parts("status")),
    "api:code_list": Probe(said_parts("status")),
    "measure_csv": Probe(said_parts("days_open")),
    "figure_calls": Probe(query=said(figure="all")),
    "tender": Probe(call()),
    "notice": Probe(call(1)),
    "notice_file GET pdf": Probe(call(1, "pdf")),
    "notice_file GET docx": Probe(call(1, "docx")),
    "notice_file GET txt": Probe(call(1, "txt")),
    "notice_file GET json": Probe(call(1, "json")),
    "document": Probe(paper),
    "agency": Probe(lambda world, scene: [world.office.agency.slug]),
    "place": Probe(said_parts("532801")),
    "organization GET registered": Probe(lambda world, scene: [world.rival.slug]),
    "organization GET hidden": Probe(lambda world, scene: [world.group.slug]),
    "receipt_verify POST": Probe(data=proof),
    "alerts POST": Probe(data=said(email="b@example.org", place="530000")),
    "alerts_confirm": Probe(confirming),
    "alerts_manage GET": Probe(managing),
    "alerts_manage POST": Probe(managing, said(language="en")),
    "alerts_stop": Probe(stopping),
}
