"""Which call fits whom: every reason, and what is not said is not judged."""

from dataclasses import replace
from decimal import Decimal

import pytest

from procurement.labels.fitting import REASON, TONE
from procurement.rules.fitting import Asking, Offered, fit

CALL = Offered(
    legal_forms=("social_service_agency",),
    hosted_allowed=True,
    division="532801",
    prefecture="532800",
    populations=frozenset({"plwh"}),
    value=Decimal(220_000),
)
GROUP = Asking("unregistered")


def codes(asking: Asking, offered: Offered = CALL) -> dict[str, str]:
    return {reason.code: reason.answer for reason in fit(asking, offered).reasons}


@pytest.mark.parametrize(
    ("asking", "offered", "code", "answer"),
    [
        (Asking("social_service_agency"), CALL, "form_admitted", "fits"),
        (GROUP, CALL, "needs_host", "fits"),
        (replace(GROUP, has_host=True), CALL, "through_own_host", "fits"),
        (GROUP, replace(CALL, hosted_allowed=False), "form_not_admitted", "misses"),
        (Asking("enterprise", has_host=True), CALL, "form_not_admitted", "misses"),
        (replace(GROUP, place="532801"), CALL, "same_place", "fits"),
        (replace(GROUP, place="532800"), CALL, "same_place", "fits"),
        (replace(GROUP, place="532822"), CALL, "same_prefecture", "fits"),
        (replace(GROUP, place="530102"), CALL, "other_place", "misses"),
        (
            replace(GROUP, place="530102"),
            replace(CALL, division="530000", prefecture=""),
            "whole_province",
            "fits",
        ),
        (replace(GROUP, place="530000"), CALL, "works_everywhere", "fits"),
        (replace(GROUP, populations=frozenset({"plwh", "msm"})), CALL, "same_population", "fits"),
        (replace(GROUP, populations=frozenset({"msm"})), CALL, "other_population", "misses"),
        (replace(GROUP, most=Decimal(220_000)), CALL, "size_fits", "fits"),
        (replace(GROUP, most=Decimal("219999.99")), CALL, "too_large", "misses"),
        (GROUP, replace(CALL, area_limit="本市"), "area_limit", "read"),
        (GROUP, replace(CALL, experience_required="做过"), "experience_required", "read"),
        (GROUP, replace(CALL, min_age_years=2), "min_age", "read"),
    ],
)
def test_each_reason(asking: Asking, offered: Offered, code: str, answer: str) -> None:
    assert codes(asking, offered)[code] == answer
    assert code in REASON
    assert answer in TONE


def test_what_is_not_said_is_not_judged() -> None:
    assert codes(GROUP) == {"needs_host": "fits"}
    assert codes(replace(GROUP, most=Decimal(1)), replace(CALL, value=None)) == {"needs_host": "fits"}


def test_whole_near_and_neither() -> None:
    far = replace(GROUP, place="530102")
    assert fit(GROUP, CALL).is_whole
    assert fit(far, CALL).is_near
    both = fit(replace(far, most=Decimal(1)), CALL)
    assert not both.is_whole
    assert not both.is_near
    assert fit(GROUP, replace(CALL, area_limit="本市")).is_whole
