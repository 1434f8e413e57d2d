"""Where a bid stands: one word for each case, and none that is green for what is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement.rules.bid_states import REASONS, TONES, BidFacts, state_of

DUE = datetime(2024, 7, 22, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
SEALED = BidFacts("lodged", "open", DUE - HOUR, bids_due=DUE)
DRAFT = BidFacts("draft", "open", DUE - HOUR, bids_due=DUE, draft=True)
OPENED = BidFacts("opened", "evaluating", DUE + HOUR, bids_due=DUE)
CASES = {
    "writing": DRAFT,
    "deciding": replace(DRAFT, pressed="waiting"),
    "missed": replace(DRAFT, now=DUE),
    "late": replace(DRAFT, now=DUE, pressed="late"),
    "sealed": SEALED,
    "on_hold": replace(SEALED, step="suspended", now=DUE + HOUR),
    "confirm": replace(SEALED, confirmed=False),
    "confirm_on_hold": replace(SEALED, step="suspended", now=DUE + HOUR, confirmed=False),
    "waits": replace(SEALED, now=DUE),
    "lapsed": replace(SEALED, now=DUE, confirmed=False),
    "not_opened": replace(SEALED, status="not_opened", step="evaluating", now=DUE, fault="unreadable"),
    "judged": OPENED,
    "set_aside": replace(OPENED, aside=True),
    "final_asked": replace(OPENED, final_due=DUE + 2 * HOUR),
    "final_sealed": replace(OPENED, final_due=DUE + 2 * HOUR, final_current=True),
    "final_missed": replace(OPENED, final_due=DUE + HOUR),
    "chosen": replace(OPENED, step="publicity", outcome="won"),
    "won": replace(OPENED, step="awarded", outcome="won"),
    "signed": replace(OPENED, step="contracted", outcome="won", contract="signed"),
    "finished": replace(OPENED, step="completed", outcome="won", contract="completed"),
    "lost": replace(OPENED, step="completed", outcome="lost"),
    "passed_over": replace(OPENED, step="awarded", outcome="passed_over"),
    "invalid": replace(OPENED, step="awarded", outcome="invalid"),
    "void": replace(OPENED, step="awarded", outcome="void"),
    "ended": replace(SEALED, step="terminated"),
    "withdrawn": replace(SEALED, status="withdrawn"),
    "discarded": replace(DRAFT, status="discarded"),
}


@pytest.mark.parametrize("code", CASES)
def test_each_case_has_its_word(code):
    assert state_of(CASES[code]).code == code


def test_no_word_is_without_its_case():
    assert CASES.keys() == TONES.keys()


@pytest.mark.parametrize("step", ["open", "closed"])
@pytest.mark.parametrize("seconds", [0, 1, 60, 86400])
def test_unconfirmed_is_bad_and_does_not_count_from_the_closing_on(step, seconds):
    state = state_of(replace(SEALED, step=step, now=DUE + timedelta(seconds=seconds), confirmed=False))
    assert (state.code, state.tone, state.counts, state.reason) == ("lapsed", "bad", False, "not_confirmed")


def test_the_last_microsecond_before_the_closing_still_asks_for_the_word():
    state = state_of(replace(SEALED, now=DUE - timedelta(microseconds=1), confirmed=False))
    assert (state.code, state.until) == ("confirm", DUE)


def test_on_hold_there_is_no_moment_to_act_before():
    for facts in (DRAFT, SEALED, replace(SEALED, confirmed=False)):
        assert state_of(replace(facts, step="suspended", now=DUE + HOUR)).until is None


def test_a_newer_version_unsealed_beside_the_sealed_one_is_said():
    assert state_of(replace(SEALED, draft=True)).rewriting
    assert not state_of(SEALED).rewriting
    assert state_of(replace(OPENED, final_due=DUE + 2 * HOUR, draft=True)).rewriting


@pytest.mark.parametrize("reason", REASONS[:3])
def test_why_it_was_not_opened_is_said(reason):
    assert state_of(replace(CASES["not_opened"], fault=reason)).reason == reason


def test_too_few_is_said_before_and_after_the_call_is_void():
    few = replace(SEALED, step="closed", now=DUE + HOUR, too_few=True)
    assert (state_of(few).code, state_of(few).reason) == ("not_opened", "too_few")
    void = state_of(replace(few, step="void"))
    assert (void.code, void.reason) == ("ended", "too_few")


def test_a_result_taken_back_is_judged_again():
    assert state_of(replace(OPENED, outcome="won")).code == "judged"
