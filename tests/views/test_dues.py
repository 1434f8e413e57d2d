"""What is overdue stands on the public page with whoever owes it, as soon as it is and no longer than it is."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from portal.ground import clock
from procurement import labels, opener
from procurement.models import Duty
from procurement.selectors import compliance
from procurement.selectors.compliance import Scope
from procurement.services import duties as planned
from procurement.services.oversight import monthly
from procurement.views.calls import reviews
from procurement.views.desk import workspace
from procurement.views.oversight import desk
from procurement.views.public import dues
from tests.support import awards as made
from tests.support import calls, openings, panels

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _ground(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path


def page(tender, language=""):
    return Client().get(f"{language}/notices/{tender.number}/").text


def late_lines(tender):
    return page(tender).partition('<ul class="late">')[2].partition("</ul>")[0]


def _listed():
    call = made.listed()
    call.object()
    return call.tender


def _asked():
    tender = calls.published(calls.office())
    clock.move_to(calls.at("07-03 15:00"))
    calls.asked(tender, now=clock.now())
    return tender


STORIES = {
    "decide_award": lambda: made.judged().tender,
    "sign_contract": lambda: made.awarded().tender,
    "answer_objection": _listed,
    "answer_question": _asked,
}


def test_an_opening_that_did_not_happen_is_told_to_everybody():
    call = openings.closed()
    assert late_lines(call.tender) == "", "a minute after its time nothing is called overdue"
    clock.move_to(call.at + DAY)
    said = late_lines(call.tender)
    assert "开启：本应在" in said
    assert "24:00 之前完成，现在还没有完成" in said
    assert call.tender.buyer.name_zh in said
    assert "没有下一个日期" not in page(call.tender)
    assert "No date to come" not in page(call.tender, "/en")
    assert "has not been done" in page(call.tender, "/en")
    call.confirm(call.office.drafter, call.office.approver, after=DAY)
    call.open()
    assert "开启：本应在" not in late_lines(call.tender)


@pytest.fixture
def consulted():
    """A consultation whose first offers were opened and whose final offers are due a day ago."""
    call = panels.opened(panels.FIRST_OFFERS, statutory=True)
    call.seat_all()
    call.declare_all()
    clock.move_to(call.call_for_final().final_due + DAY)
    return call


def test_final_offers_that_wait_do_not_deny_the_opening_that_took_place(consulted):
    said = page(consulted.tender)
    assert "开启最后报价：本应在" in late_lines(consulted.tender)
    assert "开启：本应在" not in said, "the bids were opened in time"
    course = said.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    assert "开启最后报价" in course
    english = page(consulted.tender, "/en")
    assert "Open the final offers: this was due by" in english
    assert "Open the bids" not in english


def test_no_list_of_duties_takes_the_final_offers_for_the_bids(consulted):
    duty = consulted.tender.duties.open().get(kind="open_bids", subject="2")
    owed = [monthly._line(duty, clock.now())["words"]["en"], reviews._duties(consulted.tender)[0]["label"]]
    assert owed == ["Open the final offers", "开启最后报价"]
    assert workspace._duty_act(duty)["words"] == "开启最后报价"
    assert desk._overdue_row(duty)["label"] == "开启最后报价"


def test_nobody_is_said_not_to_have_applied_where_no_final_offer_came(consulted):
    clock.move_to(clock.now() - DAY + openings.MINUTE)
    for one in (consulted.office.drafter, consulted.office.approver):
        openings.openings.confirm(consulted.tender.number, round=2, by=one, now=clock.now())
    assert opener.open_now(consulted.tender.number, 2)
    said = page(consulted.tender)
    assert "没有人提交最后报价" in said
    assert "没有人申报" not in said


def test_two_overdue_questions_are_told_apart():
    tender = _asked()
    calls.asked(tender, text="交通费能报吗？", now=clock.now())
    clock.move_to(clock.now() + 9 * DAY)
    tags = tender.inquiries.values_list("tag", flat=True)
    assert all(f"答复问题 {tag}" in late_lines(tender) for tag in tags)


@pytest.mark.parametrize("kind", ["decide_award", "sign_contract", "answer_objection", "answer_question"])
def test_every_public_act_that_is_overdue_says_since_when_and_who_owes_it(kind):
    tender = STORIES[kind]()
    planned.replan(tender, now=clock.now())
    duty = tender.duties.open().get(kind=kind)
    clock.move_to(duty.due_at - timedelta(hours=1))
    assert late_lines(tender) == ""
    clock.move_to(duty.due_at + DAY)
    said = late_lines(tender)
    assert said.count("<li>") >= 1
    assert tender.buyer.name_zh in said
    assert "24:00 之前完成，现在还没有完成" in said


def _closed():
    call = openings.closed()
    planned.replan(call.tender, now=clock.now())
    return call.tender


@pytest.mark.parametrize("kind", ["open_bids", *STORIES])
def test_home_agency_and_call_count_the_same_overdue_acts(kind):
    tender = {**STORIES, "open_bids": _closed}[kind]()
    planned.replan(tender, now=clock.now())
    clock.move_to(tender.duties.open().get(kind=kind).due_at + DAY)
    own = [one for one in late_lines(tender).split("<li>")[1:] if tender.buyer.name_zh in one]
    home = Client().get("/")
    counted = sum(one.overdue for one in compliance.duties_kept(Scope(2024), now=clock.now()))
    assert len(own) == len(home.context["overdue"]) == counted >= 1
    assert f"{counted} 件逾期" in home.context["kept_words"]
    assert f"{counted} 件逾期" in Client().get(f"/agencies/{tender.buyer.slug}/").text
    assert labels.duty(kind, "") in str(home.context["overdue"]) or kind == "answer_question"
    url = home.context["overdue"][0]["url"].partition("#")[0]
    assert Client().get(url).status_code == 200


def test_an_opening_within_minutes_is_in_time_and_one_on_the_next_day_is_not():
    for after, in_time in ((openings.MINUTE, 1), (DAY, 0)):
        call = openings.closed()
        clock.move_to(call.at + after)
        call.confirm(call.office.drafter, call.office.approver, after=after)
        call.open()
        scope = Scope(2024, agency=call.tender.buyer)
        (kept,) = [one for one in compliance.duties_kept(scope, now=clock.now()) if one.kind == "open_bids"]
        assert (kept.on_time, kept.late, kept.overdue) == (in_time, 1 - in_time, 0)
        behind = compliance.calls_behind("late:open_bids", scope, now=clock.now())
        assert behind.count() == 1 - in_time
        clock.move_to(calls.PUBLISHED)


def test_an_opening_is_due_by_the_end_of_its_day_and_the_course_says_so_until_then():
    call = openings.closed()
    planned.replan(call.tender, now=clock.now())
    end = datetime.combine(clock.legal_date(call.at) + DAY, datetime.min.time(), clock.LEGAL_ZONE)
    clock.move_to(end - timedelta(minutes=1))
    assert late_lines(call.tender) == ""
    course = page(call.tender).partition('<ol class="timeline">')[2].partition("</ol>")[0]
    assert '<li class="todo">\n<b>开启</b>' in course
    clock.move_to(end + timedelta(hours=1))
    assert "开启：本应在" in late_lines(call.tender)


def test_an_opening_that_the_law_wants_at_its_moment_is_told_with_its_hour():
    call = openings.closed()
    duty = Duty(tender=call.tender, kind="open_bids", holder="approver", due_at=call.at)
    (row,) = dues.overdue(call.tender, [duty], call.at + DAY)
    assert "17:00" in row["words"]
    assert row["words"].endswith("现在还没有进行。")


def test_more_than_the_first_page_shows_is_counted():
    tender = calls.published(calls.office())
    clock.move_to(calls.at("07-03 15:00"))
    for number in range(7):
        calls.asked(tender, text=f"交通费能报吗？第{number}问", now=clock.now())
    clock.move_to(clock.now() + 6 * DAY)
    home = Client().get("/")
    assert len(home.context["overdue"]) == 5
    assert "另外还有 2 件" in home.text


def test_a_question_that_nobody_has_shown_is_not_told_by_its_duty():
    tender = calls.published(calls.office())
    clock.move_to(calls.at("07-03 15:00"))
    calls.asked(tender, text="我叫岩温，查出艾滋病，住在曼听村，能来吗？", now=clock.now(), shown=False)
    duty = tender.duties.open().filter(kind="review_question").first()
    assert duty
    clock.move_to(duty.due_at + 9 * DAY)
    assert late_lines(tender) == ""


def heading(tender):
    return page(tender).partition('id="next-date">')[2].partition("</h2>")[0]


def block(tender):
    return page(tender).partition('id="next-date">')[2].partition("</section>")[0]


def test_at_its_moment_and_some_minutes_after_an_opening_is_the_next_date():
    call = openings.closed()
    clock.move_to(call.at + timedelta(minutes=6))
    assert "开启" in heading(call.tender)


def test_final_offers_are_the_next_date_until_they_are_due():
    call = panels.opened(panels.FIRST_OFFERS, statutory=True)
    call.seat_all()
    call.declare_all()
    due = call.call_for_final().final_due
    for moment in (due - timedelta(hours=3), due + timedelta(minutes=4)):
        clock.move_to(moment)
        assert "最后报价截止" in heading(call.tender)
        assert f"{due.astimezone(clock.LEGAL_ZONE):%H:%M}</time>" in block(call.tender), "to the minute"
        assert "24:00" not in block(call.tender)
    clock.move_to(due + timedelta(minutes=16))
    assert "开启最后报价" in heading(call.tender)
    assert "24:00" in block(call.tender)


def test_a_day_that_just_ended_is_the_next_date_until_it_is_called_overdue():
    tender = STORIES["sign_contract"]()
    planned.replan(tender, now=clock.now())
    clock.move_to(tender.duties.open().get(kind="sign_contract").due_at + timedelta(minutes=6))
    assert "没有下一个日期" not in heading(tender)


def test_a_result_that_was_shown_is_not_said_to_be_open_to_objections_after_its_time():
    call = made.listed()
    clock.move_to(clock.now() + 30 * DAY)
    assert "公示中" not in page(call.tender)
