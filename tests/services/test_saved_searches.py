"""A saved search finds a new call by one statement, and finds exactly what the public search finds."""

import random
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from portal.site.alerts import searches, services
from portal.site.alerts.models import SavedSearch
from portal.site.alerts.selectors import plain_query
from procurement.filters import LEVELS, STATUSES, WHO, NoticeFilter
from procurement.models import SearchEntry
from procurement.rules.procedures import PROCEDURES
from procurement.rules.vocabulary import INSTRUMENTS, POPULATIONS, SERVICES
from tests import calls
from tests.followers import NOW, follow, start_of_day

WORDS = [
    "艾滋病",
    "景洪 检测",
    "愛滋病",
    "jing hong",
    "HIV",
    "昆明",
    "美沙酮",
    "社区",
    "…",
    "病",
    "YN2024-000001",
    "sex",
]
PLACES = ["530000", "532800", "532801", "530100", "530102", "999999", ""]
SUMS = ["", "0", "100000", "220000", "220000.01", "1e9", "-1", "many"]


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


def drawn(dice: random.Random) -> str:
    """A search as somebody might save it, nonsense included."""
    some = lambda codes: dice.sample(list(codes), dice.choice([0, 0, 0, 1, 2]))  # noqa: E731
    day = lambda: dice.choice(["", str(date(2024, 7, 2) + timedelta(days=dice.randint(-3, 20))), "31.12."])  # noqa: E731
    return urlencode(
        {
            "q": dice.choice([*WORDS, "", "", ""]),
            "who": some(WHO),
            "status": some([*STATUSES, "nonsense"]),
            "level": some([*LEVELS, "nonsense"]),
            "place": dice.choice(PLACES),
            "population": some(POPULATIONS),
            "service": some(SERVICES),
            "procedure": some(PROCEDURES),
            "instrument": some(INSTRUMENTS),
            "min_value": dice.choice(SUMS),
            "max_value": dice.choice(SUMS),
            "due_from": day() if dice.random() < 0.2 else "",
            "due_to": day() if dice.random() < 0.2 else "",
            "published_from": day() if dice.random() < 0.2 else "",
            "published_to": day() if dice.random() < 0.2 else "",
        },
        doseq=True,
    )


def test_a_call_finds_the_searches_that_would_find_it():
    dice = random.Random(20240702)
    calls.published(calls.office())
    entry = SearchEntry.objects.get()
    saved = {query for query in (plain_query(drawn(dice)) for _ in range(400)) if query}
    for query in saved:
        searches.keep(query)
    shapes = [
        {},
        {"division_code": "530100", "prefecture_code": "530100", "status": "terminated", "bids_due": None},
        {"division_code": "530000", "prefecture_code": "", "estimated_value": None, "populations": []},
        {
            "status": "awarded",
            "services": list(SERVICES)[:3],
            "who_may_bid": list(WHO),
            "procedure": "single_source",
        },
    ]
    fitted = 0
    for shape in shapes:
        SearchEntry.objects.update(**shape)
        entry.refresh_from_db()
        found = set(searches.that_fit(entry).values_list("query", flat=True))
        wanted = {
            query
            for query in saved
            if NoticeFilter(QueryDict(query), queryset=SearchEntry.objects.all()).qs.exists()
        }
        assert found == wanted
        fitted += len(found)
    assert fitted > 40, "the searches drawn say something"


def test_however_many_are_saved_it_is_one_statement(django_assert_num_queries):
    calls.published(calls.office())
    for number in range(30):
        searches.keep(f"q=never{number}")
    entry = SearchEntry.objects.get()
    with django_assert_num_queries(1):
        assert not list(searches.that_fit(entry))


def test_a_release_that_reads_words_otherwise_reads_saved_ones_again():
    follow("search", "", "q=%E8%89%BE%E6%BB%8B%E7%97%85")
    SavedSearch.objects.update(words="'of another version'")
    calls.published(calls.office())
    entry = SearchEntry.objects.get()
    assert not searches.that_fit(entry).exists()
    assert searches.read_again(["q=%E8%89%BE%E6%BB%8B%E7%97%85"]) == 1
    assert searches.that_fit(entry).exists()


def test_a_search_nobody_follows_any_more_is_forgotten():
    subscriber = follow("search", "", "q=HIV")
    other = follow("search", "", "q=HIV", email="other@example.org")
    services.stop(subscriber.recipient, now=NOW)
    services.forget(NOW + timedelta(days=31))
    assert SavedSearch.objects.exists()
    services.stop(other.recipient, now=NOW)
    services.forget(NOW + timedelta(days=31))
    assert not SavedSearch.objects.exists()
