"""What officials, bidders and everybody read of a call in three lots."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from portal.ground import clock
from procurement.filters.notices import fitting
from procurement.models import Award, AwardDraft
from tests.support import calls, lots, openings, scenes
from tests.views.test_amendments import as_posted
from tests.views.test_awards import WORDS, of

pytestmark = pytest.mark.django_db
_keys = scenes.keys()
_judged = scenes.once(lots.judged)


@pytest.fixture
def call(_judged):
    return _judged.again()


def decide(call, **changed):
    browser = of(call.office.drafter)
    form = browser.get(reverse("decision", args=[call.tender.number])).context["form"]
    data = dict(form.hidden()) | {box.html_name: box.value() or "" for box in form.void_boxes()}
    for row in form.rows():
        boxes = {box.html_name: box.value() for box in (row["tick"], *row["sums"])}
        data |= {name: "on" if value is True else value for name, value in boxes.items() if value}
    data |= WORDS | {"decided_on": clock.legal_date(clock.now()).isoformat()} | changed
    return browser.post(reverse("decision", args=[call.tender.number]), data)


def test_one_form_decides_every_lot_and_proposes_what_is_void(call):
    first, _second, third = (one.bid.number for one in call.lodged)
    assert decide(call).status_code == 302
    draft = AwardDraft.objects.get()
    assert draft.winners == [first, f"{first}/2", f"{third}/2"]
    assert draft.void_lots == {"3": "too_few"}
    review = of(call.office.approver).get(reverse("decision_review", args=[call.tender.number]))
    assert {"void", "winners"} <= {one.key for one in review.context["sections"]}


def test_a_lot_that_is_void_and_given_is_told_at_its_box(call):
    answer = decide(call, **{"void-2": "need_changed"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"void-2"}
    assert "&lt;span" not in answer.content.decode(), "the label of a box marks its language"
    assert AwardDraft.objects.count() == 0


def test_a_bidder_reads_its_result_in_each_lot_and_everybody_the_lots(call):
    first, _second, third = (one.bid.number for one in call.lodged)
    call.draft(first, f"{first}/2", f"{third}/2", void_lots={"3": "too_few"})
    call.approve()
    mine = of(call.lodged[0].leader).get(reverse("bid_result", args=[first]))
    assert [(one["lot"].position, one["result"].outcome) for one in mine.context["results"]] == [
        (1, "won"),
        (2, "won"),
    ]
    public = Client().get(reverse("tender", args=[call.tender.number]))
    html = public.content.decode()
    assert all(row["title_zh"] in html for row in lots.ROWS)
    assert "第 3 包：申报不足" in html


def test_the_search_finds_the_call_in_the_place_of_each_lot(call):
    for place, found in (("532823", 1), ("532822", 1), ("532801", 1), ("533100", 0)):
        assert fitting(QueryDict(f"place={place}")) == found, place


def test_a_bid_is_written_lot_by_lot(db):
    tender = openings.opened_to_bids(calls.office("532800"), **lots.SAID)
    one = openings.drafted(tender, lots=((2, "100000.00"),))
    page = of(one.leader).get(reverse("bid_budget", args=[one.bid.number]))
    assert [table["title"] for table in page.context["tables"]] == [row["title_zh"] for row in lots.ROWS]
    assert [table["terms"].ceiling for table in page.context["tables"]] == [420_000, 300_000, 90_000]
    assert [bool(table["sums"].total) for table in page.context["tables"]] == [False, True, False]


def corrected(tender, **changed):
    """The correction's form as a browser sends it, with its lots."""
    page = of(tender.drafted_by).get(reverse("call_amend", args=[tender.number]))
    boxes = [
        box
        for form in (page.context["form"].lots.management_form, *page.context["form"].lots)
        for box in form
    ]
    rows = {box.html_name: value for box in boxes if (value := box.value()) not in (None, "")}
    return as_posted(tender, **rows | changed)


def test_a_correction_moves_money_between_lots_and_takes_none_away(db):
    tender = openings.opened_to_bids(calls.office("532800"), **lots.SAID)
    tender.refresh_from_db()
    browser, address = of(tender.drafted_by), reverse("call_amend", args=[tender.number])
    assert browser.post(address, corrected(tender)).status_code == 422, "nothing is changed"
    uneven = browser.post(address, corrected(tender, **{"lots-0-value": "400000"}, do="send"))
    assert uneven.status_code == 422
    gone = {f"lots-2-{name}": "" for name in ("title_zh", "value", "where_zh", "largest")}
    fewer = browser.post(address, corrected(tender, **gone))
    assert fewer.status_code == 422
    moved = {"lots-0-value": "400000", "lots-1-value": "320000"}
    shown = browser.post(address, corrected(tender, **moved))
    (change,) = shown.context["changes"]
    assert "400,000" in change["after"]
    assert "420,000" in change["before"]
    assert browser.post(address, corrected(tender, **moved, do="send")).status_code == 302
    answer = of(call_approver(tender)).post(
        reverse("amendment_review", args=[tender.number]), {"act": "approve"}
    )
    assert answer.status_code == 302
    assert [one.value for one in tender.lots.all()] == [400_000, 320_000, 240_000]


def call_approver(tender):
    return tender.buyer.memberships.get(role="approver").user


def test_two_awards_to_one_organisation_are_told_apart_by_their_lots(call):
    first, _second, third = (one.bid.number for one in call.lodged)
    call.draft(first, f"{first}/2", f"{third}/2", void_lots={"3": "too_few"})
    call.approve()
    call.wait_out()
    call.award()
    desk = of(call.office.drafter).get(reverse("decision", args=[call.tender.number])).content.decode()
    assert desk.count(lots.ROWS[1]["title_zh"]) == 2
    award = Award.objects.get(lot__position=1)
    page = of(call.office.drafter).get(reverse("contract", args=[award.number])).content.decode()
    assert lots.ROWS[0]["title_zh"] in page
    public = Client().get(reverse("tender", args=[call.tender.number]))
    assert [one["lot"] for one in public.context["chosen"]] == ["第 1 包", "第 2 包", "第 2 包"]
