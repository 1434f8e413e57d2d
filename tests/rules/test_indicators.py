"""Shares say nothing of few cases; kept duties add up."""

import pytest

from procurement.rules.duties import KINDS
from procurement.rules.indicators import PUBLISHED_DUTIES, Kept, Share, together


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, None),
        (4, 4, None),
        (5, 5, 100),
        (0, 5, 0),
        (2, 3, None),
        (1, 8, 12),
        (3, 8, 38),
        (999, 1000, 100),
    ],
)
def test_a_share_of_few_cases_is_no_rate(part: int, whole: int, percent: int | None) -> None:
    assert Share(part, whole).percent == percent


def test_kept_duties_add_up() -> None:
    rows = [Kept("answer_question", 3, 1, 0), Kept("sign_contract", 0, 0, 2)]
    whole = together(rows)
    assert (whole.on_time, whole.late, whole.overdue, whole.due) == (3, 1, 2, 6)
    assert whole.share == Share(3, 6)
    assert together([]).due == 0


def test_every_duty_that_is_published_is_one_of_the_plan() -> None:
    assert set(PUBLISHED_DUTIES) <= set(KINDS)
