"""Bids for tests at any stage, made through the services by the leader of one organisation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import override_settings

from organizations.models import Organization, User
from portal.ground import clock
from procurement.models import Bid, Intake, IntakeVerdict, Tender
from procurement.rules.bidding import QUESTIONS
from procurement.services.bids import bids, lodging, parties
from procurement.uploads import CleanFile
from tests.support import factories
from tests.support.remembered import remembered

ANSWERS = {
    question: f"关于{question}：我们在城中村做同伴教育，每月两次外展，志愿者十二人。"
    for question in QUESTIONS
}
LINES = [
    {"label": "外展人员补贴", "kind": "direct", "amount": "120000.00"},
    {"label": "场地租金", "kind": "indirect", "amount": "20000.00"},
]
STATED = {"address": "昆明市示例路1号", "contact": "办公室0871-00000000"}
PHOTO = CleanFile(
    name="活动照片", data=b"\xff\xd8\xff" + b"photo" * 400, media_type="image/jpeg", extension="jpg"
)


@dataclass
class Bidder:
    organization: Organization
    leader: User


@remembered
def bidder(**values: Any) -> Bidder:
    """An organisation with one leader; registered unless told."""
    leader = factories.user()
    return Bidder(factories.cso(leader, **values), leader)


@remembered
def begun(call: Tender, who: Bidder, *, now: datetime, **more: Any) -> Bid:
    return bids.begin(call.number, lead=who.organization, form_id=uuid4(), by=who.leader, now=now, **more)


@remembered
def agreed(bid: Bid, *, now: datetime) -> None:
    """Every partner and host that was asked says yes, by a leader of its own."""
    for party in bid.parties.filter(agreed_at=None):
        leader = party.organization.memberships.filter(role="leader").first()
        who = leader.user if leader else factories.member(party.organization, "leader").user
        parties.agree(bid.number, party.pk, by=who, now=now)


@remembered
def written(
    call: Tender,
    who: Bidder,
    *,
    now: datetime,
    answers: dict[str, str] | None = None,
    lines: list[dict[str, str]] | None = None,
    files: tuple[CleanFile, ...] = (PHOTO,),
    **more: Any,
) -> Bid:
    """A draft that lacks nothing."""
    bid = begun(call, who, now=now, **more)
    agreed(bid, now=now)
    return filled(bid, who, now=now, answers=answers, lines=lines, files=files)


@remembered
def filled(
    bid: Bid,
    who: Bidder,
    *,
    now: datetime,
    answers: dict[str, str] | None = None,
    lines: list[dict[str, str]] | None = None,
    files: tuple[CleanFile, ...] = (PHOTO,),
) -> Bid:
    """The draft of ``bid`` with everything it must say."""
    bid.refresh_from_db()
    bid = bids.save_answers(
        bid.number, answers=answers or ANSWERS, version=bid.version, by=who.leader, now=now
    )
    if bid.tender.regime == "statutory":
        bids.write_statement(bid.number, said=STATED, read={}, choices={}, by=who.leader, now=now)
        bid.refresh_from_db()
    lots = [{"position": 1, "lines": lines or LINES}]
    bid = bids.save_budget(bid.number, lots=lots, version=bid.version, by=who.leader, now=now)
    for file in files:
        bids.add_file(bid.number, title=file.name, upload=file, by=who.leader, now=now)
    bid.refresh_from_db()
    return bid


def pressed(bid: Bid, who: Bidder, *, key: UUID | None = None) -> Intake:
    """*Seal* was pressed; nobody has decided yet."""
    return lodging.seal(bid.number, key=key or uuid4(), by=who.leader)


def decided(intake: Intake) -> IntakeVerdict:
    return lodging.decide(intake.pk, now=clock.now())


@remembered
def lodged(call: Tender, who: Bidder | None = None, *, now: datetime, **more: Any) -> Bid:
    """A bid in time, sealed and accepted. The database's clock must stand before the closing: :func:`at`."""
    who = who or bidder()
    bid = written(call, who, now=now, **more)
    assert decided(pressed(bid, who)).verdict == "accepted"
    bid.refresh_from_db()
    return bid


@contextmanager
def at(moment: datetime, *, ticking: bool = True) -> Iterator[Callable[[datetime], None]]:
    """The portal's clock stands at ``moment`` (and ticks on unless told), as only a demonstration's may; gives a
    function that moves it.

    Written into the test's own transaction by the owner of the function, so it is rolled back with it."""

    def move(to: datetime) -> None:
        body = f"'{to.isoformat()}'::timestamptz"
        if ticking:
            body += f" + (clock_timestamp() - '{_real().isoformat()}'::timestamptz)"
        _as_owner(clock.clock_sql(body))

    move(moment)
    try:
        with override_settings(DEMO=True):
            yield move
    finally:
        _as_owner(clock.clock_sql("clock_timestamp()"))


def _real() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _as_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        worker = cursor.fetchone()[0]
        cursor.execute("SET ROLE NONE")
        cursor.execute(statement)
        cursor.execute(f"SET ROLE {worker}")


HOUR = timedelta(hours=1)
