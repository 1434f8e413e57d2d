"""Judged calls on their way to an award, a contract and acceptance, for tests of what follows a report."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser

from organizations.models import Organization, User
from organizations.services import standing
from portal.ground import clock
from procurement.judgement.calls import Medium
from procurement.models import Acceptance, Award, AwardDraft, Contract, Notice, Objection, RecordDraft
from procurement.rules.contracting import PaymentLine
from procurement.selectors import awards as reads
from procurement.services.awards import acceptances, awards, contracts, decisions, objections
from procurement.services.calls import tenders
from procurement.services.questions import inquiries
from tests.support import calls, examples, factories, openings, panels
from tests.support.openings import Lodged
from tests.support.panels import Judged
from tests.support.remembered import remembered

DAY = timedelta(days=1)
REASON = "方案可行，与服务人群联系紧密，预算覆盖人员和管理成本。"
EARLY = "全部活动已提前完成，双方书面同意提前验收。"
PARTIES = "服务对象认为时间合适、态度尊重，希望增加周末服务。"
# The price stands beside the criteria that people score.
OPEN_TENDER = examples.KUNMING | {"procedure": "open_tender", "ground": ""}


@dataclass
class Decided(Judged):
    """A call with a report. Nothing else has happened to it."""

    @staticmethod
    def now() -> datetime:
        return clock.now()

    @property
    def ranking(self) -> list[dict[str, Any]]:
        body = reads.ranking_of(self.tender.lots.get(position=1))
        assert body is not None
        rows: list[dict[str, Any]] = body["ranking"]
        return rows

    @property
    def bids(self) -> list[str]:
        """Numbers of the bids, the best first."""
        return [row["bid"] for row in self.ranking]

    def lodged_as(self, bid: str) -> Lodged:
        return next(one for one in self.lodged if one.bid.number == bid)

    def medium(self, page: str = "award") -> Medium | None:
        if self.tender.regime != "statutory":
            return None
        return Medium(f"https://medium.example/{page}", self.now() - timedelta(minutes=5))

    @remembered
    def draft(self, *winners: str, by: User | None = None, **more: Any) -> AwardDraft:
        given: dict[str, Any] = {
            "reason_zh": REASON,
            "decided_body": "局长办公会",
            "decided_on": clock.legal_date(self.now()),
            "decided_minute": "〔2024〕12号",
            "form_id": uuid4(),
        }
        if self.tender.regime == "statutory":
            given["supplier_address"] = "昆明市示例路1号"
        made = decisions.draft(
            self.tender.number,
            winners=list(winners or self.bids[:1]),
            by=by or self.office.drafter,
            now=self.now(),
            **(given | more),
        )
        self.tender.refresh_from_db()
        return made

    @remembered
    def approve(self, *, by: User | None = None, version: int = 1, medium: Medium | None = None) -> Notice:
        notice = decisions.approve(
            self.tender.number,
            version=version,
            by=by or self.office.approver,
            now=self.now(),
            medium=medium or self.medium(),
        )
        self.tender.refresh_from_db()
        return notice

    def wait_out(self) -> None:
        """To nine on the morning after the last day of what is shown."""
        shown = reads.shown_result(self.tender)
        assert shown is not None
        assert shown.until is not None
        clock.move_to(
            datetime.combine(shown.until + DAY, datetime.min.time(), clock.LEGAL_ZONE) + timedelta(hours=9)
        )

    @remembered
    def award(self) -> Notice:
        notice = awards.award(self.tender.number, by=self.office.approver, now=self.now())
        self.tender.refresh_from_db()
        return notice

    def object(self, text: str = "评分没有考虑转介成功率。", **more: Any) -> tuple[Objection, str]:
        """An objection and the code of its slip."""
        code = inquiries.new_code()
        given: dict[str, Any] = {"form_id": uuid4(), "by": AnonymousUser(), "code": code}
        made = objections.file(self.tender.number, text=text, now=self.now(), **(given | more))
        return made, code

    def answer(self, one: Objection, outcome: str = "rejected") -> Objection:
        return objections.answer(
            one.number,
            outcome=outcome,
            reply_zh="评分依据公告所列标准，已复核。",
            by=self.office.drafter,
            now=self.now(),
        )

    @property
    def awarded(self) -> list[Award]:
        return list(Award.objects.filter(lot__tender=self.tender, revoked_at__isnull=True))

    @remembered
    def sign(self, award: Award | None = None, *, by: User | None = None, **more: Any) -> Contract:
        """Recorded by the drafter, confirmed by the approver (or ``by``)."""
        award = award or self.awarded[0]
        medium = more.pop("medium", self.medium("contract"))
        kept = self.record_contract(award, **more)
        made = contracts.sign(kept.pk, by=by or self.office.approver, medium=medium, now=self.now())
        self.tender.refresh_from_db()
        return made

    @remembered
    def record_contract(
        self, award: Award | None = None, *, by: User | None = None, **more: Any
    ) -> RecordDraft:
        award = award or self.awarded[0]
        given = self.terms(award) | more
        return contracts.record(award.number, by=by or self.office.drafter, now=self.now(), **given)

    def terms(self, award: Award) -> dict[str, Any]:
        """A lawful contract of this award, signed today."""
        today = clock.legal_date(self.now())
        return {
            "value": award.value,
            "signed_on": today,
            "starts_on": today,
            "ends_on": today + timedelta(days=180),
            "payments": schedule(today),
            "form_id": uuid4(),
        }

    @remembered
    def accept(self, contract: Contract, *, by: User | None = None, **more: Any) -> Acceptance:
        """Recorded by the drafter, confirmed by the approver (or ``by``)."""
        medium = more.pop("medium", self.medium("acceptance"))
        kept = self.record_acceptance(contract, **more)
        made = acceptances.accept(kept.pk, by=by or self.office.approver, medium=medium, now=self.now())
        self.tender.refresh_from_db()
        return made

    @remembered
    def record_acceptance(self, contract: Contract, *, by: User | None = None, **more: Any) -> RecordDraft:
        given: dict[str, Any] = {
            "result": "passed",
            "accepted_on": clock.legal_date(self.now()),
            "quantity_zh": "完成宣传活动二十四场，动员检测人数达到约定目标。",
            "quality_zh": "转介成功率高于约定，没有发生泄密。",
            "users_zh": PARTIES,
            "service_users_took_part": True,
            "form_id": uuid4(),
        }
        if self.tender.regime == "statutory":
            given["panel_zh"] = "采购人代表、公共卫生专家、服务对象代表（编码甲01）"
        if clock.legal_date(self.now()) < contract.ends_on:
            given["early_zh"] = EARLY
        return acceptances.record(
            contract.number, by=by or self.office.drafter, now=self.now(), **(given | more)
        )


def schedule(signed_on: date, *shares: str) -> list[PaymentLine]:
    """Payments of these shares, the first within ten days, the others three months apart."""
    parts = shares or ("40", "40", "20")
    bases = ("agreement", "milestone", "acceptance")
    return [
        PaymentLine(Decimal(share), signed_on + timedelta(days=10 + 90 * number), bases[min(number, 2)])
        for number, share in enumerate(parts)
    ]


@remembered
def judged(amounts: tuple[str, ...] = ("180000.00", "200000.00"), *shares: float, **more: Any) -> Decided:
    """A programme call with a report: the cheapest offer first unless ``shares`` say otherwise."""
    call = panels.opened(amounts) if not more else _opened(amounts, **more)
    return _reported(call, shares or (0.9, 0.5, 0.4, 0.3))


def _opened(amounts: tuple[str, ...], **more: Any) -> Judged:
    closed = openings.closed(amounts, **more)
    return _after_opening(closed)


def _after_opening(closed: openings.Closed) -> Judged:
    closed.confirm_both()
    assert closed.open()
    closed.tender.refresh_from_db()
    return Judged(closed.tender, closed.office, closed.lodged)


def _reported(call: Judged, shares: tuple[float, ...]) -> Decided:
    call.seat_all()
    if call.tender.regime == "statutory":
        for _ in range(2):
            call.seat("expert")
    call.judge(*shares)
    call.report()
    call.tender.refresh_from_db()
    return Decided(call.tender, call.office, call.lodged, call.seated)


@remembered
def judged_of(*organizations: Organization, hosts: dict[int, Organization] | None = None) -> Decided:
    """A programme call that these organisations answered, in the order of their rank."""
    office = calls.office()
    tender = openings.opened_to_bids(office)
    lodged = [
        openings.lodge(
            tender,
            f"{150000 + number * 10000}.00",
            organization=one,
            **({"host": hosts[one.pk]} if hosts and one.pk in hosts else {}),
        )
        for number, one in enumerate(organizations)
    ]
    return _reported(_after_opening(openings.close(tender, office, lodged)), (0.9, 0.7, 0.5))


@remembered
def judged_statutory(
    amounts: tuple[str, ...] = ("400000.00", "420000.00", "440000.00"), **more: Any
) -> Decided:
    """An open tender with a report by a committee of five."""
    office = calls.office("530100")
    made = calls.submitted(office, OPEN_TENDER, **more)
    tenders.approve(made.number, by=office.approver, now=calls.PUBLISHED)
    tender = tenders.record_official_medium(
        made.number,
        url="https://medium.example/call",
        published_at=calls.PUBLISHED,
        by=office.drafter,
        now=calls.PUBLISHED + timedelta(minutes=30),
    )
    clock.move_to(calls.PUBLISHED + DAY)
    lodged = [openings.lodge(tender, amount) for amount in amounts]
    return _reported(_after_opening(openings.close(tender, office, lodged)), (0.9, 0.7, 0.5))


@remembered
def listed(call: Decided | None = None) -> Decided:
    """The intended result is shown since this minute."""
    call = call or judged()
    call.draft()
    call.approve()
    return call


@remembered
def awarded(call: Decided | None = None) -> Decided:
    """An award in force: a programme's after its publicity, a statutory one at once."""
    call = listed(call)
    if call.tender.step == "publicity":
        call.wait_out()
        call.award()
    return call


@remembered
def contracted(call: Decided | None = None) -> tuple[Decided, Contract]:
    call = awarded(call)
    return call, call.sign()


@remembered
def hosted(group: Organization, leader: User) -> Organization:
    """A registered organisation that both sides confirmed as host of ``group``."""
    host_leader = factories.user()
    host = factories.cso(host_leader)
    now = factories.LONG_AGO
    tie = standing.ask_tie("host", upper=host, member=group, asked_by=group, by=leader, now=now)
    standing.confirm_tie(tie, host, by=host_leader, now=now)
    return host
