"""Calls past their closing with sealed bids in them, for tests of the opening and of what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from organizations.models import Organization, User
from portal.ground import clock, keys
from procurement import opener
from procurement.models import Bid, Opening, Tender
from procurement.services import openings
from procurement.services.bids import bids, lodging
from procurement.services.calls import closings
from procurement.uploads import CleanFile
from tests.support import calls, factories, sealed
from tests.support.remembered import remembered

QUESTIONS = ("approach", "people", "team", "confidentiality", "quality", "risks")
MINUTE = timedelta(minutes=1)
PDF = CleanFile("响应文件.pdf", b"%PDF-1.7 sealed", "application/pdf", "pdf")


@cache
def given_keys() -> dict[str, str]:
    """Those of this process's tests, so that what one of them sealed another can open."""
    return keys.make()


def give_keys(settings: Any) -> None:
    """Keys for everybody, and a clock that may be moved."""
    for name, value in given_keys().items():
        setattr(settings, name, value)
    settings.DEMO = True
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


@dataclass
class Lodged:
    """A bid and who lodged it."""

    bid: Bid
    leader: User
    organization: Organization


@remembered
def lodge(
    tender: Tender, amount: str = "180000.00", *, organization: Organization | None = None, **more: Any
) -> Lodged:
    """A sealed bid of a registered organisation, a fifth of it indirect, at the clock's present moment."""
    one = drafted(tender, amount, organization=organization, **more)
    intake = lodging.seal(one.bid.number, key=uuid4(), by=one.leader)
    lodging.decide(intake.pk, now=clock.now())
    one.bid.refresh_from_db()
    return one


@remembered
def drafted(
    tender: Tender,
    amount: str = "180000.00",
    *,
    lots: tuple[tuple[int, str], ...] = (),
    organization: Organization | None = None,
    stated: dict[str, str] | None = None,
    answer: str = "我们的回答：{question}",
    **more: Any,
) -> Lodged:
    """The same before it is sealed: nothing is missing. ``lots``: what it asks for in each lot it is for; ``stated``:
    what the bidder states of itself beside its address; ``answer``: what it says to each of the six questions."""
    leader = factories.user()
    lead = organization or factories.cso(leader)
    if organization:
        factories.member(organization, "leader", leader)
    now = clock.now()
    bid = bids.begin(tender.number, lead=lead, form_id=uuid4(), by=leader, now=now, **more)
    sealed.agreed(bid, now=now)
    answers = {question: answer.format(question=question) for question in QUESTIONS}
    bid = bids.save_answers(bid.number, answers=answers, version=bid.version, by=leader, now=now)
    budget = [{"position": lot, "lines": _lines(asked)} for lot, asked in lots or ((1, amount),)]
    bid = bids.save_budget(bid.number, lots=budget, version=bid.version, by=leader, now=now)
    if tender.regime == "statutory":
        state(bid, leader, **(stated or {}))
        bids.add_file(bid.number, title="响应文件", upload=PDF, by=leader, now=now)
    return Lodged(bid, leader, lead)


STATED = {"address": "昆明市示例路1号", "contact": "办公室0871-00000000"}
MICRO = {"size": "micro", "trade": "其他未列明行业", "staff": "8", "revenue": "480000", "assets": "200000"}


def state(bid: Bid, leader: User, **said: str) -> Bid:
    """What a bidder states of itself in a statutory bid."""
    return bids.write_statement(
        bid.number, said=STATED | said, read={}, choices={}, by=leader, now=clock.now()
    )


def _lines(amount: str) -> list[dict[str, str]]:
    indirect = f"{float(amount) * 0.1:.2f}"
    return [
        {"label": "同伴工作补贴", "kind": "direct", "amount": f"{float(amount) - float(indirect):.2f}"},
        {"label": "房租", "kind": "indirect", "amount": indirect},
    ]


@remembered
def final_offer(lodged: Lodged, amount: str = "", *, lots: tuple[tuple[int, str], ...] = ()) -> None:
    """The sealed final offer of a bid that was opened, at the clock's present moment: only its sums change. ``lots``:
    what it asks for in each lot it is for."""
    bid = bids.begin_replacement(lodged.bid.number, by=lodged.leader, now=clock.now())
    bids.save_budget(
        bid.number,
        lots=[{"position": lot, "lines": _lines(asked)} for lot, asked in lots or ((1, amount),)],
        version=bid.version,
        by=lodged.leader,
        now=clock.now(),
    )
    intake = lodging.seal(bid.number, key=uuid4(), by=lodged.leader)
    lodging.decide(intake.pk, now=clock.now())


@dataclass
class Closed:
    """A call past its closing. ``at``: the moment of its opening."""

    tender: Tender
    office: calls.Office
    lodged: list[Lodged]

    @property
    def at(self) -> datetime:
        moment = self.tender.opens_at or self.tender.bids_due
        assert moment is not None
        return moment

    @remembered
    def confirm(self, *people: User, after: timedelta = MINUTE) -> None:
        for one in people:
            openings.confirm(self.tender.number, by=one, now=self.at + after)

    @remembered
    def confirm_both(self) -> None:
        self.confirm(self.office.drafter, self.office.approver)

    @remembered
    def open(self) -> Opening | None:
        """What the opener does when its bell rings."""
        return opener.open_now(self.tender.number)


@remembered
def opened_to_bids(
    office: calls.Office, *, statutory: bool = False, now: datetime = calls.PUBLISHED, **more: Any
) -> Tender:
    """A call published at ``now`` that takes bids, with the clock on the next day."""
    publish = calls.published_statutory if statutory else calls.published
    tender = publish(office, now=now, **more)
    clock.move_to(now + timedelta(days=1))
    return tender


@remembered
def closed(
    amounts: Sequence[str] = ("180000.00", "200000.00"),
    *,
    statutory: bool = False,
    stated: Sequence[dict[str, str] | None] = (),
    **more: Any,
) -> Closed:
    """A call that has closed over so many sealed bids; the clock stands a minute after its opening time. ``stated``:
    what each bidder states of itself."""
    office = calls.office()
    tender = opened_to_bids(office, statutory=statutory, **more)
    said = [{"stated": one} if one else {} for one in (*stated, *[None] * (len(amounts) - len(stated)))]
    lodged = [lodge(tender, amount, **own) for amount, own in zip(amounts, said, strict=True)]
    return close(tender, office, lodged)


@remembered
def close(tender: Tender, office: calls.Office, lodged: list[Lodged]) -> Closed:
    tender.refresh_from_db()
    assert tender.bids_due is not None
    made = Closed(closings.close(tender.number, now=tender.bids_due), office, lodged)
    clock.move_to(made.at + MINUTE)
    return made
