"""A round of many small awards from a pasted text to its agreements: twelve bids and eight awards, sixty-two and
forty-two with `make walks`. Written, published, decided and signed by two officials, often on a telephone; one bid and
some points by browser, the other bids and points by the services."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.urls import reverse

from organizations.models import Organization, User
from portal.ground import clock
from procurement.facts import facts_of
from procurement.judgement.calls import LOOKED
from procurement.models import Award, AwardDraft, Bid, Contract, Evaluator, Intake, OpenedOffer, Tender
from procurement.services.bids import lodging
from procurement.services.calls import tenders
from procurement.services.evaluation import evaluations
from tests.browser import offices
from tests.browser.inside import Walk, Walked, apart, language, site, walked
from tests.browser.offices import Way, number_in
from tests.browser.visitor import WIDTHS, Visitor
from tests.support import calls, openings, rounds, scenes
from tests.support.awards import DAY, REASON, Decided
from tests.support.openings import Lodged
from tests.support.rounds import WHY
from tests.support.whole import WHOLE

__all__ = ["apart", "language", "site", "walked"]

pytestmark = pytest.mark.django_db
_keys = scenes.keys()

PASTED = (Path(__file__).parent / "many_awards.txt").read_text(encoding="utf-8")
MOST_CLICKS = 12
TELEPHONE = WIDTHS[0]
SUM = Decimal(6000)
LESS = "4000"


@dataclass
class Sizes:
    """How many bids there are; ``reached`` by ``budget`` yuan as they are asked for; how many of those get less, and
    how many are ``awarded`` then."""

    bids: int
    budget: int
    reached: int
    cut: int
    awarded: int


SIZES = Sizes(62, 250_000, 40, 5, 42) if WHOLE else Sizes(12, 45_000, 7, 2, 8)


_before = scenes.once(partial(scenes.beginning, "532801"))


@pytest.fixture
def prepared(_before: scenes.Scene[scenes.Beginning]) -> scenes.Beginning:
    return _before.again()


@dataclass
class Round:
    """The walk, one part after the other: what each leaves to the next."""

    office: calls.Office
    leader: User
    organization: Organization
    walked: Walked
    way: Way = field(default_factory=Way)
    clicks: int = 0
    ranked: list[str] = field(default_factory=list)
    today: date = date.min

    def by(self, who: User | None, part: Walk, *, width: int = WIDTHS[-1]) -> None:
        """Somebody does a part of it; what the part has to know of the database is asked here."""
        self.today = clock.legal_date(clock.now())
        self.walked(who, part, width=width)

    @property
    def tender(self) -> Tender:
        return Tender.objects.select_related("buyer").get(number=self.way.number)

    # The call

    def send(self, drafter: Visitor) -> None:
        """From the page of the paste box to *sent*."""
        drafter.go(reverse("call_new"))
        drafter.fill({"text": PASTED.replace("BUDGET", str(SIZES.budget))})
        drafter.press("Read and check")
        self.way.number = number_in(drafter.page.url)
        drafter.fill(
            {"summary_zh": "市里出钱资助一批社区小项目，每个三千到九千元。没有登记的小组可以托管申报。"}
        )
        for _screen in range(3):
            drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
        drafter.press("Send for approval")
        drafter.reads("A second person must approve before it is published.")
        self.clicks = drafter.clicks

    def publish(self, approver: Visitor) -> None:
        approver.go(self.way.desk("review"))
        offices.approve(approver)

    def at_the_planned_hour(self) -> None:
        assert self.tender.publish_at is not None
        clock.move_to(self.tender.publish_at)
        tenders.publish_scheduled(self.way.number, now=clock.now())

    # The bids

    def bid(self, bidder: Visitor) -> None:
        offices.begin(bidder, self.way, "mine")
        lines = [("同伴工作补贴", "direct", f"{SUM * 9 / 10:f}"), ("房租", "indirect", f"{SUM / 10:f}")]
        offices.write(bidder, self.way, "mine", lines)
        bidder.go(self.way.bid("mine", "check/"))
        bidder.press("Seal the bid")

    def lodged(self) -> Lodged:
        """The one bid of the browser, as it was sealed."""
        lodging.decide(Intake.objects.get().pk, now=clock.now())
        return Lodged(Bid.objects.get(status="lodged"), self.leader, self.organization)

    def closed(self, mine: Lodged) -> openings.Closed:
        script = [
            openings.lodge(self.tender, rounds.asked(place), answer=offices.ANSWER["zh"])
            for place in range(SIZES.bids - 1)
        ]
        return openings.close(self.tender, self.office, [mine, *script])

    def confirm_opening(self, official: Visitor) -> None:
        official.go(self.way.desk("opening"))
        official.press("Confirm the opening")

    # The panel

    def judged(self, closed: openings.Closed) -> Decided:
        """Some points by browser on a telephone, the others as its pages would keep them."""
        call = Decided(self.tender, self.office, closed.lodged)
        call.seat_all()
        by_link = next(one for one in call.seated if one.member.seat == "outsider")
        room, offers = f"/panel/{by_link.token}/", call.offers
        seen = [offers[0], offers[-1]]
        self.by(
            None, lambda member: score(member, room, [f"{one.total:,.0f}" for one in seen]), width=TELEPHONE
        )
        for member in call.members:
            if member.pk != by_link.member.pk:
                evaluations.declare(member, ties=(), now=clock.now())
            own = [one for one in offers if member.pk != by_link.member.pk or one not in seen]
            self.give(call, member, own)
            if member.pk != by_link.member.pk:
                call.hand_in(member)
        self.by(None, lambda member: hand_in(member, room), width=TELEPHONE)
        return call

    def give(self, call: Decided, member: Evaluator, offers: Sequence[OpenedOffer]) -> None:
        """The cheapest offer gets the most points, by every member."""
        every = call.offers
        for offer in offers:
            call.score(member, share(every.index(offer)), only=offer)

    def report(self, drafter: Visitor) -> None:
        drafter.go(self.way.desk("evaluation"))
        drafter.press("Make the report")
        drafter.go(self.way.desk("evaluation/report"))

    # The decision

    def decide(self, drafter: Visitor) -> None:
        """Those whom the money reaches are ticked; the last of them get less, and the line is drawn further down."""
        bids = self.ranked
        drafter.go(self.way.desk("decision"))
        ticks = drafter.page.locator("main input[type=checkbox][name^='bid-']")
        assert [one.is_checked() for one in ticks.all()] == [
            place < SIZES.reached for place in range(len(bids))
        ]
        cut = bids[SIZES.reached - SIZES.cut : SIZES.reached]
        drafter.fill({f"sum-{bid}": LESS for bid in cut} | {f"why-{bid}": WHY for bid in cut[:-1]})
        drafter.press("Tick down to the line")
        assert [one.is_checked() for one in ticks.all()] == [
            place < SIZES.awarded for place in range(len(bids))
        ]
        drafter.fill(
            {
                "decided_body": "局长办公会",
                "decided_on": f"{self.today:%Y-%m-%d}",
                "decided_minute": "〔2024〕12号",
                "reason_zh": REASON,
            }
        )
        drafter.press("Send to the second person", expect=422)
        assert drafter.value(f"sum-{cut[-1]}") == LESS
        drafter.fill({f"why-{cut[-1]}": WHY})
        drafter.press("Send to the second person")

    def approve(self, approver: Visitor) -> None:
        approver.go(self.way.desk("decision/review"))
        approver.reads(WHY)
        offices.approve(approver)
        approver.go(self.way.desk("decision"))

    def award(self, approver: Visitor) -> None:
        approver.go(self.way.desk("decision"))
        approver.press("Award and publish")

    def result(self, bidder: Visitor) -> None:
        bidder.go(self.way.bid("mine", "result/"))

    # The agreements

    def record(self, drafter: Visitor) -> None:
        ends = self.today + timedelta(days=180)
        drafter.go(self.way.desk("agreements"))
        due = {f"pay-{place}-due_on": ends if place else self.today + 10 * DAY for place in range(3)}
        days = {"signed_on": self.today, "starts_on": self.today, "ends_on": ends} | due
        drafter.fill({name: f"{day:%Y-%m-%d}" for name, day in days.items()})
        drafter.press("Send to the second person")

    def confirm(self, approver: Visitor) -> None:
        approver.go(self.way.desk("agreements/review"))
        approver.page.set_default_timeout(200_000)  # each of them is published
        approver.press("Confirm and publish")
        approver.go(self.way.page)

    def owed(self, drafter: Visitor) -> None:
        drafter.go(reverse("open_runs"))
        drafter.fill({"until": "30"})
        drafter.press("Show")


def share(place: int) -> float:
    """What the offer at this place, the cheapest first, gets of all points."""
    return round(0.95 - 0.7 * place / SIZES.bids, 4)


def score(member: Visitor, room: str, sums: Sequence[str]) -> None:
    """Declare, and give points to the first and to the last offer, known by what they ask for."""
    member.go(room)
    member.fill({"word": True})
    offices.forward(member)
    for total, part in zip(sums, (share(0), share(SIZES.bids - 1)), strict=True):
        member.go(room)
        member.press_on(member.page.locator("main .ticks li", has_text=total).locator("a").first)
        offices.points(member, part)


def hand_in(member: Visitor, room: str) -> None:
    member.go(room)
    member.press_on(member.page.locator("main a.btn.go").first)
    member.press("Hand in for good")


def test_a_round_from_the_paste_to_its_agreements(prepared: scenes.Beginning, walked: Walked) -> None:
    office = prepared.office
    walk = Round(office, prepared.leader, prepared.organization, walked)

    walk.by(office.drafter, walk.send)
    assert walk.clicks <= MOST_CLICKS
    tender = walk.tender
    assert set(tender.ours.values()) == {LOOKED}, "each screen with a default was saved"
    lot = tender.first_lot
    assert (lot.money, lot.most_awards, lot.least_of_one) == (SIZES.budget, None, 3000)
    assert facts_of(tender).most_of_one(lot.value, lot.own_largest) == 9000
    walk.by(office.approver, walk.publish, width=TELEPHONE)
    walk.at_the_planned_hour()

    clock.move_to(clock.now() + DAY)
    walk.by(prepared.leader, walk.bid, width=TELEPHONE)
    closed = walk.closed(walk.lodged())
    walk.by(office.drafter, walk.confirm_opening)
    walk.by(office.approver, walk.confirm_opening, width=TELEPHONE)
    assert closed.open()

    call = walk.judged(closed)
    walk.by(office.drafter, walk.report)
    walk.ranked = call.bids
    walk.by(office.drafter, walk.decide, width=TELEPHONE)
    draft = AwardDraft.objects.get()
    assert (len(draft.winners), len(draft.cuts)) == (SIZES.awarded, SIZES.cut)
    walk.by(office.approver, walk.approve)
    call.tender.refresh_from_db()
    assert call.tender.step == "publicity"

    call.wait_out()
    walk.by(office.approver, walk.award, width=TELEPHONE)
    given = list(Award.objects.order_by("pk"))
    assert len(given) == SIZES.awarded
    assert [one.value for one in given].count(Decimal(LESS)) == SIZES.cut
    assert sum(one.value for one in given) <= SIZES.budget
    walk.by(prepared.leader, walk.result, width=TELEPHONE)

    walk.by(office.drafter, walk.record)
    walk.by(office.approver, walk.confirm, width=TELEPHONE)
    signed = {one.award_id: one.value for one in Contract.objects.exclude(published_at=None)}
    assert signed == {one.pk: one.value for one in given}
    walk.by(office.drafter, walk.owed)
    call.tender.refresh_from_db()
    assert call.tender.step == "contracted"
