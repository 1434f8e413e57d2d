"""The decision on all bids at once: ticked to the money line, a sum for each, faults on the row, one form on pages."""

import json
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse

from portal.ground import clock
from procurement.forms.awards import choosing
from procurement.models import AwardDraft, BidResult
from tests.support import awards as made
from tests.support import scenes
from tests.views.officer_site import PLAIN_FILES
from tests.views.reading import tight
from tests.views.test_awards import WORDS, of, page

pytestmark = pytest.mark.django_db
WHY = "宣传品按评审意见减少一半。"
_keys = scenes.keys(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})


def several():
    """Four bids of 50,000 to 80,000; 190,000 for at most three: the money reaches three."""
    return made.judged(
        ("50000.00", "60000.00", "70000.00", "80000.00"),
        0.9,
        0.7,
        0.5,
        0.3,
        awards_by="number",
        max_awards=Decimal(3),
        smallest_award=Decimal(20000),
        estimated_value=190000,
        capacity_amount=Decimal(1000),
    )


_several = scenes.once(several)


@pytest.fixture
def call(_several):
    return _several.again()


def words(html):
    """What stands on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def opened(call):
    return of(call.office.drafter).get(reverse("decision", args=[call.tender.number]))


def filled(response):
    """What a browser would send from the page: the boxes that are drawn and those nobody sees."""
    form = response.context["form"]
    data = dict(form.hidden())
    for row in form.rows():
        for box in (row["tick"], *row["sums"], *([row["over"]] if row["over"] else [])):
            if value := box.value():
                data[box.html_name] = "on" if value is True else value
    data |= WORDS | {"decided_on": clock.legal_date(clock.now()).isoformat()}
    return data


def send(call, data, **changed):
    given = {name: value for name, value in (data | changed).items() if value is not None}
    return of(call.office.drafter).post(reverse("decision", args=[call.tender.number]), given)


def test_down_to_the_money_line_every_bid_is_ticked_and_the_line_is_in_words(call):
    response = opened(call)
    shown, form = words(response.content.decode()), response.context["form"]
    assert [bool(row["tick"].value()) for row in form.rows()] == [True, True, True, False]
    assert [row["sums"][0].value() for row in form.rows()] == ["50000", "60000", "70000", "80000"]
    assert "已经勾上的只是建议" in shown
    assert "本次一共 190,000 元（19 万元），最多支持 3 家。 按名次排，4 家里够支持前 3 家" in shown
    assert "还剩 10,000 元" in shown
    assert shown.count("线划在这里，往下： 超出家数") == 1
    assert [row["open"] for row in form.rows()] == [False] * 4


def test_one_press_writes_down_all_of_it_and_another_approves_all_of_it(call):
    data = filled(opened(call))
    third = call.bids[2]
    response = send(call, data, **{f"sum-{third}": "65000", f"why-{third}": WHY})
    assert response.url == reverse("decision_review", args=[call.tender.number])
    draft = AwardDraft.objects.get()
    assert draft.winners == call.bids[:3]
    assert draft.cuts == {third: {"value": "65000", "reason": WHY}}
    shown = tight(page(call.office.approver, "decision_review", call.tender.number))
    assert WHY in shown
    assert "65,000 元" in shown
    assert call.lodged_as(third).organization.name_zh in shown
    browser = of(call.office.approver)
    browser.post(reverse("decision_review", args=[call.tender.number]), {"act": "approve", "version": 1})
    assert BidResult.objects.get(bid__number=third).value == Decimal(65000)
    own = words(page(call.lodged_as(third).leader, "bid_result", call.lodged_as(third).bid.number))
    assert WHY in own
    assert re.search(r"给您的金额： ?65,000 元", own)
    for other in (call.bids[0], call.bids[3]):
        lodged = call.lodged_as(other)
        assert WHY not in page(lodged.leader, "bid_result", lodged.bid.number)
    public = (
        of(call.lodged_as(third).leader).get(reverse("tender", args=[call.tender.number])).content.decode()
    )
    assert WHY not in public


def test_a_fault_is_said_on_its_row_and_nothing_is_lost(call):
    first, second, third, _last = call.bids
    data = filled(opened(call))
    response = send(call, data, **{f"bid-{first}": None, f"sum-{second}": "70000", f"sum-{third}": "65000"})
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {f"bid-{first}", f"sum-{second}", f"why-{third}"}
    rows = form.rows()
    assert [bool(row["faults"]) for row in rows] == [True, True, True, False]
    assert [row["over"] is not None for row in rows] == [True, False, False, False]
    assert [row["sums"][0].value() for row in rows] == ["50000", "70000", "65000", "80000"]
    assert made.REASON in response.content.decode()
    for name in form.errors:
        assert f'href="#f-{name}"' in response.content.decode()
        assert f'id="f-{name}"' in response.content.decode()
    mended = filled(response) | {f"over-{first}": "withdrew", f"sum-{second}": "60000", f"why-{third}": WHY}
    assert send(call, mended).status_code == 302
    assert AwardDraft.objects.get().passed_over == {first: "withdrew"}


def test_more_than_the_budget_says_by_how_much_and_adding_up_keeps_nothing(call):
    data = filled(opened(call)) | {f"bid-{one}": "on" for one in call.bids}
    response = send(call, data, turn="1")
    assert response.status_code == 200
    assert "已勾选 4 家，合计 260,000 元（26 万元），比现有的钱多 70,000 元" in tight(
        response.content.decode()
    )
    assert not response.context["form"].errors
    assert not AwardDraft.objects.exists()
    response = send(call, filled(response))
    assert response.status_code == 422
    said = tight(response.content.decode())
    assert "最多选 3 家" in said or "3" in str(response.context["form"].non_field_errors())
    assert "多 70,000 元" in said


def test_down_to_the_line_is_ticked_with_the_sums_that_are_typed_and_without_who_is_passed_over(call):
    first, second, third, last = call.bids
    more = {f"sum-{one}": "20000" for one in (second, third)} | {f"why-{one}": WHY for one in (second, third)}
    data = filled(opened(call)) | more | {f"bid-{last}": "on"}
    response = send(call, data, line="1")
    assert response.status_code == 200
    assert not AwardDraft.objects.exists()
    form = response.context["form"]
    assert [bool(row["tick"].value()) for row in form.rows()] == [True, True, True, False]
    assert [row["open"] for row in form.rows()] == [False, True, True, False]
    assert "已勾选 3 家，合计 90,000 元（9 万元）" in tight(response.content.decode())
    # The first withdrew: the number reaches the last one, and the line is no more.
    response = send(call, data | {f"over-{first}": "withdrew"}, line="1")
    form = response.context["form"]
    assert [bool(row["tick"].value()) for row in form.rows()] == [False, True, True, True]
    assert "线划在这里" not in response.content.decode()
    assert send(call, filled(response) | {f"over-{first}": "withdrew"}).status_code == 302
    assert AwardDraft.objects.get().winners == [second, third, last]


@pytest.mark.parametrize(
    ("boxes", "at"),
    [
        ({"bid-": "on", "over-": "withdrew"}, "over-"),
        ({"sum-": "50000", "why-": WHY}, "sum-"),
        ({"sum-": "五六万"}, "sum-"),
        ({"sum-": "-1"}, "sum-"),
        ({"sum-": "12345678901234"}, "sum-"),
        ({"why-": "字" * 201}, "why-"),
        ({"why-": "请电 13812345678", "sum-": "30000"}, "why-"),
        ({"over-": "we_prefer_another"}, "over-"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_box(call, boxes, at):
    first = call.bids[0]
    response = send(call, filled(opened(call)), **{f"{name}{first}": said for name, said in boxes.items()})
    assert response.status_code == 422
    assert f"{at}{first}" in response.context["form"].errors
    assert not AwardDraft.objects.exists()


def test_a_long_ranking_is_one_form_on_several_pages(call, monkeypatch):
    monkeypatch.setattr(choosing, "A_PAGE", 2)
    first, second, third, last = call.bids
    response = opened(call)
    assert [row["one"].number for row in response.context["form"].rows()] == [first, second]
    data = filled(response) | {f"sum-{second}": "40000", f"why-{second}": WHY}
    turned = send(call, data, turn="2")
    assert turned.status_code == 200
    form = turned.context["form"]
    assert [row["one"].number for row in form.rows()] == [third, last]
    assert json.loads(form.hidden()["rest"]) == {f"sum-{second}": "40000", f"why-{second}": WHY}
    assert form["decided_body"].value() == WORDS["decided_body"]
    # The fourth in the third's place: the fault stands on this page, and the page before is not lost.
    refused = send(call, filled(turned) | {f"bid-{last}": "on"}, **{f"bid-{third}": None})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {f"bid-{third}"}
    done = send(call, filled(refused) | {f"over-{third}": "not_verified"})
    assert done.status_code == 302
    draft = AwardDraft.objects.get()
    assert draft.winners == [first, second, last]
    assert draft.cuts == {second: {"value": "40000", "reason": WHY}}
    again = of(call.office.drafter).get(reverse("decision", args=[call.tender.number]) + "?again")
    assert again.context["form"].rows()[1]["sums"][0].value() == "40000"


def test_a_fault_on_another_page_opens_that_page(call, monkeypatch):
    monkeypatch.setattr(choosing, "A_PAGE", 2)
    first, last = call.bids[0], call.bids[3]
    turned = send(call, filled(opened(call)) | {f"bid-{first}": None}, turn="2")
    data = {name: value for name, value in filled(turned).items() if name != f"bid-{first}"}
    refused = send(call, data)
    assert refused.context["form"].page == 1
    assert set(refused.context["form"].errors) == {f"bid-{first}"}
    assert last not in str(refused.context["form"].rows())


@pytest.mark.parametrize("rest", ["{", "[]", '{"bid-x": 7}', "null", '{"version": "9"}'])
def test_a_broken_hidden_box_changes_nothing_else(call, monkeypatch, rest):
    monkeypatch.setattr(choosing, "A_PAGE", 2)
    assert send(call, filled(opened(call)), rest=rest).status_code == 302
    assert AwardDraft.objects.get().winners == call.bids[:3]


def test_a_page_drawn_over_an_earlier_report_is_not_taken(call):
    response = send(call, filled(opened(call)), report="999999")
    assert response.status_code == 422
    assert "刚才又出了一份评审报告" in response.content.decode()
    assert not AwardDraft.objects.exists()


def test_a_statutory_decision_asks_for_no_sums():
    call = made.judged_statutory()
    response = opened(call)
    assert all(row["sums"] == [] for row in response.context["form"].rows())
    first = call.bids[0]
    data = filled(response) | {
        "supplier_address": "昆明市示例路1号",
        f"sum-{first}": "1",
        f"why-{first}": WHY,
    }
    assert send(call, data).status_code == 302
    assert AwardDraft.objects.get().cuts == {}


def test_written_by_another_office_it_is_not_there(call):
    stranger = made.judged().office.drafter
    data = filled(opened(call))
    answer = of(stranger).post(reverse("decision", args=[call.tender.number]), data)
    assert answer.status_code == 404
    assert not AwardDraft.objects.exists()
