"""Calls for tests at any stage, made through the services by two officials of one agency."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from organizations.models import Organization, User
from portal.ground.clock import LEGAL_ZONE
from portal.ground.province import chosen
from procurement.facets import FACETS
from procurement.judgement import law
from procurement.judgement.corrections import moved_by_rule
from procurement.models import Inquiry, SearchEntry, Tender
from procurement.services import editions
from procurement.services.calls import corrections, tenders
from procurement.services.questions import inquiries
from tests.support import examples, factories
from tests.support.remembered import remembered

# Tuesday 2 July 2024, 9:27 in Yunnan: the minute of the real Jinghong call.
PUBLISHED = datetime(2024, 7, 2, 9, 27, tzinfo=LEGAL_ZONE)


def at(text: str) -> datetime:
    """A moment of 2024 in Yunnan: ``at("07-02 09:27")``."""
    return datetime.fromisoformat(f"2024-{text}").replace(tzinfo=LEGAL_ZONE)


@dataclass
class Office:
    agency: Organization
    drafter: User
    approver: User


@remembered
def office(code: str = "532801") -> Office:
    """An agency with exactly two officials."""
    agency = factories.agency(code)
    drafter, approver = factories.user(), factories.user()
    factories.member(agency, "drafter", drafter)
    factories.member(agency, "approver", approver)
    return Office(agency, drafter, approver)


@remembered
def the_law() -> None:
    """The rulebook and calendar of this checkout, pinned."""
    editions.load_rulebook(
        law.book_on_disk().with_thresholds_confirmed("云财采〔示例〕1号").with_medium("example"),
        province=chosen().code,
        now=PUBLISHED,
    )
    editions.load_calendar(law.calendar_on_disk(), now=PUBLISHED)


@remembered
def draft(
    by: Office, values: dict[str, Any] | None = None, *, now: datetime = PUBLISHED, **more: Any
) -> Tender:
    """A draft with every lawful date taken."""
    the_law()
    made = tenders.create_draft(
        buyer=by.agency, values=(values or examples.JINGHONG) | more, form_id=uuid4(), by=by.drafter, now=now
    )
    return tenders.take_lawful_dates(made.number, version=made.version, by=by.drafter, now=now)


@remembered
def submitted(
    by: Office, values: dict[str, Any] | None = None, *, now: datetime = PUBLISHED, **more: Any
) -> Tender:
    made = draft(by, values, now=now, **more)
    return tenders.submit(made.number, version=made.version, by=by.drafter, now=now)


@remembered
def published(
    by: Office, values: dict[str, Any] | None = None, *, now: datetime = PUBLISHED, **more: Any
) -> Tender:
    """A programme call, open since ``now``."""
    made = submitted(by, values, now=now, **more)
    return tenders.approve(made.number, by=by.approver, now=now)


@remembered
def published_statutory(by: Office, *, now: datetime = PUBLISHED, **more: Any) -> Tender:
    """A competitive consultation that stands on the official medium since ``now``."""
    made = submitted(by, examples.KUNMING, now=now, **more)
    tenders.approve(made.number, by=by.approver, now=now)
    return tenders.record_official_medium(
        made.number,
        url="https://medium.example/1",
        published_at=now,
        by=by.drafter,
        now=now + timedelta(minutes=30),
    )


def carry(entry: SearchEntry, **codes: list[str]) -> None:
    """Let the search find a call by these codes, facet by facet; of the other facets it keeps its own."""
    entry.codes = [one for one in entry.codes if one.partition("=")[0] not in codes]
    entry.codes += [code for name, chosen in codes.items() for code in FACETS[name].of(chosen)]
    entry.save(update_fields=["codes"])


@remembered
def asked(
    call: Tender, text: str = "我们小组没有登记，可以申报吗？", *, now: datetime, shown: bool = True
) -> Inquiry:
    """A question, shown with its batch unless told."""
    made = inquiries.ask(call.number, text=text, form_id=uuid4(), code=inquiries.new_code(), now=now).inquiry
    if shown:
        inquiries.show_batch(call.number, now=made.show_at)
        made.refresh_from_db()
    return made


def put_off(tender: Tender, by: timedelta, *, now: datetime) -> None:
    """Closing and opening published ``by`` later, as a rule does it."""
    with transaction.atomic():
        locked = tenders.locked(tender.number)
        changes = moved_by_rule(locked, {"bids_due": locked.bids_due + by})
        corrections.publish_by_rule(locked, changes, reason_code="answer_to_question", now=now)
