"""How the desks of organisations are asked."""

from itertools import count
from typing import Any

from organizations.models import Cso, Membership, Tie
from organizations.services import profiles, standing
from tests.access.probes.base import Parts, Probe, Sent, said, said_parts, there, today
from tests.access.world import Scene, World
from tests.support import factories, pools

PROFILE = {
    "name_zh": "新组织",
    "division": "532801",
    "legal_form": "unregistered",
    "services": ["testing"],
    "populations": ["general_population"],
}


def group(*more: Any) -> Parts:
    return lambda world, scene: [world.group.number, *more]


def agency(*more: Any) -> Parts:
    return lambda world, scene: [world.office.agency.number, *more]


def colleague(world: World, scene: Scene) -> list[Any]:
    """The role of the drafter in the agency."""
    held = Membership.objects.get(user=world.cast["drafter"], organization=world.office.agency)
    return [world.office.agency.number, held.pk]


def leader(world: World, scene: Scene) -> list[Any]:
    held = Membership.objects.get(user=world.cast["both"], organization=world.group)
    return [world.group.number, held.pk]


def founder(world: World, scene: Scene) -> list[Any]:
    held = Membership.objects.get(user=world.cast["lead"], organization=world.group)
    return [world.group.number, held.pk]


def offered(world: World, scene: Scene) -> None:
    """The group offers a role to somebody."""
    by = there(world.cast["lead"])
    standing.invite(world.group, factories.user(), "writer", by=by, now=scene.moment)


def the_offer(world: World, scene: Scene) -> dict[str, Any]:
    return {"take_back": str(world.group.invitations.get().pk)}


def tie(world: World, scene: Scene) -> list[Any]:
    """The tie of the group and its host, at the group's desk."""
    return [world.group.number, Tie.objects.get(kind="host", member=world.group).pk]


def a_host(world: World, scene: Scene) -> list[Any]:
    return [world.rival.number]


def ready(world: World, scene: Scene) -> None:
    """The rival says that it takes groups in."""
    Cso.objects.filter(organization=world.rival).update(hosts_groups=True, host_keeps_percent=5)


def of_the_group(world: World, scene: Scene) -> dict[str, Any]:
    return {"group": world.group.number, "word": "我们三个人，请找组长联系。"}


def looked_at_by_agency(world: World, scene: Scene) -> list[Any]:
    return [world.office.agency.number, world.group.number]


def looked_at_by_host(world: World, scene: Scene) -> list[Any]:
    return [world.host.number, world.group.number]


def newcomer(role: str) -> Sent:
    """A colleague to be given a role, by login name."""
    return lambda world, scene: {"username": factories.user().username, "role": role}


def waits_for_papers(world: World, scene: Scene) -> None:
    profiles.ask_verification(world.group, by=there(world.cast["lead"]), now=scene.moment)


_people = count(1)


def pooled(*, confirmed: bool) -> Parts:
    """Somebody whom the drafter of the agency entered in the pool."""

    def parts(world: World, scene: Scene) -> list[Any]:
        made = pools.entered(world.office, number=next(_people), confirmed=confirmed)
        return ["532800", made.code]

    return parts


PROBES: dict[str, Probe] = {
    "pool": Probe(said_parts("532800")),
    "pool_enter GET": Probe(said_parts("532800")),
    "pool_enter POST": Probe(
        said_parts("532800"),
        today(
            "from_date",
            seat="outsider",
            name="某医生",
            office="州医院",
            contact="d@example.org",
            home="532823",
        ),
    ),
    "pool_entry GET": Probe(pooled(confirmed=False)),
    "pool_entry POST confirm": Probe(pooled(confirmed=False), said(act="confirm")),
    "pool_entry POST end": Probe(pooled(confirmed=True), said(act="end")),
    "organization_create POST": Probe(data=said(**PROFILE)),
    "organization_desk GET own": Probe(group()),
    "organization_desk GET agency": Probe(agency()),
    "organization_desk POST own": Probe(group()),
    "organization_desk POST agency": Probe(agency()),
    "organization_edit GET": Probe(group()),
    "organization_edit POST": Probe(group(), said(**PROFILE)),
    "organization_page GET": Probe(group()),
    "organization_page POST": Probe(group(), said(ask="1")),
    "organization_people GET own": Probe(group()),
    "organization_people GET agency": Probe(agency()),
    "organization_people POST own": Probe(group(), newcomer("leader")),
    "organization_people POST agency": Probe(agency(), newcomer("drafter")),
    "organization_people POST back": Probe(group(), the_offer, offered),
    "organization_end_role GET founder": Probe(founder),
    "organization_end_role POST founder": Probe(founder),
    "organization_end_role GET own": Probe(leader),
    "organization_end_role POST own": Probe(leader),
    "organization_end_role GET agency": Probe(colleague),
    "organization_end_role POST agency": Probe(colleague),
    "organization_ties GET": Probe(group()),
    "organization_ties POST": Probe(
        group(), lambda world, scene: {"other": world.rival.number, "kind": "network-above"}
    ),
    "organization_tie": Probe(tie),
    "organization_ask_host GET": Probe(a_host, first=ready),
    "organization_ask_host POST": Probe(a_host, of_the_group, ready),
    "verify GET agency": Probe(looked_at_by_agency, first=waits_for_papers),
    "verify POST agency": Probe(looked_at_by_agency, said(outcome="verified"), waits_for_papers),
    "verify GET host": Probe(looked_at_by_host),
    "verify POST host": Probe(looked_at_by_host, said(outcome="verified")),
}
