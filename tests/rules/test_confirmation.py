"""Nothing statutory is published on a threshold that nobody has confirmed."""

from dataclasses import replace

import pytest

from portal.ground.province import chosen
from procurement.rules.publication import check_publication
from procurement.rules.rulebook import Rulebook
from procurement.rules.verdicts import Answer
from tests.rules.calls import CALENDAR, CONSULTATION, GRANT, SELECTION

AS_DELIVERED = Rulebook.of(chosen().book)


def doubts(facts, book=AS_DELIVERED):
    verdicts = check_publication(facts, book=book, calendar=CALENDAR)
    return [one for one in verdicts if one.code == "threshold_unconfirmed"]


def test_a_statutory_call_stops_on_the_procedure_until_both_thresholds_are_confirmed():
    found = doubts(CONSULTATION)
    assert {one.rule for one in found} == {"YN.threshold", "YN.threshold.open_tender.local"}
    assert all((one.answer, one.field, one.stops) == (Answer.CANNOT_TELL, "procedure", True) for one in found)


def test_one_confirmed_threshold_is_not_enough():
    rows = tuple(
        replace(row, confirmed_by="云财采〔2024〕7号") if row.id == "YN.threshold" else row
        for row in AS_DELIVERED.rows
    )
    found = doubts(CONSULTATION, Rulebook(AS_DELIVERED.edition, rows))
    assert [one.rule for one in found] == ["YN.threshold.open_tender.local"]


def test_the_level_decides_whose_threshold_it_is():
    province = replace(CONSULTATION, level="province")
    assert {one.rule for one in doubts(province)} == {"YN.threshold", "YN.threshold.open_tender.province"}


@pytest.mark.parametrize("facts", [GRANT, SELECTION])
def test_a_programme_call_below_every_possible_threshold_does_not_wait(facts):
    assert not doubts(facts)


def test_a_document_confirms_thresholds_and_nothing_else():
    book = AS_DELIVERED.with_thresholds_confirmed("云财采〔2024〕7号")
    assert not doubts(CONSULTATION, book)
    assert book.digest != AS_DELIVERED.digest
    assert AS_DELIVERED.row("YN.threshold").unconfirmed
