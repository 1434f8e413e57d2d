"""What a list costs, and that what was kept of it is never what it no longer says."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from portal.ground import clock, ledger
from portal.ground.fields import asked
from portal.ground.memory import PARTS
from portal.ground.pages import device
from procurement.filters import NoticeFilter
from procurement.models import SearchEntry, Tender
from procurement.services.calls import search_entries
from tests.access import table
from tests.support import calls
from tests.views.reading import tight

pytestmark = pytest.mark.django_db
NOW = calls.at("07-03 11:00")
# The moment with the standing of the record, the page of entries.
EACH = 2


@pytest.fixture
def office(settings: Any) -> calls.Office:
    settings.DEMO = True
    clock.move_to(NOW)
    return calls.office()


def published(office: calls.Office, number: int) -> list[Tender]:
    return [calls.published(office, title_zh=f"第{one}个项目") for one in range(number)]


@pytest.mark.parametrize("number", [1, 7])
def test_a_list_costs_the_same_for_any_number_of_rows(
    client: Client, office: calls.Office, number: int, django_assert_num_queries: Any
) -> None:
    published(office, number)
    for path in ("/notices/", "/notices/?status=open"):
        PARTS.clear()
        with django_assert_num_queries(EACH + 2):  # what the rows show, the facets
            client.get(path)
        with django_assert_num_queries(EACH):
            assert client.get(path).content.decode().count('<li class="row">') == number


def test_a_changed_call_is_shown_as_it_is_now(client: Client, office: calls.Office) -> None:
    [call] = published(office, 1)
    assert "第0个项目" in client.get("/notices/").content.decode()
    Tender.objects.filter(pk=call.pk).update(title_zh="换了名称的项目")
    call.refresh_from_db()
    search_entries.index(call, now=NOW)
    ledger.record("corrected", subject=call.subject, at=NOW)
    page = client.get("/notices/").content.decode()
    assert "换了名称的项目" in page
    assert "第0个项目" not in page


def test_each_language_and_each_day_has_its_own_rows(client: Client, office: calls.Office) -> None:
    [call] = published(office, 1)
    assert call.bids_due is not None
    chinese, english = client.get("/notices/").content.decode(), client.get("/en/notices/").content.decode()
    assert "HIV, syphilis" in english
    assert "HIV, syphilis" not in chinese
    clock.move_to(NOW.replace(day=4))
    later = client.get("/notices/").content.decode()
    row = '<p class="when'
    assert later[later.index(row) :][:300] != chinese[chinese.index(row) :][:300]


def test_facets_count_what_fits(client: Client, office: calls.Office) -> None:
    published(office, 3)
    first, *others = SearchEntry.objects.order_by("pk")
    calls.carry(first, status=["decided"], population=[])
    for one in others:
        calls.carry(one, population=["plwh", "youth"])
    context = client.get("/notices/?population=youth").content.decode()
    assert context.count('<li class="row">') == 2
    panel = context[context.index('id="filters"') : context.index('id="results"')]
    assert panel.count('<span class="n">2</span>') >= 4  # youth, plwh, open, the procedure, the instrument
    assert '<span class="n">3</span>' not in panel


@pytest.mark.parametrize(
    "chosen",
    ["procedure=grant_call", "instrument=grant", "level=county", "level=county&procedure=grant_call"],
)
def test_calls_that_are_alike_in_everything_are_counted_each(
    client: Client, office: calls.Office, chosen: str
) -> None:
    published(office, 3)
    assert "3 calls fit" in client.get(f"/en/notices/?{chosen}").text


def test_figures_are_of_this_search_and_of_the_record_as_it_stands(
    client: Client, office: calls.Office
) -> None:
    published(office, 2)
    assert "2 calls fit" in client.get("/en/notices/").text
    assert "No call fits" in client.get("/en/notices/?status=decided").text
    assert "2 calls fit" in client.get("/en/notices/?status=open").text
    calls.published(office, title_zh="又一个项目")
    assert "3 calls fit" in client.get("/en/notices/").text


def test_what_was_not_understood_is_said_with_its_field(client: Client, office: calls.Office) -> None:
    published(office, 1)
    page = tight(client.get("/en/notices/?status=ajar&min_value=x").text)
    assert "<li>Status: " in page
    assert "<li>At least, yuan: " in page
    assert "1 call fits" in page
    assert "<li>状态：" in tight(client.get("/notices/?status=ajar").text)
    assert "not understood" not in client.get("/en/notices/").text


WRONG = {
    "place": "zz",
    "sort": "xx",
    "page": "abc",
    "procedure": "nope",
    "date": "foo",
    "year": "1066",
    "after": "abc",
    "stauts": "open",
    "min-value": "1",
    "populaton": "msm",
    "Place": "532801",
    "place＝532801": "",
}
# What messengers, search engines and programs of the desk hang behind a link: no list of ours, nor near one.
HUNG_ON = """
    from isappinstalled nsukey scene subscene ascene sessionid pass_ticket wx_header chksm mpshare srcid
    enterid clicktime sharer_shareinfo sharer_shareinfo_first sharer_sharetime sharer_shareid
    share_token tdsourcetag adtag ADTAG _wv _wwv qz_gdt gdt_vid spm scm bd_vid fbclid gclid dclid
    gad_source gbraid wbraid msclkid yclid twclid ttclid igshid mc_cid mc_eid utm_source UTM_SOURCE
    utm_medium weibo_id wm luicode lfid xhsshare appuid apptime xsec_token xsec_source share_id ddtab
    dd_nav_bgcolor dd_share ddFrom corpid wxfrom exportkey version devicetype qq_aio_chat_type ptlang
    key uin lang2 timestamp signature nonce openid unionid ticket channel source refer referer ref si
    feature trk trackingId hsCtaTracking _hsenc vero_id wickedid rb_clickid s_cid zanpid
    srsltid epik colour foo
""".split()  # noqa: SIM905
# What each list reads of an address beside the unknown: the rest it says it has no choice for.
FILES = [
    "/feeds/notices.atom",
    "/feeds/deadlines.ics",
    "/data/notices.csv",
    "/data/awards.csv",
    "/data/contracts.xlsx",
]
FILES += ["/data/contracts.xlsx", "/data/releases.jsonl", "/data/records.jsonl"]
DATA = [
    "notices",
    "awards",
    "contracts",
    "organizations",
    "releases",
    "rules",
    "rules/deadline?start=2024-07-01&days=3",
]


def list_routes() -> list[str]:
    """Every page of the table of access that anybody may read and that needs nothing in its address."""
    found = {}
    for area in table.areas():
        for row in area.rows:
            if row.method == "GET" and row.answers.get(table.ONCE, {}).get("nobody") == "ok":
                with suppress(NoReverseMatch):
                    found[row.route] = reverse(row.route)
    return [*found.values(), "/places/530000/", "/statistics/calls/?figure=all"]


def test_every_list_names_what_it_did_not_understand(client: Client, office: calls.Office) -> None:
    made = published(office, 1)[0]
    assert made
    lists = 0
    for path in [*list_routes(), reverse("agency", args=[office.agency.slug])]:
        plain = client.get(path)
        if plain.get("Content-Type", "").startswith("text/html") and "not understood" in plain.text:
            pytest.fail(f"{path} did not understand itself")
        if not (plain.context and "next_url" in plain.context) and path != "/statistics/":
            continue
        lists += 1
        joined = "&" if "?" in path else "?"
        for name, typed in WRONG.items():
            cursor = "at" if (name, path) == ("after", "/organizations/") else name
            page = client.get(f"{path}{joined}{cursor}={typed}")
            assert page.status_code == 200, path
            named = re.findall(
                r"<li>([^<]+)<a href=\"\?([^\"]*)\"",
                tight(page.text).partition('<section class="msg bad">')[2],
            )
            assert len(named) == 1, (path, name)
            assert cursor not in parse_qs(named[0][1], keep_blank_values=True), (path, name)
            assert client.get(f"/en{path}{joined}{cursor}={typed}").text.count("not understood") == 1
    assert lists >= 9


def test_a_file_or_an_answer_for_programs_is_refused_with_the_name(
    client: Client, office: calls.Office
) -> None:
    published(office, 1)
    for path in FILES:
        assert client.get(path).status_code == 200, path
        for name in ("place", "date", "page") if "json" not in path else ("date",):
            refused = client.get(path, {name: "zz"})
            assert (refused.status_code, name in refused.text) == (422, True), (path, name)
    for path in DATA:
        url, _mark, query = f"/api/v1/{path}".partition("?")
        assert client.get(f"{url}?{query}").status_code == 200, path
        for name in (
            ("date", "page") if "rules" in path or path == "releases" else ("place", "date", "page", "cursor")
        ):
            refused = client.get(f"{url}?{query}&{name}=zz")
            assert refused.status_code == 422, (path, name)
            assert [one["field"] for one in refused.json()["errors"]] == [name], path


def test_a_name_without_a_value_asks_for_nothing(client: Client, office: calls.Office) -> None:
    published(office, 2)
    for empty in (
        "status=",
        "who=",
        "year=",
        "q=",
        "place=",
        "min_value=",
        "due_from=",
        "nonsense=",
        "q=%E2%80%8B",
    ):
        for path in ["/en/notices/", *FILES, "/api/v1/notices", "/api/v1/awards"]:
            answer = client.get(f"{path}?{empty}")
            assert answer.status_code == 200, (path, empty)
        page = client.get(f"/en/notices/?{empty}").text
        assert "not understood" not in page, empty
        assert "2 calls fit" in page, empty


@pytest.mark.parametrize("spoiled", ["status=open&status=", "status=open&status=zz", "status=zz&status=open"])
def test_one_wrong_choice_takes_no_good_one_away(client: Client, office: calls.Office, spoiled: str) -> None:
    first, _other = published(office, 2)
    calls.carry(SearchEntry.objects.get(tender=first), status=["waiting"])
    page = client.get(f"/en/notices/?{spoiled}").text
    assert "1 call fits" in page
    assert ("not understood" in page) is ("zz" in spoiled)
    if "zz" in spoiled:
        assert "“zz” is not known here" in page
        assert "“zz, open”" not in page
        assert client.get(f"/api/v1/notices?{spoiled}").status_code == 422


@pytest.mark.parametrize("year", ["2024", "２０２４", "2024年", " ２０２４年"])
def test_a_year_is_read_as_it_is_typed(client: Client, office: calls.Office, year: str) -> None:
    page = client.get("/en/statistics/", {"year": year})
    assert "not understood" not in page.text
    assert client.get("/data/awards.csv", {"year": year}).status_code == 200


def test_every_page_for_everybody_names_what_it_does_not_read(client: Client, office: calls.Office) -> None:
    published(office, 1)
    for name in (
        "home",
        "place_list",
        "rules",
        "notice_fit",
        "benefit",
        "data",
        "alerts",
        "calculator",
        "help",
    ):
        path = reverse(name)
        assert "没有这个选项" not in client.get(path).text, name
        assert "没有这个选项" in client.get(f"{path}?stauts=open").text, name
    own = "?form=unregistered&has_host=yes&place=532801&population=msm&most=1000"
    assert "没有这个选项" not in client.get(reverse("notice_fit") + own).text


def test_the_choices_of_the_search_ask_for_letters_of_that_search(
    client: Client, office: calls.Office
) -> None:
    chosen = client.get("/alerts/?place=532801&status=open")
    assert chosen.context["topic"].kind == "search"
    assert "景洪" in chosen.context["topic"].title
    assert chosen.context["form"].initial["query"] == "place=532801&status=open"
    assert "没有" in client.get("/alerts/?place=zz").text.partition('<section class="msg bad">')[2]


def test_what_a_messenger_hangs_behind_a_link_is_no_fault(client: Client, office: calls.Office) -> None:
    published(office, 1)
    hung = urlencode(dict.fromkeys([*HUNG_ON, device.MARK, device.READER], "a1"))
    for path in list_routes():
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{hung}")
        assert answer.status_code == client.get(path).status_code, path
        assert answer.streaming or "没有这个选项" not in answer.text, path
    for path in (*FILES, *(f"/api/v1/{one}" for one in DATA if "?" not in one)):
        assert client.get(f"{path}?{hung}").status_code == 200, path


@pytest.mark.parametrize(
    "typed", ["stauts", "min-value", "populaton", "Status", "status[]", "ｓｔａｔｕｓ", "yaer", "figure"]
)
def test_a_name_that_may_be_meant_for_one_of_ours_is_never_passed_over(
    client: Client, office: calls.Office, typed: str
) -> None:
    published(office, 1)
    assert "not understood" in client.get("/en/notices/", {typed: "open"}).text
    for path in ("/data/notices.csv", "/feeds/notices.atom", "/feeds/deadlines.ics", "/api/v1/notices"):
        assert client.get(path, {typed: "open"}).status_code == 422, path


def test_every_name_that_a_list_reads_is_known_to_the_others(client: Client, office: calls.Office) -> None:
    read = set(NoticeFilter.base_filters)
    for path in ("/notices/", "/awards/", "/statistics/calls/?figure=all", "/feeds/deadlines.ics", *FILES):
        read |= client.get(path).wsgi_request.asked._known.keys()  # type: ignore[attr-defined]
    assert read <= asked.NAMES


EMPTY_BESIDE = {
    "place": "532503",
    "min_value": "999999999",
    "status": "decided",
    "q": "没有这个词",
    "due_from": "2030-01-01",
    "who": "hosted",
}


@pytest.mark.parametrize("name", EMPTY_BESIDE)
def test_an_empty_value_beside_a_good_one_takes_nothing_away(
    client: Client, office: calls.Office, name: str
) -> None:
    published(office, 2)
    for entry in SearchEntry.objects.all():
        calls.carry(entry, who=[])
    good = urlencode({name: EMPTY_BESIDE[name]})
    for address in (f"{good}&{name}=", f"{name}=&{good}", f"{name}=%E3%80%80&{good}&{name}=+"):
        page = client.get(f"/en/notices/?{address}").text
        assert "No call fits" in page, address
        assert "not understood" not in page, address
        assert client.get(f"/api/v1/notices?{address}").json()["results"] == [], address
        assert client.get(f"/data/notices.csv?{address}").getvalue().count(b"\n") == 1, address
        assert "<entry>" not in client.get(f"/feeds/notices.atom?{address}").text, address
        assert "VEVENT" not in client.get(f"/feeds/deadlines.ics?{address}").text, address


PLACED = ["awards/", "contracts/", "notices/", "organizations/", "statistics/calls/", "data/awards.csv"]
PLACED += ["api/v1/awards", "api/v1/organizations", "feeds/notices.atom"]


@pytest.mark.parametrize("path", PLACED)
def test_a_place_in_full_width_is_that_place(client: Client, office: calls.Office, path: str) -> None:
    published(office, 1)
    answer = client.get(
        f"/{path}",
        {"place": "５３２５０３", "figure": "all"} if "calls" in path else {"place": "５３２５０３"},
    )
    assert answer.status_code == 200
    assert "５３２５０３" not in (answer.getvalue().decode() if answer.streaming else answer.text)
    if path == "notices/":
        assert "蒙自" in answer.text.partition('id="results"')[0]


@pytest.mark.parametrize(
    "address", ["place＝532503", "status=open＆place=532503", "q=x＆place＝532503", "？place=532503"]
)
def test_signs_of_an_address_in_full_width_are_named(
    client: Client, office: calls.Office, address: str
) -> None:
    published(office, 1)
    assert "half width" in client.get(f"/en/notices/?{address}").text
    for path in ("/data/notices.csv", "/feeds/notices.atom", "/api/v1/notices"):
        assert client.get(f"{path}?{address}").status_code == 422, path
    assert "half width" not in client.get("/en/notices/?q=什么是 A＆B？").text


def test_an_address_with_a_full_width_question_mark_is_told_so(client: Client) -> None:
    lost = client.get("/notices/？place=532503")
    assert lost.status_code == 404
    assert 'href="/notices/?place=532503"' in lost.text
    assert "半角" in lost.text
    assert "半角" not in client.get("/notices/nothing/").text


def test_an_order_that_nobody_knows_is_refused_by_files_as_it_is_by_the_api(
    client: Client, office: calls.Office
) -> None:
    for path in ("/data/notices.csv", "/feeds/notices.atom", "/feeds/deadlines.ics", "/api/v1/notices"):
        assert client.get(f"{path}?sort=foo").status_code == 422, path
        assert client.get(f"{path}?sort=newest").status_code == 200, path


def test_dropping_one_of_several_values_leaves_the_others(client: Client, office: calls.Office) -> None:
    page = client.get("/notices/?status=ajar&status=open&q=x").text
    assert '<a href="?status=open&amp;q=x">去掉这一项' in page


@pytest.mark.parametrize(
    "sent",
    [
        {"SCRIPT_NAME": "//evil.example"},
        {"SCRIPT_NAME": "/evil.example"},
        {"HTTP_X_SCRIPT_NAME": "//evil.example"},
        {"HTTP_X_FORWARDED_PREFIX": "//evil.example"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_FORWARDED": "host=evil.example;proto=https"},
        {"HTTP_X_ORIGINAL_URL": "//evil.example/"},
    ],
)
def test_what_is_kept_of_a_page_holds_no_address_of_a_caller(
    client: Client, office: calls.Office, sent: dict[str, str]
) -> None:
    published(office, 2)
    PARTS.clear()
    for path in ("/", "/notices/", "/awards/", "/accounts/login/", "/en/notices/"):
        asked = client.get(path, **sent)  # type: ignore[arg-type]
        assert asked.status_code == 200
        for answer in (asked, client.get(path)):
            assert "evil.example" not in answer.content.decode() + str(answer.headers), path
