"""Run in the copied tree alone (test_facet.py): where the facet of docs/how-to/facet.md arrives."""

import csv
import io

import pytest
from django.core import mail

from portal.site.alerts import searches
from portal.site.alerts.models import SavedSearch
from portal.site.alerts.selectors import describe_search, plain_query
from portal.site.opendata.api import api
from procurement.models import SearchEntry
from procurement.services.calls import search_entries
from tests.support import calls
from tests.support.followers import follow, post, start_of_day

QUERY = "funding=conditional"


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


@pytest.fixture
def there():
    return calls.published(calls.office())


@pytest.fixture
def awaited():
    return calls.published(calls.office("530100"), funding="conditional")


def test_the_page_offers_counts_and_finds_it(client, there, awaited):
    page = client.get("/en/notices/").text
    panel = page[page.index("<summary>State of the money</summary>") :]
    panel = panel[: panel.index("</details>")]
    assert panel.count('name="funding"') == 2
    assert panel.count('<span class="n">1</span>') == 2
    page = client.get(f"/notices/?{QUERY}").text
    assert "<summary>经费情况</summary>" in page
    assert awaited.number in page
    assert there.number not in page


def test_calls_published_before_are_found_after_the_release(client, there, awaited):
    for entry in SearchEntry.objects.all():
        calls.carry(entry, funding=[])
    assert awaited.number not in client.get(f"/notices/?{QUERY}&sort=newest").text
    assert search_entries.carry_again() == 2
    assert awaited.number in client.get(f"/notices/?{QUERY}").text


def test_a_saved_search_keeps_it_and_fits_no_other_call(there, awaited):
    assert plain_query(QUERY) == QUERY
    searches.keep(QUERY)
    assert list(searches.that_fit(SearchEntry.objects.get(tender=awaited))) == [SavedSearch(query=QUERY)]
    assert not searches.that_fit(SearchEntry.objects.get(tender=there)).exists()
    assert describe_search(QUERY) == "经费情况：经费待落实"


def test_letters_come_of_it(there):
    follow("search", "", QUERY)
    calls.published(calls.office("530102"))
    assert post() == []
    calls.published(calls.office("530100"), funding="conditional")
    assert len(post()) == len(mail.outbox) == 1


def test_the_api_describes_it_and_refuses_an_unknown_code(client, there, awaited):
    told = {
        one["name"]: one for one in api.get_openapi_schema()["paths"]["/api/v1/notices"]["get"]["parameters"]
    }
    assert told["funding"]["schema"]["items"]["enum"] == ["confirmed", "conditional"]
    found = client.get(f"/api/v1/notices?{QUERY}").json()["results"]
    assert [one["number"] for one in found] == [awaited.number]
    refused = client.get("/api/v1/notices?funding=nonsense")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "funding"


def test_files_and_feeds_are_narrowed_by_it(client, there, awaited):
    text = b"".join(client.get(f"/data/notices.csv?{QUERY}").streaming_content).decode("utf-8-sig")
    assert [row["number"] for row in csv.DictReader(io.StringIO(text))] == [awaited.number]
    assert client.get("/data/notices.csv?funding=nonsense").status_code == 422
    feed = client.get(f"/feeds/notices.atom?{QUERY}").text
    assert awaited.number in feed
    assert there.number not in feed
