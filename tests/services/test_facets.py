"""A facet is one row: what a call carries, what can be asked for, and its words."""

import pytest

from procurement.facets import FACETS, carried
from procurement.filters import NoticeFilter
from procurement.models import SearchEntry
from procurement.services.calls import search_entries
from tests.support import calls

ROWS = FACETS.values()


def test_no_facet_hides_another_name_of_an_address():
    assert set(NoticeFilter.declared_filters) & set(FACETS) == set()
    assert set(NoticeFilter.base_filters) == {*NoticeFilter.declared_filters, *FACETS}


def test_names_and_codes_stand_in_a_condition_of_the_database_as_they_are():
    for one in ROWS:
        assert all(text.isascii() and text.isidentifier() for text in (one.name, *one.codes)), one.name
        assert len(set(one.codes)) == len(one.codes) > 1


def test_every_code_has_words():
    for one in ROWS:
        assert one.label
        for code in one.codes:
            assert one.words(code) not in (code, ""), (one.name, code)


@pytest.mark.django_db
def test_a_call_carries_codes_that_there_are_of_every_facet():
    for call in (calls.published(calls.office()), calls.published_statutory(calls.office("530100"))):
        found = SearchEntry.objects.get(tender=call).codes
        assert found == carried(call)
        assert {one.partition("=")[0] for one in found} == set(FACETS)
        assert set(found) <= {code for one in ROWS for code in one.of(one.codes)}


@pytest.mark.django_db
def test_a_release_with_another_facet_notes_it_of_every_call(django_assert_max_num_queries):
    for number in range(3):
        calls.published(calls.office(), title_zh=f"第{number}个项目")
    one = SearchEntry.objects.order_by("pk")[1]
    before = one.codes
    assert search_entries.carry_again() == 0
    calls.carry(one, level=[])
    with django_assert_max_num_queries(5):
        assert search_entries.carry_again() == 1
    one.refresh_from_db()
    assert one.codes == before
