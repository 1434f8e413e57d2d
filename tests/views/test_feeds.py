"""A search as a calendar: one event per closing under one id, later versions of it, and a cancelled one."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from lxml import etree

from portal.ground import clock
from portal.ground.formatting import daytime
from procurement.models import Tender
from procurement.rules.inquiries import end_of
from procurement.services.calls import amendments, closings
from procurement.services.questions import inquiries
from tests.services.test_amendments import correct
from tests.support import calls

pytestmark = pytest.mark.django_db
NOW = calls.at("07-03 11:00")


@pytest.fixture(autouse=True)
def _morning(settings: Any) -> None:
    settings.DEMO = True
    clock.move_to(NOW)


def events(query: str = "") -> dict[str, Any]:
    """The events of the calendar by their id; the calendar knows the zone it speaks of."""
    found = icalendar.Calendar.from_ical(Client().get(f"/feeds/deadlines.ics{query}").content)
    assert [str(one["TZID"]) for one in found.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    return {str(one["UID"]): one for one in found.walk("VEVENT")}


def ended(call: Tender, by: calls.Office) -> None:
    amendments.draft_termination(
        call.number, reason_code="funding_withdrawn", reason_zh="经费调整。", form_id=calls.uuid4(),
        by=by.drafter, now=NOW,
    )  # fmt: skip
    amendments.approve(call.number, by=by.approver, now=NOW)


def test_a_call_that_ended_is_taken_out_of_the_calendar_again() -> None:
    by = calls.office()
    call, other = calls.published(by), calls.published(calls.office("530100"))
    before = events()
    assert {str(one["STATUS"]) for one in before.values()} == {"CONFIRMED"}
    ended(call, by)
    after = events()
    assert set(after) == set(before)
    asking, key = sorted(key for key in after if call.number in key)
    assert str(after[asking]["STATUS"]) == "CANCELLED"
    assert str(after[key]["STATUS"]) == "CANCELLED"
    assert int(after[key]["SEQUENCE"]) > int(before[key]["SEQUENCE"])
    assert after[key].decoded("DTSTART") == call.bids_due
    assert all(str(after[one]["STATUS"]) == "CONFIRMED" for one in after if other.number in one)


def test_the_same_filters_as_the_search() -> None:
    calls.published(calls.office())
    other = calls.published(calls.office("530100"))
    assert [key for key in events("?place=530100") if other.number in key]
    assert len(events("?place=530100")) == 2


def test_one_call_has_its_last_day_to_ask_and_its_closing() -> None:
    call = calls.published(calls.office())
    calls.published(calls.office("530100"))
    asking, closing = sorted(events(f"?tender={call.number}").items())
    assert asking[0] == f"{call.number}-ask@yangguang"
    assert asking[1].decoded("DTSTART") == call.ask_by
    assert closing[0] == f"{call.number}-closing@yangguang"
    assert closing[1].decoded("DTSTART") == call.bids_due
    assert f"/feeds/deadlines.ics?tender={call.number}" in Client().get(f"/notices/{call.number}/").text


def test_the_same_call_gives_the_same_bytes_later() -> None:
    calls.published(calls.office())
    first = Client().get("/feeds/deadlines.ics").content
    clock.move_to(NOW + timedelta(hours=3))
    assert Client().get("/feeds/deadlines.ics").content == first


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(query: str = "") -> Any:
    return etree.fromstring(Client().get(f"/feeds/notices.atom{query}").content)


def test_an_entry_says_by_whom_how_much_and_until_when() -> None:
    call = calls.published(calls.office(), estimated_value=220000)
    read = feed()
    assert read.findtext("a:author/a:name", namespaces=ATOM)
    (entry,) = read.findall("a:entry", ATOM)
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == call.buyer.name_zh
    said = entry.findtext("a:summary", namespaces=ATOM)
    assert "征集中" in said
    assert "220,000 元（22 万元）" in said
    assert daytime(call.bids_due, "zh", ends_of_day=True) in said


def test_an_entry_says_what_its_last_correction_changed() -> None:
    by = calls.office()
    call = calls.published(by)
    now = calls.at("07-04 10:00")
    correct(call, by, {"contact_phone": "0691-1111111"}, now=now)
    amendments.approve(call.number, by=by.approver, now=now)
    (entry,) = feed().findall("a:entry", ATOM)
    said = entry.findtext("a:summary", namespaces=ATOM)
    assert "更正公告 · 联系电话：原为“0871-00000000”，现为“0691-1111111”" in said


def test_a_closing_on_hold_an_answer_and_the_closing_that_follows_are_news() -> None:
    by = calls.office()
    call = calls.published(by)
    question = calls.asked(call, now=NOW)

    def news() -> tuple[str, str]:
        (entry,) = feed().findall("a:entry", ATOM)
        return entry.findtext("a:updated", namespaces=ATOM), entry.findtext("a:summary", namespaces=ATOM)

    shown, _said = news()
    assert datetime.fromisoformat(shown) == question.shown_at
    late = end_of(call.answers_by) + timedelta(hours=1)
    closings.suspend(call.number, now=late)
    held, said = news()
    assert datetime.fromisoformat(held) == late
    assert "申报截止" not in said
    answered = late + timedelta(hours=2)
    inquiries.answer(
        call.number, question.tag, kind="answer", text_zh="可以。", form_id=calls.uuid4(), by=by.drafter, now=answered,
    )  # fmt: skip
    after, said = news()
    assert datetime.fromisoformat(after) == answered
    call.refresh_from_db()
    assert daytime(call.bids_due, "zh", ends_of_day=True) in said
