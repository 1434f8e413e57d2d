"""Opened calls with a panel, for tests of the evaluation and of what follows it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from organizations.models import Organization, User
from portal.ground import clock
from procurement import opener
from procurement.judgement import evaluation, law
from procurement.models import Consultation, EvaluationReport, Evaluator, OpenedOffer, Tender
from procurement.rules.hours import next_working_moment
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import consultations, evaluations, panels, reports
from procurement.services.evaluation.panels import Seated
from tests.support import calls, factories, openings
from tests.support.openings import Lodged
from tests.support.remembered import remembered

PROGRAMME_SEATS = ("outsider", "community")
STATUTORY_SEATS = ("expert", "expert")


@remembered
def voucher() -> Organization:
    """An organisation from elsewhere that bids for nothing here."""
    return factories.cso(code="530921")


@dataclass
class Judged:
    """An opened call. ``seated`` are those who came by link, with their secrets."""

    tender: Tender
    office: calls.Office
    lodged: list[Lodged]
    seated: list[Seated] = field(default_factory=list)

    @property
    def offers(self) -> list[OpenedOffer]:
        """What is judged, the cheapest first."""
        return sorted(reads.judged_offers(self.tender), key=lambda one: one.total)

    @property
    def members(self) -> list[Evaluator]:
        return list(reads.panel_of(self.tender))

    @remembered
    def seat(self, seat: str = "outsider", *, user: User | None = None, **more: object) -> Seated:
        """Seated by the drafter; the link of who comes by one is printed by the approver."""
        given: dict[str, object] = {"chosen": "buyer" if seat == "buyer" else "pool"}
        given |= {"form_id": uuid4(), "by": self.office.drafter}
        if seat in ("expert", "outsider") and user is None:
            turn = self.tender.evaluators.count() + 1
            given |= {"name": f"评审专家{turn}", "office": "州疾控中心", "contact": f"p{turn}@example.org"}
        if seat == "community":
            given["vouched_by"] = voucher().number
        made = panels.seat(
            self.tender.number,
            seat=seat,
            user=user,
            now=clock.now(),
            **(given | more),  # type: ignore[arg-type]
        )
        if made.member.user_id is None and made.member.link_by_id is None:
            made = panels.print_link(
                self.tender.number, made.member.code, by=self.office.approver, now=clock.now()
            )
            self.seated.append(made)
        return made

    @remembered
    def seat_all(self) -> None:
        """A lawful panel: the drafter by account and two by link."""
        self.seat("buyer", user=self.office.drafter)
        for one in STATUTORY_SEATS if self.tender.regime == "statutory" else PROGRAMME_SEATS:
            self.seat(one)

    @remembered
    def declare_all(self) -> None:
        for member in self.members:
            evaluations.declare(member, ties=(), now=clock.now())

    @remembered
    def score(
        self, member: Evaluator, share: Decimal | float = 0.5, *, only: OpenedOffer | None = None
    ) -> None:
        """The same share of every criterion's points for every offer (or for one)."""
        for offer in [only] if only else self.offers:
            plan = evaluation.plan_of(offer.lot, law.case_of(self.tender))
            points = {one.key: (one.of * Decimal(str(share))).quantize(Decimal("0.01")) for one in plan.panel}
            evaluations.save_scores(member, offer, points=points, now=clock.now())

    @remembered
    def hand_in(self, member: Evaluator) -> Evaluator:
        member.refresh_from_db()
        return evaluations.hand_in(member, version=member.version, now=clock.now())

    @remembered
    def judge(self, *shares: float) -> None:
        """Everybody declares, gives the cheapest offer the first share, the next the second, hands in."""
        self.declare_all()
        for member in self.members:
            for number, offer in enumerate(self.offers):
                self.score(member, shares[number] if number < len(shares) else 0.5, only=offer)
            self.hand_in(member)

    @remembered
    def call_for_final(self, *, hours: int = 48, **more: Any) -> Consultation:
        """Final offers are asked for in writing, due in so many hours or at the next working moment."""
        given: dict[str, Any] = {"changes_zh": "服务点由三个增加到四个。", "by": self.office.drafter}
        due = next_working_moment(clock.now() + timedelta(hours=hours), law.case_of(self.tender).calendar)
        given |= {"form_id": uuid4(), "final_due": due}
        return consultations.call(self.tender.number, now=clock.now(), **(given | more))

    @remembered
    def open_final(self, *offered: str | tuple[tuple[int, str], ...]) -> None:
        """Each bidder seals a final offer, a sum or sums by lot (empty: none), two people confirm, the opener opens."""
        called = reads.consultation_of(self.tender)
        assert called, "asked for before"
        for lodged, asked in zip(self.lodged, offered, strict=True):
            if asked:
                openings.final_offer(
                    lodged, **({"amount": asked} if isinstance(asked, str) else {"lots": asked})
                )
        clock.move_to(called.final_due + openings.MINUTE)
        for one in (self.office.drafter, self.office.approver):
            openings.openings.confirm(self.tender.number, round=2, by=one, now=clock.now())
        assert opener.open_now(self.tender.number, 2)
        self.tender.refresh_from_db()

    @remembered
    def report(self, *, by: User | None = None, now: datetime | None = None) -> EvaluationReport:
        lot = self.tender.lots.select_related("tender").get(position=1)
        return reports.report(lot, by=by or self.office.drafter, now=now or clock.now())


FIRST_OFFERS = ("400000.00", "420000.00", "440000.00")


@remembered
def consulted(*final: str, first: tuple[str, ...] = FIRST_OFFERS, **more: Any) -> Judged:
    """A competitive consultation with its panel, declared, and with these final offers open."""
    call = opened(first, statutory=True, **more)
    call.seat_all()
    call.declare_all()
    call.call_for_final()
    call.open_final(*final)
    return call


@remembered
def opened(
    amounts: tuple[str, ...] = ("180000.00", "200000.00"), *, statutory: bool = False, **more: Any
) -> Judged:
    """A call whose bids were opened by its two officials. Give keys first (:func:`openings.give_keys`)."""
    closed = openings.closed(amounts, statutory=statutory, **more)
    closed.confirm_both()
    assert closed.open()
    closed.tender.refresh_from_db()
    return Judged(closed.tender, closed.office, closed.lodged)
