"""A facet is one row: what a call carries, what can be asked for, and its words."""

import pytest
from django.db import connection
from django.http import QueryDict

from procurement.facets import FACETS, carried
from procurement.filters import NoticeFilter
from procurement.models import SearchEntry
from procurement.selectors.calls import public_entries
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
def test_a_chosen_facet_is_counted_among_what_fits_without_it(django_assert_num_queries):
    grant, tender = calls.published(calls.office()), calls.published_statutory(calls.office("530100"))
    calls.carry(SearchEntry.objects.get(tender=tender), status=["ended"])
    asked = NoticeFilter(QueryDict("status=open&level=county&q=艾滋病"), queryset=public_entries())
    with django_assert_num_queries(1):
        total, counts = asked.counts(None)
    assert total == 1
    assert counts["procedure"] == {grant.procedure: 1}
    # The other call is of a prefecture, and ended: each choice hides it from the counts of the other.
    assert counts["status"] == {"open": 1}
    assert counts["level"] == {"county": 1}
    _total, counts = NoticeFilter(QueryDict("status=open"), queryset=public_entries()).counts(None)
    assert counts["status"] == {"open": 1, "ended": 1}
    assert counts["level"] == {"county": 1}
    _total, counts = NoticeFilter(QueryDict("status=waiting"), queryset=public_entries()).counts(None)
    assert counts["status"] == {"open": 1, "ended": 1}
    assert counts["level"] == {}


def written() -> list[tuple[str, str]]:
    """The words of each entry as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT title::text, body::text FROM procurement_searchentry ORDER BY id")
        found: list[tuple[str, str]] = cursor.fetchall()
    return found


@pytest.mark.django_db
def test_words_of_an_earlier_form_are_written_anew(django_assert_max_num_queries):
    for number in range(3):
        calls.published(calls.office(), title_zh=f"第{number}个项目")
    written = "title::text", "body::text"
    before = list(
        SearchEntry.objects.order_by("pk")
        .extra(select=dict(zip("tb", written, strict=True)))
        .values_list("t", "b")
    )
    assert search_entries.write_again() == 0
    SearchEntry.objects.update(title="", body="", form=0)
    with django_assert_max_num_queries(20):
        assert search_entries.write_again() == 3
    after = list(
        SearchEntry.objects.order_by("pk")
        .extra(select=dict(zip("tb", written, strict=True)))
        .values_list("t", "b")
    )
    assert after == before


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
