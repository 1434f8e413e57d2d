"""A kind of notice is one row: each room asks it, and none has a list of its own."""

import json
from pathlib import Path

import pytest

from portal import listeners
from portal.site.opendata import releases
from procurement import kinds
from procurement.labels import course_codes
from procurement.publication import results
from procurement.rules.procedures import NOTICE_KINDS, PROCEDURES, TENDER_STEPS

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "ocds-release-1.1.json").read_text())
ROWS = kinds.KINDS.values()


def test_each_kind_of_a_chain_has_a_row_and_no_other_has():
    assert set(kinds.KINDS) == set(NOTICE_KINDS)


def test_what_a_procedure_that_runs_publishes_has_an_event_and_a_part():
    for one in PROCEDURES.values():
        if one.enforced_now:
            assert kinds.KINDS[one.call].brings == "open"
    assert {one.code for one in ROWS if one.event is None} <= {
        "intention", "requirement_consultation", "performance_evaluation", "admission", "award_summary",
        "complaint_decision",
    }  # fmt: skip


def test_a_kind_that_is_not_published_is_recorded_as_nothing():
    with pytest.raises(LookupError):
        assert kinds.KINDS["complaint_decision"].recorded_as


def test_steps_and_tags_are_known_ones():
    tags = set(SCHEMA["properties"]["tag"]["items"]["enum"])
    for one in ROWS:
        assert one.tag in tags, one
        assert {*one.shown_in, one.brings} - {""} <= set(TENDER_STEPS), one


def test_what_came_of_a_call_has_words():
    assert {one.part for one in ROWS if one.shown_in} <= set(results.PARTS)


def test_a_part_has_one_name_and_what_is_none_has_none():
    for one in ROWS:
        assert bool(one.part) == bool(str(one.part_label)), one
        assert not one.part or str(course_codes.NOTICE_PART[one.part]) == str(one.part_label), one


def test_each_event_has_its_word_and_reaches_the_open_data_and_the_followers():
    for code in kinds.EVENTS:
        assert course_codes.EVENT_KIND[code]
        assert {listeners.WRITE_RELEASE, listeners.TELL_FOLLOWERS} <= set(listeners.LISTENERS[code])
    assert releases.on_notice


def test_letters_have_words_for_all_that_followers_are_told_of():
    told = {code for code, names in listeners.LISTENERS.items() if listeners.TELL_FOLLOWERS in names}
    assert set(course_codes.TOLD) == set(course_codes.TOLD_IN_A_LINE) == told | {"new_call"}
