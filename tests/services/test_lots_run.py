"""A call in three lots from sealed bids to contracts, with one lot void: each lot is opened, ranked and decided by
itself."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from portal.site.opendata.moments import Moments
from procurement import ocds
from procurement.judgement import awards as judgement
from procurement.models import Award, BidResult, OpenedOffer
from procurement.publication import body, results
from procurement.rules.awarding import AwardRefusedError
from procurement.selectors import awards as reads
from procurement.selectors import openings as opening_reads
from procurement.selectors.bid_states import states_of
from procurement.services.awards import awards
from tests.support import lots, openings

pytestmark = pytest.mark.django_db

VOID = {"3": "too_few"}


@pytest.fixture(autouse=True)
def keys(settings):
    openings.give_keys(settings)


def faults(refused) -> set[tuple[str, int]]:
    return {(one.code, one.lot) for one in refused.value.faults}


def test_each_lot_is_opened_by_itself():
    call = lots.judged()
    opening = opening_reads.opening_of(call.tender)
    assert (opening.lots, opening.few, opening.enough) == ({"1": 2, "2": 2, "3": 0}, [3], True)
    (record,) = opening_reads.public_records(call.tender)
    assert record.divided
    assert [one.status for one in call.tender.lots.all()] == ["evaluating", "evaluating", "open"]
    assert [(one.lot.position, one.rows[0]["total"], len(one.rows)) for one in reads.ranked(call.tender)] == [
        (1, "400000.00", 2),
        (2, "140000.00", 2),
    ]


def test_of_several_lots_the_state_of_a_bid_says_the_best():
    call = lots.judged()
    first, second, third = (one.bid.number for one in call.lodged)
    call.draft(first, f"{third}/2", passed_over={f"{first}/2": "withdrew"}, void_lots=VOID)
    call.approve()
    bids = list(call.tender.bids.select_related("tender"))
    found = states_of(bids, now=call.now())
    states = {one.number: found[one.pk].code for one in bids}
    assert states == {first: "chosen", second: "lost", third: "chosen"}


def test_a_decision_is_asked_of_every_lot():
    call = lots.judged()
    first, second, third = (one.bid.number for one in call.lodged)
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(first)
    assert faults(refused) == {("none_chosen", 2), ("lot_without_reason", 3)}
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(second, f"{first}/2", f"{third}/2", void_lots=VOID | {"2": "need_changed"})
    assert faults(refused) == {("out_of_order", 1), ("lot_void_and_given", 2)}
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(f"{second}/2", void_lots=VOID | {"1": "rain", "9": "too_few"})
    assert {("unknown_bid", 0), ("unknown_reason", 1), ("unknown_lot", 0)} <= faults(refused)
    with pytest.raises(AwardRefusedError) as refused:
        call.draft("", void_lots={"1": "need_changed", "2": "need_changed", "3": "too_few"})
    assert ("all_void", 0) in faults(refused)


def test_two_lots_are_awarded_and_the_third_is_void():
    call = lots.judged()
    first, second, third = (one.bid.number for one in call.lodged)
    call.draft(first, f"{first}/2", f"{third}/2", void_lots=VOID)
    notice = call.approve()
    said = body.parse(notice.body)
    assert [(one["lot"], one["value"]) for one in said["result"]["winners"]] == [
        (1, "400000.00"),
        (2, "140000.00"),
        (2, "150000.00"),
    ]
    assert said["result"]["void"] == [{"lot": 3, "code": "too_few"}]
    with translation.override("en"):
        shown = {one.key: one for one in results.sections_of(said, "en")}
    assert [line.label for line in shown["void"].lines] == [f"Lot 3: {lots.ROWS[2]['title_zh']}"]
    assert [row[0] for row in shown["winners"].table.rows] == ["Lot 1 · 1", "Lot 2 · 1", "Lot 2 · 2"]
    told = {(one.bid.number, one.lot.position): one.outcome for one in BidResult.objects.all()}
    assert told == {(first, 1): "won", (first, 2): "won", (second, 1): "lost", (third, 2): "won"}
    assert [one.status for one in call.tender.lots.all()] == ["evaluating", "evaluating", "open"]
    call.wait_out()
    call.award()
    assert [one.status for one in call.tender.lots.all()] == ["awarded", "awarded", "void"]
    given = Award.objects.order_by("number")
    assert [(one.lot.position, one.value) for one in given] == [
        (1, Decimal(400_000)),
        (2, Decimal(140_000)),
        (2, Decimal(150_000)),
    ]
    assert len({one.number for one in given}) == 3
    signed = [call.sign(one) for one in given]
    said = body.parse(signed[1].notice.body)
    assert (said["contract"]["lot"], said["call"]["lots"][1]["title_zh"]) == (2, lots.ROWS[1]["title_zh"])
    with translation.override("en"):
        (contract, *_more) = results.sections_of(said, "en")
    assert ("Lot", f"Lot 2: {lots.ROWS[1]['title_zh']}") in [
        (line.label, line.value) for line in contract.lines
    ]
    registered = Client().get("/data/contracts.csv").getvalue().decode("utf-8-sig").splitlines()
    place = registered[0].split(",").index("lot")
    assert sorted(row.split(",")[place] for row in registered[1:]) == ["1", "2", "2"]
    call.tender.refresh_from_db()
    assert call.tender.step == "contracted"
    assert [one.status for one in call.tender.lots.all()] == ["contracted", "contracted", "void"]
    for one in signed:
        call.accept(one)
    assert call.tender.step == "completed"
    assert [one.status for one in call.tender.lots.all()] == ["completed", "completed", "void"]


def test_the_release_has_a_lot_and_its_places_for_each_row():
    call = lots.judged()
    first, _second, third = (one.bid.number for one in call.lodged)
    call.draft(first, f"{first}/2", f"{third}/2", void_lots=VOID)
    call.approve()
    call.wait_out()
    notice = call.award()
    released = ocds.release(Moments([call.tender.pk]).of_notice(notice))
    tender = released["tender"]
    assert [(one["id"], one["value"]["amount"]) for one in tender["lots"]] == [
        ("1", 420_000),
        ("2", 300_000),
        ("3", 240_000),
    ]
    assert [one.get("status") for one in tender["lots"]] == [None, None, "unsuccessful"]
    assert {one["relatedLot"] for one in tender["items"]} == {"1", "2", "3"}
    of_third = next(one for one in tender["items"] if one["relatedLot"] == "3")
    assert of_third["deliveryLocations"][0]["gazetteer"]["identifiers"] == ["532801", "532823"]
    assert [one["relatedLots"] for one in released["awards"]] == [["1"], ["2"], ["2"]]
    assert len({one["id"] for one in released["awards"]}) == 3


def test_an_award_that_falls_opens_its_lot_again_and_no_other():
    call = lots.judged()
    first, second, third = (one.bid.number for one in call.lodged)
    call.draft(first, f"{first}/2", f"{third}/2", void_lots=VOID)
    call.approve()
    call.wait_out()
    call.award()
    fallen = Award.objects.get(lot__position=1)
    awards.revoke(
        fallen.number,
        reason_code="withdrew",
        reason_zh="中选单位书面退出。",
        by=call.office.approver,
        now=call.now(),
    )
    call.tender.refresh_from_db()
    assert call.tender.step == "evaluating"
    assert [one.status for one in call.tender.lots.all()] == ["evaluating", "awarded", "void"]
    call.draft(second)
    call.approve()
    call.wait_out()
    call.award()
    assert [one.status for one in call.tender.lots.all()] == ["awarded", "awarded", "void"]
    assert Award.objects.filter(revoked_at__isnull=True).count() == 3


def test_a_sum_sealed_for_a_lot_that_too_few_bid_for_is_recorded_nowhere():
    call = lots.closed_statutory()
    assert [one.bid_lots.count() for one in (lodged.bid for lodged in call.lodged)] == [2, 1, 1, 1]
    call.confirm_both()
    opening = call.open()
    assert (opening.lots, opening.few, opening.least) == ({"1": 3, "2": 1, "3": 1}, [2, 3], 2)
    assert {one.lot.position for one in OpenedOffer.objects.select_related("lot")} == {1}
    assert OpenedOffer.objects.count() == 3
    only_third = call.lodged[3].bid
    only_third.refresh_from_db()
    assert (only_third.status, opening.faults.get().code) == ("not_opened", "too_few")
    assert [one.status for one in call.tender.lots.all()] == ["evaluating", "open", "open"]


def test_one_bidder_wins_no_more_lots_than_the_call_lets_it():
    call = lots.judged(most_lots_won="1")
    first, _second, third = (one.bid.number for one in call.lodged)
    rankings = judgement.to_decide(call.tender)
    # It is first in both: the first lot is its own, in the second the next one is chosen.
    assert judgement.proposed(call.tender, rankings) == ([first, f"{third}/2"], {f"{first}/2": "full"})
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(first, f"{first}/2", f"{third}/2", void_lots=VOID)
    assert [(one.code, one.bid) for one in refused.value.faults] == [("lots_too_many", f"{first}/2")]
    call.draft(first, f"{third}/2", passed_over={f"{first}/2": "full"}, void_lots=VOID)
    notice = call.approve()
    [over] = [one for one in body.parse(notice.body)["result"]["others"] if one["code"]]
    assert (over["lot"], over["code"]) == (2, "full")
    page = Client().get(f"/notices/{call.tender.number}/")
    assert "每家最多可以中的包数" in page.content.decode()


def test_in_a_call_without_such_a_limit_the_rankings_propose_as_before():
    call = lots.judged()
    first, _second, third = (one.bid.number for one in call.lodged)
    proposed = judgement.proposed(call.tender, judgement.to_decide(call.tender))
    assert proposed == ([first, f"{first}/2", f"{third}/2"], {})
    with pytest.raises(AwardRefusedError) as refused:
        call.draft(first, f"{third}/2", passed_over={f"{first}/2": "full"}, void_lots=VOID)
    assert ("not_full", f"{first}/2") in [(one.code, one.bid) for one in refused.value.faults]
