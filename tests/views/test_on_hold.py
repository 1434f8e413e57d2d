"""While closing is on hold nothing gives its old time as standing, and only while it is on hold anything says so."""

import csv
import io
import re
from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from portal.ground import clock
from procurement.selectors.compliance import Scope, calls_behind, duties_kept
from procurement.services import timekeeping
from procurement.services.calls import amendments
from procurement.services.questions import inquiries
from procurement.views.desk import workspace
from tests.support import calls, openings
from tests.views.reading import tight

pytestmark = pytest.mark.django_db
ASKED, HELD = calls.at("07-03 15:20"), calls.at("07-13 00:10")


@pytest.fixture(autouse=True)
def _ground(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path


@pytest.fixture
def asked():
    """A call, open, with a question that waits for its answer."""
    tender = calls.published(calls.office())
    clock.move_to(ASKED)
    calls.asked(tender, now=ASKED)
    return tender


@pytest.fixture
def held(asked):
    """The same call once its closing is on hold."""
    clock.move_to(HELD)
    timekeeping.do_due(HELD)
    asked.refresh_from_db()
    assert asked.step == "suspended"
    assert asked.bids_due > clock.now()
    return asked


def page(tender, language=""):
    return Client().get(f"{language}/notices/{tender.number}/").text


def questions(tender):
    return page(tender).partition('<ol class="qa">')[2].partition("</ol>")[0]


def closing(tender):
    """The event of its closing in the calendar."""
    sent = Client().get(f"/feeds/deadlines.ics?tender={tender.number}").content
    events = {str(one["UID"]): one for one in icalendar.Calendar.from_ical(sent).walk("VEVENT")}
    return events[f"{tender.number}-closing@yangguang"]


def test_a_question_that_is_late_before_closing_is_on_hold_does_not_say_that_it_is(asked):
    due = asked.inquiries.get().answer_due
    clock.move_to(calls.at(f"{due:%m-%d} 12:00") + timedelta(days=1))
    assert clock.legal_date(clock.now()) <= asked.answers_by, "the call is open, rightly"
    said = questions(asked)
    assert "逾期" in said
    assert "暂停" not in said
    assert "申报不能截止" in said, "what silence will do stands there"


def test_the_question_that_holds_closing_says_so(held):
    assert "截止时间暂停" in questions(held)


def test_a_call_that_ended_on_hold_holds_nothing_any_more(held):
    by = calls.Office(held.buyer, held.drafted_by, held.approved_by)
    amendments.draft_termination(
        held.number, reason_code="funding_withdrawn", reason_zh="经费调整。", form_id=calls.uuid4(),
        by=by.drafter, now=HELD,
    )  # fmt: skip
    amendments.approve(held.number, by=by.approver, now=HELD)
    said = questions(held)
    assert "暂停" not in said
    assert "申报不能截止" not in said


def test_the_page_has_no_next_date_and_calls_the_published_closing_the_earliest(held):
    said = page(held)
    assert "下一个日期" not in said
    assert '<h2 class="k" id="next-date">截止暂停</h2>' in tight(said)
    assert said.count("申报截止（暂停，不早于）") >= 3, "below the track and in the course"
    english = page(held, "/en")
    assert "Next date" not in english
    assert "Applications close, on hold, not before" in english


def test_no_track_runs_towards_a_closing_on_hold(held):
    row = Client().get("/notices/").text.partition('<li class="row">')[2].partition("</li>")[0]
    assert "截止后移" in row
    assert "svg" not in row.partition('<div class="money">')[2]


def test_the_calendar_takes_the_closing_back_and_gives_it_again(asked):
    before = closing(asked)
    assert str(before["STATUS"]) == "CONFIRMED"
    clock.move_to(HELD)
    timekeeping.do_due(HELD)
    on_hold = closing(asked)
    assert str(on_hold["STATUS"]) == "TENTATIVE"
    assert str(on_hold["SUMMARY"]).startswith("截止暂停")
    assert int(on_hold["SEQUENCE"]) > int(before["SEQUENCE"])
    inquiries.answer(
        asked.number, asked.inquiries.get().tag, kind="answer", text_zh="可以。", form_id=calls.uuid4(),
        by=asked.drafted_by, now=HELD,
    )  # fmt: skip
    again = closing(asked)
    assert str(again["STATUS"]) == "CONFIRMED"
    assert int(again["SEQUENCE"]) > int(on_hold["SEQUENCE"])


def test_files_and_the_interface_give_no_closing(held):
    (row,) = Client().get("/api/v1/notices").json()["results"]
    assert (row["status"], row["bids_due"]) == ("suspended", None)
    sent = b"".join(Client().get("/data/notices.csv").streaming_content).decode().lstrip("\ufeff")
    (line,) = csv.DictReader(io.StringIO(sent))
    assert (line["status"], line["bids_due"]) == ("suspended", "")


def test_the_lists_of_bidders_and_officials_give_no_closing(asked):
    lodged = openings.drafted(asked)
    clock.move_to(HELD)
    timekeeping.do_due(HELD)
    reader = Client()
    reader.force_login(lodged.leader)
    for name in ("bid_list", "workspace"):
        said = reader.get(reverse(name)).text
        assert "暂停" in said
        assert not re.search(r"申报剩|还剩 ?\d+ ?天", said), name
    asked.refresh_from_db()
    row = workspace._row(asked, clock.now())
    assert row["closes_at"] is None
    assert row["on_hold"]


def test_the_first_page_counts_no_days_to_a_closing_on_hold(held):
    said = Client().get("/")
    assert said.context["nearest"] is None


def terminate(tender, now):
    clock.move_to(now)
    by = calls.Office(tender.buyer, tender.drafted_by, tender.approved_by)
    amendments.draft_termination(
        tender.number, reason_code="funding_withdrawn", reason_zh="经费调整。", form_id=calls.uuid4(),
        by=by.drafter, now=now,
    )  # fmt: skip
    amendments.approve(tender.number, by=by.approver, now=now)
    tender.refresh_from_db()


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=20)])
def test_a_call_that_was_ended_before_it_closed_has_no_closing_anywhere(held, after):
    terminate(held, HELD + after)
    assert held.closes_at is None
    said = Client().get(f"/api/v1/notices?q={held.number}").json()["results"]
    assert [one["bids_due"] for one in said] == [None]


def test_a_call_that_was_ended_after_it_closed_keeps_its_closing():
    tender = openings.closed().tender
    tender.step = "terminated"
    assert tender.closes_at == tender.bids_due


def test_a_held_call_stays_in_the_calendar_after_the_time_it_will_not_be_earlier_than(held):
    clock.move_to(held.bids_due + timedelta(days=3))
    assert str(closing(held)["STATUS"]) == "TENTATIVE"


def test_the_page_of_a_held_call_counts_the_answers_that_are_owed(asked):
    calls.asked(asked, text="能线上开会吗？", now=ASKED)
    clock.move_to(HELD)
    timekeeping.do_due(HELD)
    assert "有 2 个提问过期没有答复" in page(asked)
    assert "owes 2 answers that are overdue" in page(asked, "/en")


def test_an_answer_that_a_terminated_call_still_owed_stays_in_the_figures(held):
    def kept():
        (found,) = [one for one in duties_kept(Scope(2024), now=clock.now()) if one.kind == "answer_question"]
        return found.overdue, found.never

    assert kept() == (1, 0)
    terminate(held, HELD)
    assert kept() == (0, 1)
    own = Client().get(f"/agencies/{held.buyer.slug}/").text
    assert "1 件过期后一直没办" in own
    assert "件逾期未办" not in own
    behind = calls_behind("late:answer_question", Scope(2024), now=clock.now())
    assert [one.tender_id for one in behind] == [held.pk]
