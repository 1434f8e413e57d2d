"""A consultation in three lots from a pasted text to agreements: written and published, answered for two of the lots
on a telephone, and with the third void decided on and signed. What lies between is done by the services."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from portal.ground import clock
from procurement.judgement.calls import LOOKED, Medium
from procurement.models import Award, Bid, Contract, Intake, RecordDraft, Tender
from procurement.services.bids import lodging
from procurement.services.evaluation import reports
from tests.browser import offices
from tests.browser.inside import Walked, apart, language, site, walked
from tests.browser.offices import Way, number_in
from tests.browser.visitor import WIDTHS, Visitor
from tests.support import calls, openings, scenes
from tests.support.awards import DAY, REASON, Decided
from tests.support.openings import Lodged

__all__ = ["apart", "language", "site", "walked"]

pytestmark = pytest.mark.django_db
_keys = scenes.keys()

MEDIUM = "https://official-medium.example/notices/2024/"
# Everything but what no text of a notice says so that it is read: the sentence for everybody, grounds by law, who
# answers and where the papers are.
PASTED = (Path(__file__).parent / "three_lots.txt").read_text(encoding="utf-8")
MOST_CLICKS = 12
PAPER = Path("static/img/apple-touch-icon.png")
COSTS = (
    (("同伴工作补贴", "direct", "360000"), ("房租", "indirect", "40000")),
    (("陪同就医", "direct", "250000"), ("房租", "indirect", "30000")),
)
OTHERS = (((1, "410000.00"),), ((2, "290000.00"),))
FINAL = (((1, "395000.00"), (2, "275000.00")), ((1, "405000.00"),), ((2, "285000.00"),))


_before = scenes.once(partial(scenes.beginning, "532800"))


@pytest.fixture
def prepared(_before: scenes.Scene[scenes.Beginning]) -> scenes.Beginning:
    return _before.again()


def stands(name: str, page: str) -> dict[str, Any]:
    """The official medium's address and time of a notice, as the boxes ``name`` ask."""
    url, at = {"call": ("url", "published_at"), "result": ("medium_url", "medium_at")}[name]
    now = clock.now().astimezone(clock.LEGAL_ZONE)
    return {url: f"{MEDIUM}{page}", f"{at}_0": f"{now:%Y-%m-%d}", f"{at}_1": f"{now:%H:%M}"}


def sent(drafter: Visitor, way: Way) -> int:
    """From the page of the paste box to *sent*: what it took, in clicks."""
    drafter.go(reverse("call_new"))
    drafter.fill({"text": PASTED})
    drafter.press("Read and check")
    way.number = number_in(drafter.page.url)
    drafter.fill(
        {
            "summary_zh": "州里出 96 万元，分三个包选登记机构，服务一年。一家可以报几个包。",
            "intention_published_on": "2024-05-20",
            "ground": "government_purchased_service",
            "sme_ground": "policy_prefers_social_organisations",
        }
    )
    papers = {"documents_url": f"{MEDIUM}31/documents", "contact_person": "采购值班人员"}
    for said in ({}, {}, papers):
        drafter.fill(said)
        drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    drafter.press("Send for approval")
    drafter.reads("A second person must approve before it is published.")
    return drafter.clicks


def bid_for_two(bidder: Visitor, way: Way) -> None:
    offices.begin(bidder, way, "mine")
    offices.write(bidder, way, "mine", *COSTS)
    bidder.page.set_input_files("main input[type=file]", PAPER)
    bidder.fill({"title": "响应文件"})
    bidder.press("Add")
    bidder.go(way.bid("mine", "check/"))
    bidder.press("Seal the bid")


def judged(tender: Tender, office: calls.Office, mine: Lodged) -> Decided:
    """Closed, opened, talked over, offered again and reported, lot by lot."""
    lodged = [mine, *(openings.lodge(tender, lots=asked) for asked in OTHERS)]
    closed = openings.close(tender, office, lodged)
    closed.confirm_both()
    assert closed.open()
    tender.refresh_from_db()
    call = Decided(tender, office, lodged)
    call.seat_all()
    call.declare_all()
    call.call_for_final()
    call.open_final(*FINAL)
    for member in call.members:
        for offer, share in zip(call.offers, (0.9, 0.5, 0.8, 0.4), strict=True):
            call.score(member, share, only=offer)
        call.hand_in(member)
    for lot in tender.lots.select_related("tender").filter(status="evaluating"):
        reports.report(lot, by=office.drafter, now=clock.now())
    tender.refresh_from_db()
    return call


def test_three_lots_from_the_paste_to_agreements(prepared: scenes.Beginning, walked: Walked) -> None:
    office, way = prepared.office, Way()
    clicks: list[int] = []

    walked(office.drafter, lambda drafter: clicks.append(sent(drafter, way)))
    assert clicks[0] <= MOST_CLICKS
    tender = Tender.objects.get(number=way.number)
    assert set(tender.ours.values()) == {LOOKED}, "each screen with a default was saved"
    rows = [(one.value, len(one.places)) for one in tender.lots.order_by("position")]
    assert rows == [(420_000, 2), (300_000, 1), (240_000, 2)]

    def approve(approver: Visitor) -> None:
        approver.go(way.desk("review"))
        offices.approve(approver)

    walked(office.approver, approve)

    there = stands("call", "31")

    def publish(drafter: Visitor) -> None:
        drafter.go(way.desk("review"))
        drafter.fill(there)
        drafter.press("Publish here")
        drafter.go(way.page)
        drafter.reads("校园和工地宣传")

    walked(office.drafter, publish)

    clock.move_to(clock.now() + DAY)
    walked(prepared.leader, lambda bidder: bid_for_two(bidder, way), width=WIDTHS[0])
    bid = Bid.objects.get()
    lodging.decide(Intake.objects.get().pk, now=clock.now())
    bid.refresh_from_db()
    assert bid.status == "lodged"
    tender.refresh_from_db()
    call = judged(tender, office, Lodged(bid, prepared.leader, prepared.organization))

    today, there = clock.legal_date(clock.now()), stands("result", "32")

    def decide(drafter: Visitor) -> None:
        drafter.go(way.desk("decision"))
        assert drafter.value("void-3") == "too_few"
        drafter.fill(
            {
                "decided_body": "局长办公会",
                "decided_on": f"{today:%Y-%m-%d}",
                "decided_minute": "〔2024〕12号",
                "reason_zh": REASON,
            }
        )
        drafter.press("Send to the second person")

    walked(office.drafter, decide)

    def award(approver: Visitor) -> None:
        approver.go(way.desk("decision/review"))
        approver.reads("校园和工地宣传")
        approver.fill(there)
        offices.approve(approver)
        approver.go(way.page)

    walked(office.approver, award)
    given = list(Award.objects.order_by("lot__position"))
    assert [(one.lot.position, one.bid.number) for one in given] == [(1, bid.number), (2, bid.number)]
    assert [one.status for one in tender.lots.order_by("position")] == ["awarded", "awarded", "void"]

    def result(bidder: Visitor) -> None:
        bidder.go(way.bid("mine", "result/"))
        bidder.go(way.bid("mine"))

    walked(prepared.leader, result, width=WIDTHS[0])
    call.sign(given[1], medium=Medium(f"{MEDIUM}34", clock.now()))
    ends = today + 180 * DAY

    def record(drafter: Visitor) -> None:
        drafter.go(way.desk("decision"))
        drafter.go(f"/workspace/awards/{given[0].number}/contract/")
        drafter.reads("流动人口宣传和检测动员")
        days = {"signed_on": today, "starts_on": today, "ends_on": ends}
        due = {f"pay-{place}-due_on": ends if place else today + 10 * DAY for place in range(3)}
        drafter.fill({name: f"{day:%Y-%m-%d}" for name, day in (days | due).items()})
        offices.forward(drafter)

    walked(office.drafter, record)

    recorded, there = RecordDraft.objects.latest("pk").pk, stands("result", "33")

    def confirm(approver: Visitor) -> None:
        approver.go(reverse("record_review", args=[recorded]))
        approver.fill(there)
        approver.press("Confirm and publish")
        approver.go(way.page)
        approver.go(way.desk("decision"))

    walked(office.approver, confirm)
    assert Contract.objects.count() == 2
    tender.refresh_from_db()
    assert tender.step == "contracted"
