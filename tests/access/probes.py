"""How each row of the table is asked: the parts of its address, what its form sends, what must be there first.

An act is sent as a browser would send it, complete and correct, so that only *who* and *when* can refuse it."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from organizations.models import Membership, Tie
from organizations.services import accounts, profiles
from portal.alerts import links
from portal.alerts import services as alerts
from portal.alerts.models import Subscriber, Subscription
from portal.clock import LEGAL_ZONE, legal_date
from portal.website.views.rules import groups_of
from procurement.models import (
    Award,
    AwardDraft,
    Bid,
    Contract,
    EvaluationReport,
    Evaluator,
    LowOffer,
    OpenedOffer,
    Tender,
)
from procurement.rules.bidding import QUESTIONS
from procurement.selectors import bids as bid_selectors
from procurement.services import (
    amendments,
    bids,
    conformity,
    editions,
    inquiries,
    low_offers,
    objections,
    offers,
    panels,
    receipts,
    voids,
    waivers,
)
from procurement.services.errors import NotOpenError
from procurement.services.evaluation_errors import PanelError
from procurement.services.panels import Seated
from tests import factories, files
from tests.access.table import Row
from tests.access.world import Scene, World
from tests.awards import Decided
from tests.panels import Judged
from tests.views.officer_site import _controls

Parts = Callable[[World, Scene], Iterable[Any]]
Sent = Callable[[World, Scene], dict[str, Any]]
First = Callable[[World, Scene], None]


@dataclass(frozen=True)
class Probe:
    """``parts`` fill the address and ``query`` follows it; ``data`` is sent; ``first`` is done before, by
    whoever has to."""

    parts: Parts = lambda world, scene: ()
    data: Sent = lambda world, scene: {}
    first: First = lambda world, scene: None
    query: Sent = lambda world, scene: {}
    json: bool = False


class NothingThereError(Exception):
    """Nothing of the kind is there at this stage, so there is no address to ask."""


def there(thing: Any) -> Any:
    """``thing``, where the stage has one."""
    if thing is None:
        raise NothingThereError
    return thing


# Parts of addresses


def call(*more: Any) -> Parts:
    """The number of the call, and what follows it."""
    return lambda world, scene: [scene.tender.number, *more]


def own(*more: Any) -> Parts:
    """The number of the own bid, and what follows it."""
    return lambda world, scene: [there(scene.own).number, *more]


def said_parts(*parts: Any) -> Parts:
    """The same at every stage."""
    return lambda world, scene: parts


def own_file(world: World, scene: Scene) -> list[Any]:
    bid = there(scene.own)
    return [bid.number, scene.file]


def receipt(*more: Any) -> Parts:
    return lambda world, scene: [there(scene.receipt).number, *more]


def asked(world: World, scene: Scene) -> list[Any]:
    return [scene.tender.number, there(scene.question).tag]


def held(world: World, scene: Scene) -> list[Any]:
    return [scene.tender.number, there(scene.held).tag]


def paper(world: World, scene: Scene) -> list[Any]:
    return [scene.tender.number, scene.tender.documents.get().pk]


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


def tie(world: World, scene: Scene) -> list[Any]:
    """The tie of the group and its host, at the group's desk."""
    return [world.group.number, Tie.objects.get(kind="host", member=world.group).pk]


def looked_at_by_agency(world: World, scene: Scene) -> list[Any]:
    return [world.office.agency.number, world.group.number]


def looked_at_by_host(world: World, scene: Scene) -> list[Any]:
    return [world.host.number, world.group.number]


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
        return panels.seat(
            scene.tender.number, seat=old.seat, chosen="drawn", name=old.name, form_id=uuid4(), by=by, now=now
        )
    except (PanelError, PermissionDenied):
        raise NothingThereError from None


def link_offer(world: World, scene: Scene) -> list[Any]:
    return [*link(world, scene), offer(world, scene)[1]]


def link_file(world: World, scene: Scene) -> list[Any]:
    pk = offer(world, scene)[1]
    return [*link(world, scene), pk, _file_of(world, scene, pk)]


def award(world: World, scene: Scene) -> list[Any]:
    return [there(Award.objects.filter(lot__tender=scene.tender).first()).number]


def contract(world: World, scene: Scene) -> list[Any]:
    return [there(Contract.objects.filter(tender=scene.tender).first()).number]


def objection(world: World, scene: Scene) -> list[Any]:
    """One raised just before, where the list is shown."""
    if scene.tender.step != "publicity" or not objections.takes_objections(scene.tender, now=scene.moment):
        raise NothingThereError
    return [_course(world, scene).object()[0].number]


def _course(world: World, scene: Scene) -> Decided:
    return Decided(scene.tender, world.office, [])


# What forms send


def said(**values: Any) -> Sent:
    """The same each time."""
    return lambda world, scene: values


def formed(**values: Any) -> Sent:
    """The same each time, with a new form."""
    return lambda world, scene: values | {"form_id": str(uuid4())}


def filled(page: str, *parts: Any, of: str = "drafter", **changed: Any) -> Sent:
    """The form of a page of the call as its drafter finds it, with ``changed``; the change alone where the
    page shows the drafter none."""

    def data(world: World, scene: Scene) -> dict[str, Any]:
        browser = Client()
        browser.force_login(there(world.cast[of]))
        context = browser.get(reverse(page, args=[scene.tender.number, *parts])).context or {}
        form = context.get("part") or context.get("form") or ()
        rows = [getattr(form, name, None) for name in ("criteria", "payments")]
        bound = [form, *(one for row in rows if row for one in (row.management_form, *row.forms))]
        shown = {name: context[name] for name in ("version", "seen") if name in context}
        for one in (control for each in bound for control in each):
            shown |= _controls(one)
        return {name: value for name, value in (shown | changed).items() if value is not None}

    return data


def review(act: str) -> Sent:
    return lambda world, scene: {"act": act, "version": scene.tender.version, "comment": "请改预算。"}


def press(world: World, scene: Scene) -> dict[str, Any]:
    notice = bid_selectors.notice_in_force(scene.tender)
    return {"key": str(uuid4()), "terms_version": notice.terms_version}


def answers(world: World, scene: Scene) -> dict[str, Any]:
    return {"version": there(scene.own).version} | dict.fromkeys(QUESTIONS, "我们的回答。")


def budget(world: World, scene: Scene) -> dict[str, Any]:
    rows = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "0-label": "补贴", "0-kind": "direct", "0-amount": "90000"}
    return {"version": there(scene.own).version} | {f"lot1-{name}": value for name, value in rows.items()}


PICTURE = files.photo((8, 8))


def picture(world: World, scene: Scene) -> dict[str, Any]:
    return {"title": "活动室", "file": SimpleUploadedFile("photo.jpg", PICTURE)}


def medium(world: World, scene: Scene) -> dict[str, Any]:
    """On the official medium since this very moment."""
    local = scene.moment.astimezone(LEGAL_ZONE)
    stood = {"published_at_0": f"{local:%Y-%m-%d}", "published_at_1": f"{local:%H:%M}"}
    return {"url": "https://medium.example/1"} | stood


def waiver(world: World, scene: Scene) -> dict[str, Any]:
    rule = next(iter(waivers.waivable_rules()))
    return {"number": scene.tender.number, "rule": rule, "reason_zh": "疫情需要，时间紧迫。"}


def slip(world: World, scene: Scene) -> dict[str, Any]:
    """The code of a question asked just before."""
    code = inquiries.new_code()
    inquiries.ask(scene.tender.number, text="可以联合申报吗？", form_id=uuid4(), code=code, now=scene.moment)
    return {"code": code}


def question(world: World, scene: Scene) -> dict[str, Any]:
    return {"form_id": str(uuid4()), "code": inquiries.new_code(), "text": "没有登记的小组可以申报吗？"}


def proof(world: World, scene: Scene) -> dict[str, Any]:
    return {"receipt": json.dumps(receipts.document_of(there(scene.receipt)), ensure_ascii=False)}


def tomorrow(field: str) -> Sent:
    """The evening after next, in a field of day and hour."""
    return lambda world, scene: {
        f"{field}_0": f"{scene.moment.astimezone(LEGAL_ZONE) + timedelta(days=2):%Y-%m-%d}",
        f"{field}_1": "18:00",
        "form_id": str(uuid4()),
    }


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


def today(*names: str, **more: Any) -> Sent:
    """The day of the scene in those fields, with a new form."""
    return lambda world, scene: (
        dict.fromkeys(names, f"{legal_date(scene.moment)}") | more | {"form_id": str(uuid4())}
    )


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


def objecting(world: World, scene: Scene) -> dict[str, Any]:
    return {"form_id": str(uuid4()), "code": inquiries.new_code(), "text": "评分没有考虑转介成功率。"}


def objection_slip(world: World, scene: Scene) -> dict[str, Any]:
    """The code of an objection raised just before, where the list is shown."""
    if scene.tender.step != "publicity" or not objections.takes_objections(scene.tender, now=scene.moment):
        raise NothingThereError
    return {"code": _course(world, scene).object()[1]}


PROFILE = {
    "name_zh": "新组织",
    "division": "532801",
    "legal_form": "unregistered",
    "services": ["testing"],
    "populations": ["general_population"],
}


def newcomer(role: str) -> Sent:
    """A colleague to be given a role, by login name."""
    return lambda world, scene: {"username": factories.user().username, "role": role}


def recovery(world: World, scene: Scene) -> dict[str, Any]:
    """The printed sheet's next code and a new password."""
    who = there(world.cast["lead"])
    code = accounts.codes_left(who)[0]
    new = "four brown bicycles"
    return {"username": who.username, "code": code, "password1": new, "password2": new}


def new_password(old: str, *new: str) -> Sent:
    return lambda world, scene: {old: factories.PASSWORD} | dict.fromkeys(new, "four brown bicycles")


# What must be there first


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


def put_away(world: World, scene: Scene) -> None:
    """The own bid is sealed and no draft lies beside it."""
    bid = there(scene.own)
    if bid.draft_revision is not None:
        bids.discard_draft(bid.number, by=there(world.cast["lead"]), now=scene.moment)


def waits_for_papers(world: World, scene: Scene) -> None:
    profiles.ask_verification(world.group, by=there(world.cast["lead"]), now=scene.moment)


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
    panels.seat(scene.tender.number, seat="buyer", chosen="named", user=by, form_id=uuid4(), by=by, now=now)


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


def upheld(world: World, scene: Scene) -> None:
    """An objection to the list was upheld, where it could be raised."""
    if scene.tender.step == "publicity" and objections.takes_objections(scene.tender, now=scene.moment):
        made, _code = _course(world, scene).object()
        _course(world, scene).answer(made, "upheld")


def conditional(world: World, scene: Scene) -> None:
    """The call stands on money that is not there yet."""
    terms_then = scene.tender.terms | {"funding": "conditional"}
    Tender.objects.filter(pk=scene.tender.pk).update(terms=terms_then)


# Letters


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


# Accounts


def forgotten(world: World, scene: Scene) -> list[Any]:
    """What stands in the letter to whoever forgot the password."""
    who = there(world.cast["lead"])
    return [user_pk_to_url_str(who), default_token_generator.make_token(who)]


def unconfirmed(world: World, scene: Scene) -> list[Any]:
    leader = there(world.cast["lead"])
    address, _new = EmailAddress.objects.get_or_create(user=leader, email="lead@example.org")
    return [EmailConfirmationHMAC(address).key]


# By the row's name; a route whose every row is asked alike stands under its own.
PROBES: dict[str, Probe] = {
    # Public pages and data
    "rule_row": Probe(said_parts("10.intention")),
    "rule_group": Probe(lambda world, scene: [next(iter(groups_of(editions.current()[0])))]),
    "api:check POST": Probe(data=said(procedure="grant_call"), json=True),
    "api:deadline GET": Probe(query=said(start="2024-07-02", days="10")),
    "api:notice_record": Probe(call()),
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
    # Questions
    "ask GET": Probe(call()),
    "ask POST": Probe(call(), question),
    "question_lookup POST": Probe(data=slip),
    "answer GET": Probe(asked),
    "answer POST": Probe(asked, formed(kind="answer", text_zh="可以。")),
    "privacy_review POST release": Probe(held, said(act="release")),
    "privacy_review POST refuse": Probe(held, said(act="refuse")),
    # Calls
    "call_new POST": Probe(data=formed(act="empty")),
    "call_new POST copy": Probe(
        data=lambda world, scene: {"form_id": str(uuid4()), "act": "copy", "number": scene.tender.number}
    ),
    "oversight POST": Probe(data=waiver),
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
    "call_medium": Probe(call(), medium),
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
    # Bids
    "bid_begin GET": Probe(call()),
    "bid_begin POST own": Probe(call(), formed(), query=lambda world, scene: {"for": world.centre.number}),
    "bid_begin POST hosted": Probe(call(), formed(), query=lambda world, scene: {"for": world.group.number}),
    "bid": Probe(own()),
    "bid_answers GET": Probe(own()),
    "bid_answers POST": Probe(own(), answers),
    "bid_budget GET": Probe(own()),
    "bid_budget POST": Probe(own(), budget),
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
    "receipt": Probe(receipt()),
    "receipt_file GET json": Probe(receipt("json")),
    "receipt_file GET pdf": Probe(receipt("pdf")),
    # The opening
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
    # Judging, for the buyer's people
    "evaluation": Probe(call()),
    "evaluation_report": Probe(call()),
    "evaluation_report_make": Probe(call()),
    "evaluation_report_text": Probe(report),
    "evaluation_final GET": Probe(call()),
    "evaluation_final POST": Probe(call(), tomorrow("final_due")),
    "evaluation_seat GET": Probe(call()),
    "evaluation_seat POST": Probe(call(), formed(seat="outsider", chosen="drawn", name="评审专家"), leave),
    "evaluation_seat_remove": Probe(member),
    "evaluation_seat_link": Probe(member),
    "offer": Probe(offer),
    "offer_file": Probe(offer_file),
    "evaluation_price GET": Probe(offer),
    "evaluation_price POST ask": Probe(offer, tomorrow("explain_by")),
    "evaluation_price POST decide": Probe(offer, said(accepted="yes", reason="说得通。"), explained),
    "evaluation_set_aside GET": Probe(offer),
    "evaluation_set_aside POST": Probe(offer, said(ground="not_qualified", reason="没有登记证书。")),
    "evaluation_set_aside POST restore": Probe(offer, said(act="restore"), aside),
    # The panel's own pages
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
    # From the report to acceptance
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
            service_users_took_part="yes",
        ),
    ),
    "contract_text": Probe(contract),
    "object GET": Probe(call()),
    "object POST": Probe(call(), objecting),
    "objection_lookup POST": Probe(data=objection_slip),
    "objection_answer GET": Probe(objection),
    "objection_answer POST": Probe(
        objection, said(outcome="rejected", reply_zh="评分依据公告标准，已复核。")
    ),
    "bid_result": Probe(own()),
    # What a bidder is asked while bids are judged
    "bid_price GET": Probe(own(), first=asked_of_price),
    "bid_price POST": Probe(own(), explanation, asked_of_price),
    "bid_final": Probe(own(), first=put_away),
    # Organisations
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
    "organization_end_role GET own": Probe(leader),
    "organization_end_role POST own": Probe(leader),
    "organization_end_role GET agency": Probe(colleague),
    "organization_end_role POST agency": Probe(colleague),
    "organization_ties GET": Probe(group()),
    "organization_ties POST": Probe(
        group(), lambda world, scene: {"other": world.rival.number, "kind": "network-above"}
    ),
    "organization_tie": Probe(tie),
    "verify GET agency": Probe(looked_at_by_agency, first=waits_for_papers),
    "verify POST agency": Probe(looked_at_by_agency, said(outcome="verified"), waits_for_papers),
    "verify GET host": Probe(looked_at_by_host),
    "verify POST host": Probe(looked_at_by_host, said(outcome="verified")),
    # Accounts
    "account_login POST": Probe(
        data=lambda world, scene: {
            "login": there(world.cast["lead"]).username,
            "password": factories.PASSWORD,
        }
    ),
    "account_signup POST": Probe(data=said(username="newcomer", password=factories.PASSWORD)),
    "account_recover POST": Probe(data=recovery),
    "account_reauthenticate POST": Probe(data=said(password=factories.PASSWORD)),
    "account_email POST": Probe(data=said(action_add="1", email="c@example.org")),
    "account_confirm_email": Probe(unconfirmed),
    "account_change_password POST": Probe(data=new_password("oldpassword", "password1", "password2")),
    "account_reset_password POST": Probe(data=said(email="nobody@example.org")),
    "account_reset_password_from_key GET sent": Probe(forgotten),
    "account_reset_password_from_key GET forged": Probe(said_parts("1", "forged")),
    "account_reset_password_from_key POST": Probe(forgotten, new_password("old", "password1", "password2")),
    "account POST": Probe(data=said(display_name="小杨", language="en")),
}


def probe_of(row: Row) -> Probe:
    """How a row is asked: by its own entry, by its route's, or plainly."""
    return PROBES.get(str(row)) or PROBES.get(row.route) or Probe()


def address_of(row: Row, world: World, scene: Scene) -> str:
    """Where a row is asked, in the language in force. Raises NothingThereError."""
    probe = probe_of(row)
    url, query = reverse(row.route, args=list(probe.parts(world, scene))), probe.query(world, scene)
    return f"{url}?{urlencode(query)}" if query else url
