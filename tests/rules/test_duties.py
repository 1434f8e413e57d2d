"""The list of the future: who owes what at each step, and by when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.rules.duties import KINDS, Agreement, Decision, plan
from procurement.rules.facts import LOCAL_TIME, legal_day
from procurement.rules.inquiries import OpenQuestion, end_of
from procurement.rules.procedures import TENDER_STEPS
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, OPEN_TENDER, day
from tests.rules.strategies import facts_strategy


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME)


QUESTION = OpenQuestion(
    tag="7K",
    arrived_at=at("2024-07-09T10:42"),
    answer_due=day("2024-07-12"),
    timely=True,
    shown=True,
    show_at=at("2024-07-09T16:00"),
)


def planned(facts, step, *questions, **more):
    found = plan(facts, step=step, questions=questions, book=BOOK, calendar=CALENDAR, **more)
    return {(one.kind, one.subject): one for one in found}


def kinds(*args, **more):
    return {kind for kind, _subject in planned(*args, **more)}


def test_a_draft_owes_nothing():
    assert planned(GRANT, "draft") == {}


def test_before_publication_the_next_hand_is_named():
    assert kinds(GRANT, "submitted") == {"approve"}
    scheduled = planned(GRANT, "scheduled")["publish_scheduled", ""]
    assert (scheduled.holder, scheduled.due_at) == ("portal", GRANT.published_at)
    medium = planned(CONSULTATION, "awaiting_medium")["enter_official_medium", ""]
    assert medium.holder == "drafter"
    # Planned for Friday 10 April; the medium has a working day, so Monday the 13th at 24:00.
    assert medium.due_at == at("2026-04-14T00:00")


def test_an_open_call_closes_by_itself_and_is_opened_by_people():
    duties = planned(GRANT, "open")
    assert set(duties) == {("close", ""), ("open_bids", "")}
    assert (duties["close", ""].holder, duties["close", ""].due_at) == ("portal", GRANT.bids_due)
    assert duties["open_bids", ""].holder == "approver"
    assert duties["open_bids", ""].due_at == end_of(legal_day(GRANT.opens_at or GRANT.bids_due))


def test_where_the_law_names_the_moment_of_the_opening_it_is_due_at_that_moment():
    duty = planned(OPEN_TENDER, "open")["open_bids", ""]
    assert (duty.rule, duty.due_at) == ("87.40.opening", OPEN_TENDER.bids_due)


def test_a_question_is_a_duty_to_answer_a_look_at_the_hold_and_a_watch_for_silence():
    duties = planned(GRANT, "open", QUESTION)
    answer = duties["answer_question", "7K"]
    assert (answer.holder, answer.due_at) == ("drafter", at("2024-07-13T00:00"))
    assert answer.rule
    assert duties["suspend_closing", ""].due_at == at("2024-07-13T00:00")
    assert duties["suspend_closing", ""].holder == "portal"
    assert duties["act_on_silence", "7K"].due_at == at("2024-07-17T00:00")
    assert duties["act_on_silence", "7K"].holder == "supervisor"
    assert ("show_batch", "7K") not in duties


def test_a_question_not_shown_yet_is_shown_by_the_portal():
    duty = planned(GRANT, "open", replace(QUESTION, shown=False))["show_batch", "7K"]
    assert (duty.holder, duty.due_at) == ("portal", at("2024-07-09T16:00"))


def test_a_late_question_holds_nothing():
    assert "suspend_closing" not in kinds(GRANT, "open", replace(QUESTION, timely=False))


def test_statutory_calls_are_not_suspended():
    assert "suspend_closing" not in kinds(CONSULTATION, "open", QUESTION)


def test_a_suspended_call_does_not_close_but_questions_stay_due():
    assert kinds(GRANT, "suspended", QUESTION) == {"answer_question", "act_on_silence"}


def test_scores_then_the_decision_then_the_second_person():
    scoring = planned(GRANT, "evaluating")
    assert set(scoring) == {("score_bids", "")}
    assert scoring["score_bids", ""].due_at == at("2024-07-24T00:00")
    reported = Decision(day("2024-07-19"))
    deciding = planned(GRANT, "evaluating", decision=reported)
    # Friday 19 July, five working days: Friday 26 July at 24:00.
    assert set(deciding) == {("decide_award", "")}
    assert deciding["decide_award", ""].due_at == at("2024-07-27T00:00")
    assert deciding["decide_award", ""].holder == "drafter"
    waiting = planned(GRANT, "evaluating", decision=replace(reported, decided_on=day("2024-07-22")))
    assert set(waiting) == {("publish_result", "")}
    assert waiting["publish_result", ""].due_at == at("2024-07-27T00:00")
    assert waiting["publish_result", ""].holder == "approver"


def test_a_statutory_result_is_published_two_working_days_after_the_winner_is_fixed():
    decision = Decision(day("2026-04-27"), day("2026-04-28"))
    duties = planned(CONSULTATION, "evaluating", decision=decision)
    # Regulation art. 43: two working days from Tuesday 28 April.
    assert duties["publish_result", ""].due_at == at("2026-05-01T00:00")
    assert duties["publish_result", ""].rule == "658.43.result"


def test_a_list_becomes_the_award_after_its_time_and_after_every_reply():
    shown = at("2024-07-22T10:00")
    # Three working days to Thursday the 25th, two more to Monday the 29th.
    alone = planned(GRANT, "publicity", entered_at=shown)["make_award", ""]
    assert alone.due_at == at("2024-07-30T00:00")
    objected = planned(GRANT, "publicity", entered_at=shown, objections=[("J1", day("2024-08-02"))])
    assert objected["make_award", ""].due_at == at("2024-08-07T00:00")
    assert objected["answer_objection", "J1"].due_at == at("2024-08-03T00:00")
    answered = planned(GRANT, "publicity", entered_at=shown, objections_ended=day("2024-07-31"))
    assert answered["make_award", ""].due_at == at("2024-08-03T00:00")


def test_after_the_award_the_contract_is_counted_from_it():
    assert planned(CONSULTATION, "awarded") == {}
    duties = planned(CONSULTATION, "awarded", entered_at=at("2026-04-28T15:00"))
    # Thirty calendar days from the award letter; fifteen working days in the programme regime.
    assert {kind for kind, _ in duties} == {"sign_contract"}
    assert duties["sign_contract", ""].due_at == at("2026-05-29T00:00")
    programme = planned(GRANT, "awarded", entered_at=at("2024-07-26T09:00"))
    assert programme["sign_contract", ""].due_at == at("2024-08-17T00:00")


SIGNED = Agreement("C1", day("2024-08-01"), day("2025-01-28"))


def test_what_a_signed_agreement_owes_is_counted_from_its_own_days():
    duties = planned(GRANT, "contracted", agreements=[SIGNED])
    assert set(duties) == {("make_first_payment", "C1"), ("accept_contract", "C1")}
    assert duties["make_first_payment", "C1"].due_at == at("2024-08-17T00:00")
    # The end of the term is the eve of the New Year of 2025; twenty working days later.
    assert duties["accept_contract", "C1"].due_at == at("2025-03-04T00:00")
    assert planned(GRANT, "contracted", agreements=[replace(SIGNED, paid=True, accepted=True)]) == {}


def test_each_of_several_agreements_owes_its_own():
    other = replace(SIGNED, number="C2", signed_on=day("2024-08-05"), paid=True)
    assert set(planned(GRANT, "awarded", agreements=[SIGNED, other])) == {
        ("make_first_payment", "C1"),
        ("accept_contract", "C1"),
        ("accept_contract", "C2"),
    }


def test_money_that_a_host_has_got_is_to_be_passed_on():
    given = replace(SIGNED, paid=True, accepted=True, with_host_since=day("2024-08-05"))
    duties = planned(GRANT, "contracted", agreements=[given])
    assert set(duties) == {("pass_on_payment", "C1")}
    # Ten working days after Monday 5 August 2024.
    assert duties["pass_on_payment", "C1"].due_at == at("2024-08-20T00:00")


def test_finance_has_its_copy_in_the_statutory_regime_only():
    signed = Agreement("C1", day("2026-05-06"), day("2027-05-05"))
    assert ("file_contract", "C1") in planned(CONSULTATION, "contracted", agreements=[signed])
    filed = replace(signed, filed=True)
    assert ("file_contract", "C1") not in planned(CONSULTATION, "contracted", agreements=[filed])


def test_a_day_in_a_year_not_announced_is_provisional():
    far = CALENDAR.announced_through + timedelta(days=120)
    facts = replace(GRANT, bids_due=datetime.combine(far, datetime.min.time(), LOCAL_TIME), opens_at=None)
    assert planned(facts, "open")["close", ""].provisional
    assert not planned(GRANT, "open")["close", ""].provisional


@pytest.mark.parametrize("step", ["draft", "discarded", "terminated", "void", "completed"])
def test_an_ended_programme_call_owes_nothing(step):
    assert planned(GRANT, step, QUESTION, entered_at=at("2024-07-09T10:42")) == {}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(facts_strategy(), st.sampled_from(TENDER_STEPS))
def test_any_call_at_any_step_has_a_plan_in_order_without_doubles(facts, step):
    found = plan(
        facts,
        step=step,
        questions=[QUESTION],
        book=BOOK,
        calendar=CALENDAR,
        entered_at=at("2024-07-09T10:42"),
    )
    assert [one.due_at for one in found] == sorted(one.due_at for one in found)
    assert len({(one.kind, one.subject) for one in found}) == len(found)
    assert {one.kind for one in found} <= set(KINDS)
    ids = {row.id for row in BOOK.rows}
    assert {one.rule for one in found if one.rule} <= ids
