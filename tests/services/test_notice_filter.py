"""The form of a search is made once for all of them; each search still stands alone."""

from django.http import QueryDict
from django.utils import translation

from procurement.filters import NoticeFilter
from procurement.models import SearchEntry


def searched(query: str) -> NoticeFilter:
    return NoticeFilter(QueryDict(query), queryset=SearchEntry.objects.none())


def test_a_fault_of_one_search_is_no_fault_of_the_next():
    assert "min_value" in searched("min_value=nothing").form.errors
    assert not searched("status=open").form.errors


def test_everybody_reads_the_form_in_their_own_language():
    said = {}
    for code in ("zh-hans", "en"):
        with translation.override(code):
            field = searched("status=open").form.fields["status"]
            said[code] = {str(field.label), *(str(label) for _code, label in field.choices)}
    assert len(said["zh-hans"]) == len(said["en"]) > 1
    assert not said["zh-hans"] & said["en"]


def test_no_search_holds_the_filters_of_another():
    first, second = searched("status=open"), searched("status=decided")
    assert first.filters["status"].parent is first
    assert second.filters["status"].parent is second
    # A method of the search is asked of the search itself.
    assert first.filters["place"].filter.f is first.filters["place"]
