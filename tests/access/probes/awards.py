"""How what follows the report is asked: decision, objection, contract, acceptance."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from portal.ground.clock import legal_date
from procurement.judgement import awards, slips
from procurement.models import (
    Award,
    AwardDraft,
    Bid,
    Contract,
    RecordDraft,
    Tender,
)
from tests.access.probes.base import NothingThereError, Probe, call, formed, own, said, there, today
from tests.access.world import Scene, World
from tests.support.awards import Decided


def award(world: World, scene: Scene) -> list[Any]:
    return [there(Award.objects.filter(lot__tender=scene.tender).first()).number]


def contract(world: World, scene: Scene) -> list[Any]:
    return [there(Contract.objects.filter(tender=scene.tender).first()).number]


def objection(world: World, scene: Scene) -> list[Any]:
    """One raised just before, where the list is shown."""
    if scene.tender.step != "publicity" or not awards.takes_objections(scene.tender, now=scene.moment):
        raise NothingThereError
    return [_course(world, scene).object()[0].number]


def _course(world: World, scene: Scene) -> Decided:
    return Decided(scene.tender, world.office, [])


def decision(world: World, scene: Scene) -> dict[str, Any]:
    """The rival is chosen, by the form as it stands."""
    draft = AwardDraft.objects.filter(tender=scene.tender).first()
    rival = Bid.objects.filter(tender=scene.tender, lead=world.rival).first()
    return {
        "form_id": str(uuid4()),
        "version": draft.version if draft else 0,
        "decided_body": "局长办公会",
        "decided_on": f"{legal_date(scene.moment)}",
        "decided_minute": "〔2024〕12号",
        "reason_zh": "方案可行，预算合理。",
        f"bid-{rival.number if rival else ''}": "chosen",
    }


def terms(world: World, scene: Scene) -> dict[str, Any]:
    """A lawful contract of the award, signed today."""
    made = Award.objects.filter(lot__tender=scene.tender).first()
    day = legal_date(scene.moment)
    rows = {"TOTAL_FORMS": 2, "INITIAL_FORMS": 0}
    for place, (share, basis) in enumerate((("40", "agreement"), ("60", "acceptance"))):
        rows |= {f"{place}-share": share, f"{place}-due_on": f"{day + timedelta(days=10)}"}
        rows |= {f"{place}-basis": basis}
    said = {
        "value": f"{made.value}" if made else "",
        "signed_on": f"{day}",
        "starts_on": f"{day}",
        "ends_on": f"{day + timedelta(days=170)}",
        "form_id": str(uuid4()),
    }
    return said | {f"pay-{name}": value for name, value in rows.items()}


def agreed(world: World, scene: Scene) -> dict[str, Any]:
    """:func:`terms` for every award of the call."""
    made = Award.objects.filter(lot__tender=scene.tender)
    return terms(world, scene) | {f"take-{one.number}": "on" for one in made}


def waiting(world: World, scene: Scene) -> None:
    """The drafter recorded the agreement of the award just before."""
    if scene.tender.step == "awarded":
        _course(world, scene).record_contract()


def confirmed(act: str) -> Any:
    """All that waits is confirmed, or sent back."""

    def data(world: World, scene: Scene) -> dict[str, Any]:
        drafts = RecordDraft.objects.filter(tender=scene.tender, state="submitted")
        ticks = {f"take-{pk}": "on" for pk in drafts.values_list("pk", flat=True)}
        return ticks | {"act": act, "comment": "请核对。"}

    return data


def record(world: World, scene: Scene) -> list[Any]:
    """What the drafter recorded just before: the contract of the award, or the acceptance of the contract."""
    course = _course(world, scene)
    if scene.tender.step == "awarded":
        return [course.record_contract().pk]
    if scene.tender.step == "contracted":
        return [course.record_acceptance(Contract.objects.get(tender=scene.tender)).pk]
    raise NothingThereError


def objecting(world: World, scene: Scene) -> dict[str, Any]:
    return {"slip": slips.fresh(), "text": "评分没有考虑转介成功率。"}


def objection_slip(world: World, scene: Scene) -> dict[str, Any]:
    """The code of an objection raised just before, where the list is shown."""
    if scene.tender.step != "publicity" or not awards.takes_objections(scene.tender, now=scene.moment):
        raise NothingThereError
    return {"code": _course(world, scene).object()[1]}


def upheld(world: World, scene: Scene) -> None:
    """An objection to the list was upheld, where it could be raised."""
    if scene.tender.step == "publicity" and awards.takes_objections(scene.tender, now=scene.moment):
        made, _code = _course(world, scene).object()
        _course(world, scene).answer(made, "upheld")


def conditional(world: World, scene: Scene) -> None:
    """The call stands on money that is not there yet."""
    terms_then = scene.tender.terms | {"funding": "conditional"}
    Tender.objects.filter(pk=scene.tender.pk).update(terms=terms_then)


PROBES: dict[str, Probe] = {
    "decision GET": Probe(call()),
    "decision POST": Probe(call(), decision),
    "decision_review GET": Probe(call()),
    "decision_review POST approve": Probe(call(), said(act="approve", version=1)),
    "decision_review POST send_back": Probe(call(), said(act="send_back", version=1, comment="请写清楚。")),
    "award": Probe(call()),
    "evaluate_again": Probe(call(), first=upheld),
    "decide_again": Probe(call(), first=upheld),
    "funding GET": Probe(call(), first=conditional),
    "funding POST": Probe(call(), formed(document_no="景财〔2024〕8号"), conditional),
    "plan_talk GET": Probe(award),
    "plan_talk POST": Probe(award, today("held_on", changes_zh="没有改动。")),
    "award_revoke GET": Probe(award),
    "award_revoke POST": Probe(award, said(reason_code="withdrew", reason_zh="中选方不再承接。")),
    "contract GET": Probe(award),
    "contract POST": Probe(award, terms),
    "agreements GET": Probe(call()),
    "agreements POST": Probe(call(), agreed),
    "agreements_review GET": Probe(call(), first=waiting),
    "agreements_review POST confirm": Probe(call(), confirmed("confirm"), waiting),
    "agreements_review POST send_back": Probe(call(), confirmed("send_back"), waiting),
    "contract_payment GET": Probe(contract),
    "contract_payment POST": Probe(contract, today("paid_on")),
    "contract_filing GET": Probe(contract),
    "contract_filing POST": Probe(contract, today("filed_on", filed_no="1")),
    "acceptance GET": Probe(contract),
    "acceptance POST": Probe(
        contract,
        today(
            "accepted_on",
            result="passed",
            quantity_zh="完成宣传活动二十四场。",
            quality_zh="转介成功率高于约定。",
            users_zh="时间合适。",
            early_zh="全部活动提前完成，双方书面同意。",
            service_users_took_part="yes",
        ),
    ),
    "record_review GET": Probe(record),
    "record_review POST confirm": Probe(record, said(act="confirm")),
    "record_review POST send_back": Probe(record, said(act="send_back", comment="请核对。")),
    "contract_text": Probe(contract),
    "object GET": Probe(call()),
    "object POST": Probe(call(), objecting),
    "objection_lookup POST": Probe(data=objection_slip),
    "objection_answer GET": Probe(objection),
    "objection_answer POST": Probe(
        objection, said(outcome="rejected", reply_zh="评分依据公告标准，已复核。")
    ),
    "bid_result": Probe(own()),
}
