"""Too few bids: nothing is unsealed; void with its reason and called again, or extended once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from portal.ground import clock
from procurement.errors import MediumNeededError, NotOpenError, PersonalDataError
from procurement.judgement import openings
from procurement.models import Amendment, KeyWrap, OpenedOffer, Opening, Tender
from procurement.publication import body
from procurement.services.calls import amendments, tenders, voids
from tests.support import calls, factories
from tests.support import openings as made

pytestmark = pytest.mark.django_db
MEDIUM = "https://medium.example/void"


@pytest.fixture(autouse=True)
def _keys(settings):
    made.give_keys(settings)


def looked_at(amounts, **more):
    call = made.closed(amounts, **more)
    call.confirm_both()
    assert call.open() is not None
    call.tender.refresh_from_db()
    return call


def drafted(call, by=None, **more):
    return voids.declare_void(
        call.tender.number,
        reason_code="too_few_suppliers",
        reason_zh="提交响应文件的只有一家。",
        form_id=uuid4(),
        by=by or call.office.drafter,
        now=clock.now(),
        **more,
    )


def test_with_fewer_than_the_law_asks_none_is_unsealed():
    call = looked_at(["400000.00"], statutory=True)
    opening = Opening.objects.get()
    assert (opening.bids, opening.least, opening.enough) == (1, 2, False)
    assert call.tender.step == "closed"
    assert not OpenedOffer.objects.exists()
    assert not KeyWrap.objects.filter(recipient="evaluation").exists()
    assert call.lodged[0].bid.status == "lodged"
    assert [one.kind for one in call.tender.duties.open().exclude(holder="portal")] == ["decide_void"]
    with pytest.raises(NotOpenError):
        call.confirm(call.office.drafter)


def test_a_void_call_is_published_by_a_second_person_with_its_reason():
    call = looked_at(["400000.00"], statutory=True)
    drafted(call)
    with pytest.raises(PermissionDenied):
        voids.approve(call.tender.number, by=call.office.drafter, now=clock.now(), medium_url=MEDIUM)
    with pytest.raises(MediumNeededError):
        voids.approve(call.tender.number, by=call.office.approver, now=clock.now())
    notice = voids.approve(call.tender.number, by=call.office.approver, now=clock.now(), medium_url=MEDIUM)
    parts = body.parse(notice.body)
    assert (notice.kind, parts["reason"]["code"]) == ("void", "too_few_suppliers")
    assert parts["opening"] == {"bids": 1, "least": 2}
    call.tender.refresh_from_db()
    assert call.tender.step == "void"
    assert [lot.status for lot in call.tender.lots.all()] == ["void"]
    with pytest.raises(PermissionDenied):
        voids.approve(call.tender.number, by=call.office.approver, now=clock.now(), medium_url=MEDIUM)


def test_a_correction_left_over_from_before_the_closing_does_not_stand_in_the_way():
    office = calls.office()
    tender = made.opened_to_bids(office)
    tender.refresh_from_db()
    left = amendments.draft_termination(
        tender.number,
        reason_code="need_ended",
        reason_zh="不再需要。",
        form_id=uuid4(),
        by=office.drafter,
        now=clock.now(),
    )
    call = made.close(tender, office, [])
    call.confirm_both()
    call.open()
    assert drafted(call).state == "submitted"
    left.refresh_from_db()
    assert left.state == "discarded"


def test_a_void_draft_is_not_published_as_something_else():
    call = looked_at(["400000.00"], statutory=True)
    drafted(call)
    with pytest.raises(PermissionDenied):
        amendments.approve(call.tender.number, by=call.office.approver, now=clock.now(), medium_url=MEDIUM)
    call.tender.refresh_from_db()
    assert call.tender.step == "closed"


ACTS = {
    "approve": lambda room, number, by: room.approve(number, by=by, now=clock.now(), medium_url=MEDIUM),
    "send_back": lambda room, number, by: room.send_back(number, comment="请改。", by=by, now=clock.now()),
    "put_away": lambda room, number, by: (room.discard if room is amendments else room.take_back)(
        number, by=by, now=clock.now()
    ),
}
NOTHING_WAITS = {
    "approve": PermissionDenied,
    "send_back": PermissionDenied,
    "put_away": Amendment.DoesNotExist,
}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_on_a_void_draft_is_refused_to_others_and_where_none_waits(act):
    call = looked_at([])
    number, do = call.tender.number, ACTS[act]
    with pytest.raises(NOTHING_WAITS[act]):
        do(voids, number, call.office.approver)
    draft = drafted(call)
    others = [calls.office("532503").approver, factories.official("supervisor")]
    for by in [*others, call.office.drafter] if act != "put_away" else others:
        with pytest.raises(PermissionDenied):
            do(voids, number, by)
    with pytest.raises(PermissionDenied):
        do(amendments, number, call.office.approver)
    draft.refresh_from_db()
    assert draft.state == "submitted"
    do(voids, number, call.office.approver)
    draft.refresh_from_db()
    assert draft.state != "submitted"


@pytest.mark.parametrize("act", ACTS)
def test_every_act_on_a_correction_is_refused_to_others_and_where_none_waits(act):
    office = calls.office()
    tender = made.opened_to_bids(office)
    number, do = tender.number, ACTS[act]
    with pytest.raises(NOTHING_WAITS[act]):
        do(amendments, number, office.approver)
    said = {"reason_code": "need_ended", "reason_zh": "不再需要。", "now": clock.now()}
    others = [calls.office("532503").approver, factories.official("supervisor")]
    for by in others:
        with pytest.raises(PermissionDenied):
            amendments.draft_termination(number, **said, form_id=uuid4(), by=by)
    draft = amendments.draft_termination(number, **said, form_id=uuid4(), by=office.drafter)
    for by in [*others, office.drafter] if act != "put_away" else others:
        with pytest.raises(PermissionDenied):
            do(amendments, number, by)
    with pytest.raises(PermissionDenied):
        do(voids, number, office.approver)
    # Left over when the call was opened, it is still nothing that ends an opened call.
    call = made.close(tender, office, [])
    call.confirm_both()
    call.open()
    with pytest.raises(NOTHING_WAITS[act]):
        do(voids, number, office.approver)
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_before_the_opening_and_with_enough_bids_nobody_declares_void_for_their_number():
    call = made.closed()
    with pytest.raises(PermissionDenied):
        drafted(call)
    for outsider in (
        calls.office("532503").approver,
        call.lodged[0].leader,
        factories.official("supervisor"),
    ):
        with pytest.raises(PermissionDenied):
            drafted(call, by=outsider)


def test_while_bids_are_judged_a_call_may_be_void_for_a_cause():
    call = looked_at(["180000.00"])
    assert call.tender.step == "evaluating"
    voids.declare_void(
        call.tender.number,
        reason_code="over_budget",
        reason_zh="报价超过预算。",
        form_id=uuid4(),
        by=call.office.drafter,
        now=clock.now(),
    )
    assert voids.approve(call.tender.number, by=call.office.approver, now=clock.now()).kind == "void"


def test_a_second_press_gives_the_first_draft_and_private_words_are_refused():
    call = looked_at([])
    same = uuid4()
    first, second = (
        voids.declare_void(
            call.tender.number,
            reason_code="too_few_suppliers",
            reason_zh="无人申报。",
            form_id=same,
            by=call.office.drafter,
            now=clock.now(),
        )
        for _ in range(2)
    )
    assert first == second
    voids.take_back(call.tender.number, by=call.office.drafter, now=clock.now())
    with pytest.raises(PersonalDataError):
        voids.declare_void(
            call.tender.number,
            reason_code="rules_not_kept",
            reason_zh="请联系 13812345678。",
            form_id=uuid4(),
            by=call.office.drafter,
            now=clock.now(),
        )


def test_a_call_that_is_sent_back_stands_as_it_was():
    call = looked_at([])
    drafted(call)
    voids.send_back(call.tender.number, comment="先延长。", by=call.office.approver, now=clock.now())
    call.tender.refresh_from_db()
    assert call.tender.step == "closed"
    assert call.tender.reviews.last().comment == "先延长。"


def extended(call):
    voids.extend(
        call.tender.number,
        reason_zh="节假日多，知道的人少。",
        form_id=uuid4(),
        by=call.office.drafter,
        now=clock.now(),
    )
    notice = voids.approve(call.tender.number, by=call.office.approver, now=clock.now())
    call.tender = Tender.objects.select_related("buyer__division").get(pk=call.tender.pk)
    return notice


def test_nobody_applied_the_call_is_extended_once_and_opened_anew():
    call = looked_at([])
    before = call.tender.bids_due
    notice = extended(call)
    assert notice.kind == "correction"
    assert call.tender.step == "open"
    # Five working days from Tuesday 16 July are Tuesday 23 July, at the published hour.
    assert call.tender.bids_due - before == timedelta(days=7)
    lodged = made.lodge(call.tender)
    again = made.close(call.tender, call.office, [lodged])
    # The words given for the first closing do not count for the second.
    assert again.open() is None
    again.confirm_both()
    assert again.open().offers.count() == 1
    assert Opening.objects.count() == 2


def test_a_second_extension_is_refused():
    call = looked_at([])
    extended(call)
    again = made.close(call.tender, call.office, [])
    again.confirm_both()
    again.open()
    again.tender.refresh_from_db()
    assert not openings.may_be_extended(again.tender)
    with pytest.raises(NotOpenError):
        extended(again)


def test_a_call_that_somebody_answered_is_not_extended():
    call = looked_at(["400000.00"], statutory=True)
    with pytest.raises(NotOpenError):
        voids.extend(
            call.tender.number, reason_zh="再等等。", form_id=uuid4(), by=call.office.drafter, now=clock.now()
        )


def test_a_void_call_is_called_again_once_and_linked():
    call = looked_at([])
    with pytest.raises(PermissionDenied):
        voids.re_tender(call.tender.number, form_id=uuid4(), by=call.office.drafter, now=clock.now())
    drafted(call)
    voids.approve(call.tender.number, by=call.office.approver, now=clock.now())
    with pytest.raises(PermissionDenied):
        voids.re_tender(
            call.tender.number, form_id=uuid4(), by=calls.office("532503").drafter, now=clock.now()
        )
    draft = voids.re_tender(call.tender.number, form_id=uuid4(), by=call.office.drafter, now=clock.now())
    assert (draft.follows_id, draft.relation, draft.root_id) == (call.tender.pk, "re_tender", call.tender.pk)
    assert (draft.title_zh, draft.bids_due, draft.step) == (call.tender.title_zh, None, "draft")
    again = voids.re_tender(call.tender.number, form_id=uuid4(), by=call.office.approver, now=clock.now())
    assert again == draft


def test_the_call_that_follows_runs_through_publication():
    call = looked_at([])
    drafted(call)
    voids.approve(call.tender.number, by=call.office.approver, now=clock.now())
    draft = voids.re_tender(call.tender.number, form_id=uuid4(), by=call.office.drafter, now=clock.now())
    by, now = call.office, clock.now()
    draft = tenders.take_lawful_dates(draft.number, version=draft.version, by=by.drafter, now=now)
    draft = tenders.submit(draft.number, version=draft.version, by=by.drafter, now=now)
    assert tenders.approve(draft.number, by=by.approver, now=now).step == "open"
