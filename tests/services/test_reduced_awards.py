"""Awards below what was asked for: judged, awarded, told to each bidder alone, and kept out of every other page."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from portal.ground.ledger.models import Event
from portal.site.opendata.moments import Moments
from procurement import ocds
from procurement.errors import OtherWordsError, PersonalDataError
from procurement.models import Award, AwardDraft, BidResult
from procurement.publication import body
from procurement.rules.awarding import AwardRefusedError, Cut
from tests.support import awards as made
from tests.support import scenes

pytestmark = pytest.mark.django_db
WHY = "宣传品按评审意见减少一半。"
_keys = scenes.keys()


def several():
    """Three bids for 180,000 in all, a budget of 120,000; three may be awarded, 20,000 at least."""
    return made.judged(
        ("50000.00", "60000.00", "70000.00"),
        0.9,
        0.7,
        0.5,
        awards_by="number",
        max_awards=Decimal(3),
        smallest_award=Decimal(20000),
        estimated_value=120000,
        capacity_amount=Decimal(1000),
    )


_several = scenes.once(several)


@pytest.fixture
def call(_several):
    return _several.again()


def cut(call, place, value, why=WHY):
    return {call.bids[place]: Cut(Decimal(value), why)}


def codes(refused):
    return {(one.code, one.bid) for one in refused.value.faults}


def test_all_three_fit_when_one_gets_less(call):
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(*call.bids)
    assert codes(refused) == {("above_budget", "")}
    call.draft(*call.bids, cuts=cut(call, 1, "35000.00") | cut(call, 2, "35000.00"))
    call.approve()
    notice = call.tender.notices.get(kind="list_publicity")
    shown = body.parse(notice.body)["result"]["winners"]
    assert [one["value"] for one in shown] == ["50000.00", "35000.00", "35000.00"]
    assert WHY not in notice.body
    results = {one.bid.number: one for one in BidResult.objects.all()}
    assert [results[bid].value for bid in call.bids] == [Decimal(50000), Decimal(35000), Decimal(35000)]
    assert [results[bid].cut_reason for bid in call.bids] == ["", WHY, WHY]
    call.wait_out()
    call.award()
    assert [one.value for one in call.awarded] == [Decimal(50000), Decimal(35000), Decimal(35000)]
    with pytest.raises(AwardRefusedError) as refused:
        call.record_contract(call.awarded[1], value=Decimal(60000))
    assert "above_award" in {one.code for one in refused.value.faults}
    assert call.sign(call.awarded[1]).value == Decimal(35000)


@pytest.mark.parametrize(
    ("value", "why", "code"),
    [
        ("50000", WHY, "above_asked"),
        ("50000.01", WHY, "above_asked"),
        ("0", WHY, "cut_to_nothing"),
        ("19999.99", WHY, "below_smallest"),
        ("30000", "", "cut_unexplained"),
    ],
)
def test_what_is_no_lawful_cut_is_refused_on_its_bid(call, value, why, code):
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(call.bids[0], cuts=cut(call, 0, value, why))
    assert codes(refused) == {(code, call.bids[0])}
    assert not AwardDraft.objects.exists()


def test_a_sum_for_a_bid_that_is_not_chosen_is_refused(call):
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(call.bids[0], cuts=cut(call, 1, "30000"))
    assert codes(refused) == {("cut_not_chosen", call.bids[1])}


def test_a_statutory_award_is_what_was_offered():
    call = made.judged_statutory()
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(call.bids[0], cuts=cut(call, 0, "300000"))
    assert codes(refused) == {("cut_of_statutory", call.bids[0])}


def test_a_person_in_the_reason_is_refused(call):
    with pytest.raises(PersonalDataError) as refused:
        call.draft(call.bids[0], cuts=cut(call, 0, "30000", "请电 13812345678"))
    assert set(refused.value.findings) == {f"why-{call.bids[0]}"}


def test_the_same_form_makes_one_draft_and_another_sum_is_other_words(call):
    form_id = uuid4()
    one = call.draft(call.bids[0], cuts=cut(call, 0, "30000.00"), form_id=form_id)
    assert call.draft(call.bids[0], cuts=cut(call, 0, "30000.00"), form_id=form_id).pk == one.pk
    with pytest.raises(OtherWordsError):
        call.draft(call.bids[0], cuts=cut(call, 0, "31000.00"), form_id=form_id)
    assert AwardDraft.objects.get().version == 1


def test_the_drafter_does_not_approve_the_sums(call):
    call.draft(call.bids[0], cuts=cut(call, 0, "30000.00"))
    with pytest.raises(PermissionDenied):
        call.approve(by=call.office.drafter)
    assert not BidResult.objects.exists()


def test_no_event_tells_a_reason(call):
    call.draft(*call.bids[:2], cuts=cut(call, 0, "30000.00"))
    call.approve()
    call.wait_out()
    call.award()
    assert Award.objects.count() == 2
    assert not [one for one in Event.objects.all() if "宣传品" in one.payload]


def test_the_database_refuses_a_result_below_nothing(call):
    call.draft(call.bids[0])
    call.approve()
    told = BidResult.objects.get(bid__number=call.bids[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        BidResult.objects.create(
            bid=told.bid, lot=told.lot, attempt=9, outcome="won", value=Decimal(-1), at=told.at
        )


def test_open_data_give_each_award_its_own_sum_and_id(call):
    call.draft(*call.bids, cuts=cut(call, 1, "35000.00") | cut(call, 2, "35000.00"))
    call.approve()
    call.wait_out()
    call.award()
    notice = call.tender.notices.get(kind="award")
    told = Client().get(f"/notices/{call.tender.number}/{notice.seq}.json")
    assert WHY not in told.content.decode()
    source = Moments([call.tender.pk]).of_notice(notice)
    released = ocds.release(source)
    assert WHY not in json.dumps(released, ensure_ascii=False, default=str)
    awards = released["awards"]
    assert [one["value"]["amount"] for one in awards] == [50000, 35000, 35000]
    assert len({one["id"] for one in awards}) == 3
    rows = Client().get("/data/awards.csv").getvalue().decode("utf-8-sig")
    assert rows.count("35000") == 2
    assert WHY not in rows


def test_who_shares_a_rank_has_a_place_of_its_own():
    ranks = [(1, 1), (1, 2), (1, 2), (2, 1), (2, 1)]
    assert ocds.places_of(ranks) == ["1-1", "1-2", "1-2-2", "2-1", "2-1-2"]
