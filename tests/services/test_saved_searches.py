"""A saved search finds a new call by one statement, and finds exactly what the public search finds."""

import random
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from portal.site.alerts import searches, services
from portal.site.alerts.models import SavedSearch
from portal.site.alerts.selectors import describe_search, plain_query
from procurement.facets import FACETS
from procurement.filters import NoticeFilter
from procurement.models import SearchEntry
from tests.support import calls
from tests.support.followers import NOW, follow, start_of_day
from tests.support.whole import WHOLE

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
    "防艾",
    "景洪检测 -昆明",
    "-昆明",
    "正在征集",
    "“城中村”",
    "22万",
    "10万以上 检测",
    "不到22万",
    "2024年7月",
    "截止2024-07-12以后",
    "版纳州 卫健委",
    "HIV 项目",
]
PLACES = ["530000", "532800", "532801", "530100", "530102", ""]
SUMS = ["", "0", "100000", "220000", "220000.01", "1e9"]


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


def drawn(dice: random.Random) -> str:
    """A search as somebody might save it, now and then with nonsense."""
    odd = dice.random() < 0.2
    some = lambda codes: dice.sample([*codes, *["nonsense"] * odd], dice.choice([0, 0, 0, 0, 0, 1, 2]))  # noqa: E731
    day = lambda: dice.choice(["", str(date(2024, 7, 2) + timedelta(days=dice.randint(-3, 20))), "31.12."])  # noqa: E731
    return urlencode(
        {
            "q": dice.choice([*WORDS, "", "", ""]),
            **{name: some(facet.codes) for name, facet in FACETS.items()},
            "place": dice.choice([*PLACES, *["999999"] * odd]),
            "min_value": dice.choice([*SUMS, *["-1", "many"] * odd]),
            "max_value": dice.choice(SUMS),
            "due_from": day() if dice.random() < 0.2 else "",
            "due_to": day() if dice.random() < 0.2 else "",
            "published_from": day() if dice.random() < 0.2 else "",
            "published_to": day() if dice.random() < 0.2 else "",
        },
        doseq=True,
    )


def is_understood(query: str) -> bool:
    """Whether nothing is asked for that there is not. Of several codes of a facet one is enough."""
    given = QueryDict(query)
    unknown = [
        name
        for name, facet in FACETS.items()
        if name in given and not {*given.getlist(name)} & {*facet.codes}
    ]
    return not unknown and not NoticeFilter(given, queryset=SearchEntry.objects.none()).form.errors


def test_a_call_finds_the_searches_that_would_find_it():
    dice = random.Random(20240702)
    calls.published(calls.office())
    entry = SearchEntry.objects.get()
    saved = {query for query in (plain_query(drawn(dice)) for _ in range(800 if WHOLE else 200)) if query}
    for query in saved:
        searches.keep(query)
    shapes = [
        ({}, {}),
        (
            {"division_code": "530100", "prefecture_code": "530100", "bids_due": None},
            {"status": ["ended"]},
        ),
        (
            {"division_code": "530000", "prefecture_code": "", "estimated_value": None},
            {"population": []},
        ),
        (
            {},
            {
                "status": ["decided"],
                "service": FACETS["service"].codes[:3],
                "who": FACETS["who"].codes,
                "procedure": ["single_source"],
            },
        ),
    ]
    fitted = 0
    for shape, codes in shapes:
        SearchEntry.objects.update(**shape)
        entry.refresh_from_db()
        calls.carry(entry, **codes)
        found = set(searches.that_fit(entry).values_list("query", flat=True))
        wanted = {
            query
            for query in saved
            if is_understood(query)
            and NoticeFilter(QueryDict(query), queryset=SearchEntry.objects.all()).qs.exists()
        }
        assert found == wanted
        fitted += len(found)
    assert fitted > 5, "the searches drawn say something"


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "place=999999",
        "min_value=many",
        "due_to=31.12.",
        "of_a_later_version=1",
        "level=a'b",
    ],
)
def test_what_is_not_understood_finds_nothing_and_says_so(query):
    calls.published(calls.office())
    entry = SearchEntry.objects.get()
    for asked in (query, f"who=unregistered&{query}"):
        searches.keep(asked)
        assert "本站无法识别" in describe_search(asked)
    assert not searches.that_fit(entry).exists()
    searches.keep("who=unregistered")
    assert searches.that_fit(entry).get().query == "who=unregistered"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("place=532800&place=530100", "place=530100"),
        ("place=530100&place=", "place=530100"),
        ("place=５３２８０１", "place=532801"),
        ("min_value=5&min_value=100", "min_value=100"),
        ("min_value=100&min_value=20", "min_value=20"),
        ("status=decided&status=&status=open", "status=decided&status=open"),
        pytest.param(f"messenger={'x' * 2000}&status=open", "status=open", id="behind-a-long-addition"),
    ],
)
def test_what_is_kept_is_what_the_page_found_by(typed, kept):
    assert plain_query(typed) == kept
    assert searches.understood(typed)[0] == searches.understood(kept)[0]


def test_nearly_is_not_enough():
    """The search shows what fits nearly; a letter comes for what fits."""
    calls.published(calls.office())
    entry = SearchEntry.objects.get()
    for query in ("q=景洪 大象", "q=艾兹病", "q=景洪检测 -城中村"):
        searches.keep(query)
    assert not searches.that_fit(entry).exists()


def test_bounds_among_the_words_and_beside_them_hold_together():
    calls.published(calls.office())
    entry = SearchEntry.objects.get()
    for query in (
        "q=10万以上&max_value=200000",
        "q=30万以下&min_value=230000",
        "q=10万以上&max_value=300000",
    ):
        searches.keep(query)
    assert [one.query for one in searches.that_fit(entry)] == ["q=10万以上&max_value=300000"]


@pytest.mark.parametrize("words", ["本周截止", "明天", "7月22日以前", "22号"])
def test_what_would_be_something_else_tomorrow_finds_nothing_and_says_so(words):
    calls.published(calls.office())
    searches.keep(f"q={words}")
    assert "本站无法识别" in describe_search(f"q={words}")
    assert not searches.that_fit(SearchEntry.objects.get()).exists()


def test_an_empty_value_makes_no_saved_search_wider():
    calls.published(calls.office())
    searches.keep("place=530100&place=")
    assert not searches.that_fit(SearchEntry.objects.get()).exists()


def test_one_code_that_is_unknown_takes_no_known_one_away():
    calls.published(calls.office())
    searches.keep("status=nonsense&status=open")
    assert searches.that_fit(SearchEntry.objects.get()).exists()


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
