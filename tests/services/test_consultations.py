"""Competitive consultation: changes in writing to all alike, one sealed final offer each, opened like a bid."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from portal.ground import clock
from portal.ground.ledger.models import Event, Letter
from procurement import opener
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.errors.evaluation import NotDeclaredError, PanelError
from procurement.judgement import ranking
from procurement.judgement.bids import drafts, offers
from procurement.models import Bid, Consultation, OpenedOffer
from procurement.rules.inquiries import end_of
from procurement.selectors import evaluation as reads
from procurement.services.bids import bids
from procurement.services.evaluation import conformity, consultations, evaluations
from tests.support import calls, factories, openings
from tests.support import panels as made

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 7, 15, 9, 0, tzinfo=clock.LEGAL_ZONE)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _keys(settings):
    openings.give_keys(settings)


@pytest.fixture
def call():
    return made.opened(made.FIRST_OFFERS, statutory=True)


@pytest.fixture
def ready(call):
    call.seat_all()
    call.declare_all()
    return call


def test_everybody_is_told_the_same_once(ready):
    said = {"form_id": uuid4(), "final_due": MONDAY}
    first = ready.call_for_final(**said)
    assert ready.call_for_final(**said) == first
    with pytest.raises(OtherWordsError) as told:
        ready.call_for_final(changes_zh="另外一些要求", **said)
    assert told.value.shown == first.changes_zh
    letters = Letter.objects.filter(kind="final_offer")
    assert {one.recipient for one in letters} == {f"user:{one.leader.pk}" for one in ready.lodged}
    assert len({json.dumps(one.payload["due_at"]) for one in letters}) == 1
    (event,) = Event.objects.filter(kind="final_offers_called")
    assert event.public
    assert "服务点" not in event.payload
    duty = ready.tender.duties.open().get(kind="open_bids", subject="2")
    assert duty.due_at == end_of(clock.legal_date(first.final_due))


def test_a_second_consultation_is_refused(ready):
    ready.call_for_final()
    with pytest.raises(NotOpenError):
        ready.call_for_final()
    assert Consultation.objects.count() == 1


def test_only_the_buyer_and_only_a_consultation(ready):
    for person in (
        calls.office("532503").approver,
        ready.lodged[0].leader,
        factories.user(),
        factories.official("supervisor"),
    ):
        with pytest.raises(PermissionDenied):
            ready.call_for_final(by=person)
    programme = made.opened()
    programme.seat_all()
    programme.declare_all()
    with pytest.raises(NotOpenError):
        programme.call_for_final()
    assert not Consultation.objects.exists()


def test_not_before_the_panel_is_whole_and_has_declared(call):
    with pytest.raises(PanelError):
        call.call_for_final()
    call.seat_all()
    with pytest.raises(NotDeclaredError):
        call.call_for_final()
    first, *rest = call.members
    for member in rest:
        evaluations.declare(member, ties=(), now=clock.now())
    evaluations.declare(first, ties=[call.lodged[0].bid.number], now=clock.now())
    with pytest.raises(NotDeclaredError):
        call.call_for_final()


@pytest.mark.parametrize(
    ("due", "offered"),
    [("07-13 18:00", "07-15 08:30"), ("07-15 18:01", "07-16 08:30"), ("07-16 08:29", "07-16 08:30")],
)
def test_final_offers_are_due_in_working_hours(ready, due, offered):
    def local(text):
        return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=clock.LEGAL_ZONE)

    with pytest.raises(consultations.FinalDueError) as error:
        ready.call_for_final(final_due=local(due))
    assert (error.value.least, error.value.too_soon) == (local(offered), False)
    assert ready.call_for_final(final_due=local(offered))


def test_bidders_have_a_day_to_the_second(ready):
    clock.move_to(MONDAY)
    now = clock.now()
    for final_due, fits in ((now + timedelta(hours=24) - SECOND, False), (now + timedelta(hours=24), True)):
        said = {"changes_zh": "", "final_due": final_due, "form_id": uuid4(), "by": ready.office.drafter}
        if fits:
            consultations.call(ready.tender.number, now=now, **said)
        else:
            with pytest.raises(consultations.FinalDueError) as error:
                consultations.call(ready.tender.number, now=now, **said)
            assert error.value.least == now + timedelta(hours=24)


def test_words_that_could_identify_a_person_are_refused(ready):
    with pytest.raises(PersonalDataError) as error:
        ready.call_for_final(changes_zh="请联系王小明 13987654321。")
    assert list(error.value.findings) == ["changes_zh"]


def test_the_final_offer_begins_as_the_bid_that_was_opened(ready):
    ready.call_for_final()
    lodged = ready.lodged[0]
    bid = bids.begin_replacement(lodged.bid.number, by=lodged.leader, now=clock.now())
    draft = drafts.draft_of(bid, by=lodged.leader, now=clock.now())
    assert draft.answers["approach"] == "我们的回答：approach"
    assert sum(line.amount for line in draft.lots[1]) == 400000
    _file, data = drafts.file_of(bid, draft.files[0].name, by=lodged.leader, now=clock.now())
    assert data == openings.PDF.data
    assert draft.faults == []


def test_nobody_reads_a_final_offer_before_it_is_due_and_two_confirmed(ready):
    called = ready.call_for_final()
    openings.final_offer(ready.lodged[0], "300000.00")
    assert not reads.judged_offers(ready.tender).exists()
    assert ranking.hindrances(ready.tender) == ["final_offers", "scores"]
    for offer in reads.offers_at_hand(ready.tender):
        assert offer.opening.round == 1
    drafter, approver = ready.office.drafter, ready.office.approver
    confirm = openings.openings.confirm
    with pytest.raises(NotOpenError):
        confirm(ready.tender.number, round=2, by=drafter, now=called.final_due - SECOND)
    clock.move_to(called.final_due + openings.MINUTE)
    assert opener.open_now(ready.tender.number, 2) is None
    confirm(ready.tender.number, round=2, by=drafter, now=clock.now())
    assert opener.open_now(ready.tender.number, 2) is None
    assert OpenedOffer.objects.filter(opening__round=2).count() == 0
    confirm(ready.tender.number, round=2, by=approver, now=clock.now())
    # One of three: fewer than the two that a government-purchased service needs, so none is opened.
    opening = opener.open_now(ready.tender.number, 2)
    assert (opening.enough, opening.bids) == (False, 1)
    assert ranking.hindrances(ready.tender)[0] == "too_few_final"


def test_a_final_offer_after_the_time_is_late(ready):
    called = ready.call_for_final()
    lodged = ready.lodged[0]
    bids.begin_replacement(lodged.bid.number, by=lodged.leader, now=clock.now())
    clock.move_to(called.final_due)
    with pytest.raises(PermissionDenied):
        bids.begin_replacement(ready.lodged[1].bid.number, by=ready.lodged[1].leader, now=clock.now())
    intake = openings.lodging.seal(lodged.bid.number, key=uuid4(), by=lodged.leader)
    assert openings.lodging.decide(intake.pk, now=clock.now()).verdict == "late"


def test_the_ranking_goes_by_the_final_offers_and_who_gave_none_is_out():
    call = made.consulted("360000.00", "300000.00", "")
    call.judge(0.9, 0.9)
    body = reads.body_of(call.report())
    cheap, dear = body["ranking"]
    assert (cheap["bid"], cheap["total"]) == (call.lodged[1].bid.number, "300000.00")
    assert (cheap["price_score"], dear["price_score"]) == ("10.00", "8.33")
    assert (body["formula"], body["benchmark"]) == ("low_price_first", "300000.00")
    assert body["invalid"] == [{"bid": call.lodged[2].bid.number, "code": "no_final_offer", "reason": ""}]


def test_who_was_set_aside_is_asked_for_no_final_offer(ready):
    out = reads.offers_at_hand(ready.tender).get(bid=ready.lodged[0].bid)
    said = {"ground": "requirement_missed", "reason": "没有保密制度。"}
    conformity.set_aside(out.pk, by=ready.office.drafter, now=clock.now(), **said)
    ready.call_for_final()
    assert not Letter.objects.filter(kind="final_offer", recipient=f"user:{ready.lodged[0].leader.pk}")
    with pytest.raises(PermissionDenied):
        bids.begin_replacement(ready.lodged[0].bid.number, by=ready.lodged[0].leader, now=clock.now())
    ready.open_final("", "300000.00", "310000.00")
    ready.judge()
    (row,) = reads.body_of(ready.report())["invalid"]
    assert (row["bid"], row["code"], row["ground"]) == (
        out.bid.number,
        "not_conforming",
        "requirement_missed",
    )


def test_members_read_the_first_offers_and_then_the_final_ones(ready):
    member = ready.members[1]
    first = reads.offers_at_hand(ready.tender)[0]
    assert offers.offer_content(first, by=member, now=clock.now()).answers
    with pytest.raises(OpenedOffer.DoesNotExist):
        evaluations.save_scores(member, first, points={}, now=clock.now())
    ready.call_for_final()
    ready.open_final("390000.00", "380000.00", "370000.00")
    assert {one.opening.round for one in reads.offers_at_hand(ready.tender)} == {2}
    assert Bid.objects.get(pk=first.bid_id).current.round == 2


def test_no_price_is_published_in_between(ready):
    ready.call_for_final()
    published = json.dumps(list(Event.objects.filter(public=True).values_list("payload", flat=True)))
    for amount in ("400000", "420000", "440000"):
        assert amount not in published
