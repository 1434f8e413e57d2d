"""The county of a lot, by the words for its place."""

import pytest

from organizations.models import Division
from procurement.forms.calls.project import places_of
from procurement.forms.rows import places_in


@pytest.mark.parametrize(
    ("buyer", "words", "codes"),
    [
        ("532822", "勐遮镇、勐混镇", ["532822"]),
        ("532822", "打洛镇务工人员集中的工地", []),
        ("532822", "勐海县打洛镇", ["532822"]),
        ("532822", "勐腊县勐捧镇", []),
        ("532800", "勐捧镇", []),
        ("532800", "勐腊县勐捧镇、勐仑镇", ["532823"]),
        ("532822", "另行商定", []),
    ],
)
def test_a_town_alone_lies_in_the_county_of_the_buyer(db, buyer, words, codes):
    assert places_in(words, places_of(Division.objects.get(pk=buyer))) == codes
