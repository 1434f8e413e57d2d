"""The public search: nothing that is there is missed, every page gives each call once, facets add up."""

import contextlib
import random
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from portal.ground import clock, keyset
from portal.ground.fields.asked import Asked
from portal.ground.keyset import Page, paginate
from procurement.facets import FACETS, STATUSES
from procurement.filters import COUNT_LIMIT, ORDERS, NoticeFilter, facet_counts
from procurement.models import Award, SearchEntry, Tender
from procurement.search import excerpt, fold, literal, read, spans, vector
from procurement.selectors.calls import public_entries
from procurement.services.calls import search_entries
from tests.support import awards, calls, factories, openings
from tests.support import examples as texts
from tests.support.database import owner_connection
from tests.support.whole import part

# --- Bigrams against a plain search through the text ------------------------------------------------------

# Few letters make texts that hold every pair of a word and yet not the word.
CHINESE = st.one_of(
    st.text("艾滋病", min_size=1, max_size=20),
    st.text("艾滋病检测防治景洪市人民一二三", min_size=1, max_size=40),
)
TEXTS = st.lists(CHINESE, min_size=1, max_size=8)


def hits(stored: list[str], query: str) -> list[bool]:
    """For each text whether PostgreSQL finds by ``query`` in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body::tsvector @@ %s::tsquery FROM unnest(%s) WITH ORDINALITY AS t(body, at) ORDER BY at",
            [query, [vector(text) for text in stored]],
        )
        return [found for (found,) in cursor.fetchall()]


@pytest.mark.django_db
@effort(max_examples=150, deadline=None)
@given(TEXTS, st.data())
def test_a_word_is_found_exactly_where_it_stands(stored: list[str], data: st.DataObject) -> None:
    inside = data.draw(st.sampled_from(stored))
    begin = data.draw(st.integers(0, len(inside) - 1))
    wanted = inside[begin : begin + data.draw(st.integers(1, 6))]
    assert hits(stored, literal(wanted)) == [wanted in text for text in stored]


@pytest.mark.django_db
@effort(max_examples=80, deadline=None)
@given(TEXTS, CHINESE)
def test_a_word_that_stands_nowhere_is_found_nowhere(stored: list[str], wanted: str) -> None:
    assert hits(stored, literal(wanted)) == [wanted in text for text in stored]


@pytest.mark.django_db
@effort(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_no_text_and_no_search_breaks_the_database(stored: str, wanted: str) -> None:
    typed = read(wanted)
    for query in (typed.whole, typed.narrow, typed.own):
        assert hits([stored], query) in ([True], [False])


@pytest.mark.django_db
def test_no_phrase_reaches_from_one_text_into_the_next() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery", [vector("防治艾滋", "病检测"), literal("艾滋病")]
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ＨＩＶ　２０２４", "hiv 2024"),
        ("愛滋病檢測與後續", "艾滋病检测与后续"),
        ("Zürich", "zurich"),
        ("㎏", "kg"),
        ("Ⅲ", "iii"),
    ],
)
def test_forms_of_one_letter_are_one(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@pytest.mark.parametrize("typed", ["", "   ", "，。！？", "'", "\\", "&|!()<->:*", "—…", "🌞"])
def test_punctuation_alone_is_no_search(typed: str) -> None:
    assert read(typed).parts == ()


# --- A call is found by everything a reader may know of it ------------------------------------------------


def found(**asked: Any) -> list[Tender]:
    asking = QueryDict(mutable=True)
    for name, value in asked.items():
        asking.setlist(name, value if isinstance(value, list) else [value])
    filters = NoticeFilter(asking, queryset=public_entries())
    assert not filters.form.errors
    return [entry.tender for entry in filters.qs.order_by("tender_id")]


@pytest.fixture
def jinghong(db: None) -> Tender:
    return calls.published(calls.office(), project_no="JH-2024-07")


@pytest.mark.parametrize(
    "typed",
    [
        "景洪 艾滋病 检测",
        "HIV testing Jinghong",
        "hiv Ｔｅｓｔｉｎｇ",
        "JH-2024-07",
        "jh 2024",
        "西双版纳",
        "景洪 愛滋病 檢測",
        "jing hong",
        "xi shuang ban na",
        "流动人口",
        "prevention Jinghong",
        "Xishuangbanna",
        "景洪市卫生健康局",
        "曼斗社区",
        "梅毒、丙肝",
        "“城中村”",
        "测",
        "项目征集",
        "云南",
        "景洪检测",
        "版纳州城中村",
        "市卫健局",
        "tests",
    ],
)
def test_a_call_is_found(jinghong: Tender, typed: str) -> None:
    other = calls.published_statutory(calls.office("530100"))
    assert jinghong in found(q=typed)
    assert found(q=jinghong.number) == [jinghong]
    assert found(q=f"{typed} 不存在的词") == []
    assert other in found(q="昆明")


@pytest.mark.django_db
def test_a_call_is_found_by_who_was_chosen_as_far_as_that_is_public(settings: Any) -> None:
    openings.give_keys(settings)
    leader = factories.user()
    group = factories.cso(leader, registered=False, name_zh="无名同伴小组丁")
    signer = awards.hosted(group, leader)
    call = awards.judged_of(group, factories.cso(), hosts={group.pk: signer})
    loser = call.lodged_as(call.bids[1]).organization
    assert found(q=signer.name_zh) == []
    awards.awarded(call)
    assert [one.number for one in found(q=signer.name_zh)] == [call.tender.number]
    assert found(q=group.name_zh) == found(q=loser.name_zh) == []
    value = Award.objects.get(lot__tender=call.tender).value
    assert value != call.tender.estimated_value
    assert [one.number for one in found(q=f"{value} 元")] == [call.tender.number]


@pytest.mark.parametrize("typed", ["瑞丽", "methadone", "，。", "景洪口岸"])
def test_a_call_is_not_found_by_what_it_does_not_say(jinghong: Tender, typed: str) -> None:
    assert found(q=typed) == []


def test_what_a_draft_or_an_official_says_is_not_found(db: None) -> None:
    by = calls.office()
    calls.draft(by, title_zh="一个没有发布的项目")
    made = calls.published(by, source_text="只给自己看的原文")
    assert found(q="没有发布") == []
    assert found(q="只给自己看") == []
    assert found(q="城中村") == [made]


def test_a_hit_in_the_title_alone_and_one_in_the_text_alone(db: None) -> None:
    by = calls.office()
    title = calls.published(by, title_zh="口岸司机项目")
    text = calls.published(by, title_zh="别的项目", requirement_zh=f"请到口岸去。{texts.CONSENT_ZH}")
    assert found(q="口岸") == [title, text]


def test_a_hit_in_the_title_comes_before_a_nearer_date_across_pages(db: None) -> None:
    by = calls.office()
    nearer = calls.published(by, title_zh="别的项目", requirement_zh=f"请到口岸去。{texts.CONSENT_ZH}")
    later = calls.published(by, title_zh="口岸司机项目", now=calls.at("07-03 10:00"))
    assert later.bids_due > nearer.bids_due

    def page(cursor: str = "") -> Page[SearchEntry]:
        asked = NoticeFilter(QueryDict("q=口岸"), queryset=public_entries())
        return asked.page(sort="next", size=1, cursor=cursor)

    first = page()
    second = page(first.next)
    assert [one.items[0].tender for one in (first, second)] == [later, nearer]
    assert second.next == ""
    assert page(second.previous).items[0].tender == later


# What is known of the hits: nothing, that they are few, that they are many.
@pytest.mark.parametrize(
    ("total", "size"), part(product([None, 5, COUNT_LIMIT + 1], [1, 2, 3, 7]), 3, of_what="tiers")
)
def test_tiers_give_each_row_once_forward_and_back(
    db: None, size: int, total: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "NEAR", 2)  # near and far are both there among five
    by = calls.office()
    titles = ["口岸司机项目", "别的项目"]
    made = [
        calls.published(by, title_zh=titles[number % 2], requirement_zh=f"请到口岸去。{texts.CONSENT_ZH}")
        for number in range(5)
    ]
    whole = [call.pk for number in (0, 1) for call in made[number::2]]

    def page(cursor: str = "") -> Page[SearchEntry]:
        asked = NoticeFilter(QueryDict("q=口岸"), queryset=public_entries())
        return asked.page(sort="next", size=size, cursor=cursor, total=total)

    one = page()
    seen = [entry.tender_id for entry in one]
    while one.next and len(seen) <= len(whole):
        one = page(one.next)
        seen += [entry.tender_id for entry in one]
    assert seen == whole
    seen = [entry.tender_id for entry in one]
    while one.previous and len(seen) <= len(whole):
        one = page(one.previous)
        seen = [entry.tender_id for entry in one] + seen
    assert seen == whole


# --- Facets -----------------------------------------------------------------------------------------------


def test_facets_narrow_and_count(jinghong: Tender) -> None:
    statutory = calls.published_statutory(calls.office("530100"))
    assert found(procedure="grant_call") == [jinghong]
    assert found(procedure=["grant_call", "competitive_consultation"]) == [jinghong, statutory]
    assert found(who="hosted") == [jinghong]
    assert found(population="mobile_population") == [jinghong]
    assert found(place="532800") == [jinghong]
    assert found(place="532801") == [jinghong]
    assert found(place="530000") == [jinghong, statutory]
    assert found(status="open") == [jinghong, statutory]
    assert found(status="decided") == []
    assert found(min_value="300000") == [statutory]
    assert found(min_value="30万元") == found(min_value="三十万") == [statutory]
    assert found(max_value="220000") == [jinghong]
    total, counts = facet_counts(public_entries())
    assert total == 2
    assert counts["status"] == {"open": 2}
    for name in FACETS:
        for code, count in counts[name].items():
            assert len(found(**{name: code})) == count, (name, code)


def test_every_step_belongs_to_one_status() -> None:
    from procurement.rules.procedures import TENDER_STEPS

    public = [step for group in STATUSES.values() for step in group]
    assert len(public) == len(set(public))
    hidden = {"draft", "submitted", "approved", "awaiting_medium", "scheduled", "discarded", "planned"}
    assert set(TENDER_STEPS) - set(public) <= hidden


def test_a_value_that_is_not_understood_is_named(jinghong: Tender) -> None:
    query = QueryDict("status=ajar&min_value=x&due_from=soon")
    asked = Asked(query)
    NoticeFilter(query, queryset=public_entries()).tell(asked)
    assert [one.name for one in asked.faults] == ["status", "min_value", "due_from"]


# --- Pages cut by key -------------------------------------------------------------------------------------


def multiplied(made: Tender, count: int, *, seed: int = 1) -> None:
    """``count`` more entries like that of ``made``, with keys of which many are equal."""
    chance = random.Random(seed)
    entry = SearchEntry.objects.get(tender=made)
    columns = [field.attname for field in Tender._meta.concrete_fields if field.attname != "id"]
    plain = {name: getattr(made, name) for name in columns}
    rows = Tender.objects.bulk_create(
        Tender(**plain | {"number": f"ZZ2024-{serial:06d}", "form_id": calls.uuid4()})
        for serial in range(count)
    )
    own = [
        field.attname
        for field in SearchEntry._meta.concrete_fields
        if field.attname not in ("id", "tender_id")
    ]
    shared = {name: getattr(entry, name) for name in own}
    SearchEntry.objects.bulk_create(
        SearchEntry(
            **shared
            | {
                "tender_id": row.pk,
                "sort_key": entry.sort_key + chance.randrange(max(2, count // 4)),
                "published_at": entry.published_at - timedelta(hours=chance.randrange(max(2, count // 4))),
            }
        )
        for row in rows
    )


def walk(order: tuple[str, ...], size: int, *, back: bool = False) -> list[int]:
    """Every page one after the other, to the end and, with ``back``, from the end to the beginning."""
    page = paginate(public_entries(), order=order, size=size)
    seen = [entry.pk for entry in page]
    while page.next:
        page = paginate(public_entries(), order=order, size=size, cursor=page.next)
        seen += [entry.pk for entry in page]
    if not back:
        return seen
    seen = [entry.pk for entry in page]
    while page.previous:
        page = paginate(public_entries(), order=order, size=size, cursor=page.previous)
        seen = [entry.pk for entry in page] + seen
    return seen


@pytest.mark.parametrize("order", ORDERS.values(), ids=list(ORDERS))
@pytest.mark.parametrize("size", [1, 7, 20, 41])
def test_every_row_stands_on_one_page(jinghong: Tender, order: tuple[str, ...], size: int) -> None:
    multiplied(jinghong, 40)
    whole = list(public_entries().order_by(*order).values_list("pk", flat=True))
    assert len(whole) == 41
    assert walk(order, size) == whole
    assert walk(order, size, back=True) == whole


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "eyJ:1:2", "\x00", "é" * 300])
def test_a_damaged_cursor_leads_to_the_first_page(jinghong: Tender, cursor: str) -> None:
    multiplied(jinghong, 5)
    first = paginate(public_entries(), order=ORDERS["next"], size=3)
    again = paginate(public_entries(), order=ORDERS["next"], size=3, cursor=cursor)
    assert [one.pk for one in again] == [one.pk for one in first]


def test_a_cursor_of_another_order_leads_to_the_first_page(jinghong: Tender) -> None:
    multiplied(jinghong, 5)
    other = paginate(public_entries(), order=ORDERS["newest"], size=3).next
    page = paginate(public_entries(), order=ORDERS["next"], size=3, cursor=other)
    assert page.previous == ""


# --- Order and plan ---------------------------------------------------------------------------------------


def test_open_calls_stand_first_by_their_next_date(db: None) -> None:
    by = calls.office()
    first = calls.published(by)
    later = calls.published(by, now=calls.at("07-04 09:00"))
    order = list(public_entries().order_by(*ORDERS["next"]).values_list("tender_id", flat=True))
    assert order == [first.pk, later.pk]
    passed = calls.at("07-13 09:00")
    assert search_entries.refresh(passed) == 2
    assert search_entries.refresh(passed) == 0
    entry = SearchEntry.objects.get(tender=first)
    assert entry.sort_key == int(first.bids_due.timestamp())


def counted_by_the_database() -> None:
    """Its plans rest on what the rows are now."""
    with contextlib.closing(owner_connection()) as owner:
        owner.autocommit = True
        owner.cursor().execute("VACUUM ANALYZE procurement_searchentry")


@pytest.mark.django_db(transaction=True)
def test_a_search_reads_the_index_and_not_every_row() -> None:
    jinghong = calls.published(calls.office())
    multiplied(jinghong, 5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procurement_searchentry SET title = '', body = %s::tsvector WHERE tender_id <> %s",
            [vector("别的内容"), jinghong.pk],
        )
    counted_by_the_database()
    plan = NoticeFilter(QueryDict("q=曼斗社区"), queryset=SearchEntry.objects.all()).qs.explain()
    assert "search_body" in plan
    assert "Seq Scan" not in plan


def plans(path: str, total: int | None) -> list[str]:
    """How the database reads the entries of the first page at that address."""
    asked = NoticeFilter(QueryDict(path), queryset=SearchEntry.objects.all())
    with CaptureQueriesContext(connection) as queries:
        asked.page(sort="next", size=20, cursor="", total=total)
    with connection.cursor() as cursor:
        found = []
        for one in [one["sql"] for one in queries if '"sort_key"' in one["sql"]]:
            cursor.execute(f"EXPLAIN {one}")
            found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


@pytest.mark.django_db(transaction=True)
def test_words_that_never_meet_are_not_looked_for_in_every_row() -> None:
    """The database takes both for frequent together and would walk along the order to the end of the table."""
    jinghong = calls.published(calls.office())
    multiplied(jinghong, 6_000)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE procurement_searchentry SET body = titles.vector, title = titles.vector
            FROM (SELECT tender_id, (CASE WHEN tender_id %% 2 = 0 THEN %s ELSE %s END)::tsvector AS vector
                  FROM procurement_searchentry) AS titles
            WHERE titles.tender_id = procurement_searchentry.tender_id""",
            [vector("口岸"), vector("检测")],
        )
    counted_by_the_database()
    both = "q=口岸 检测"
    assert plans(both, total=None) == plans(both, total=0) == []
    few = plans(both, total=3)
    assert len(few) == 2
    assert all("search_next" not in one for one in few), few
    many = plans("q=口岸", total=COUNT_LIMIT + 1)
    assert len(many) == 1
    assert "search_next" in many[0]
    assert "Index Cond" in many[0]
    # Without the figure and with other choices it is left to the database.
    assert "search_next" in plans("q=口岸&status=open", total=COUNT_LIMIT + 1)[0]


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("景洪市城中村艾滋病宣传检测项目", "艾滋病 检测", ["艾滋病", "检测"]),
        ("景洪市艾滋病检测", "愛滋病 檢測", ["艾滋病检测"]),
        ("愛滋病檢測", "艾滋病", ["愛滋病"]),
        ("爱滋病日", "艾滋病", ["爱滋病"]),
        ("ＨＩＶ检测 hiv testing", "HIV", ["ＨＩＶ", "hiv"]),
        ("Whiv and hivaid", "hiv", ["hiv"]),
        ("社区社区", "社区", ["社区社区"]),
        ("a<b>&", "b", ["b"]),
        ("没有", "检测", []),
        ("", "检测", []),
        ("检测", "…", []),
    ],
)
def test_what_was_looked_for_is_found_in_the_text_as_it_stands(text, wanted, marked):
    assert [text[begin:end] for begin, end in spans(text, wanted)] == marked


@pytest.mark.django_db
def test_titles_show_what_was_looked_for_and_are_kept_without_it(client):
    calls.published(calls.office())
    for _ in range(2):
        page = client.get("/notices/", {"q": "艾滋病"}).text
        assert "<mark>艾滋病</mark>" in page
        assert "<mark>" not in client.get("/notices/").text
    assert "<mark>" not in client.get("/notices/", {"q": "&lt;script&gt;"}).text


@pytest.mark.parametrize(
    ("text", "wanted", "shown"),
    [
        ("面向流动人口。需要转介到治疗点。", "转介", "面向流动人口。需要转介到治疗点。"),
        ("没有这个词。", "转介", ""),
        ("一" * 50 + "，其中转介" + "二" * 80, "转介", "…其中转介" + "二" * 58 + "…"),
        ("一" * 50 + "转介", "转介", "…" + "一" * 30 + "转介"),
        ("ﬁrst ＨＩＶ ﬂoor", "hiv", "ﬁrst ＨＩＶ ﬂoor"),
        ("甲\n乙", "乙", "甲 乙"),
        ("", "乙", ""),
        ("甲", "…", ""),
    ],
)
def test_an_excerpt_is_the_first_place_with_what_stands_around_it(text, wanted, shown):
    assert excerpt(text, wanted) == shown


@pytest.mark.django_db
def test_a_hit_that_is_not_in_the_title_shows_its_place(client, django_assert_num_queries):
    call = calls.published(calls.office())
    word = "转诊单"
    tender = Tender.objects.get(pk=call.pk)
    tender.texts["requirement_zh"] = f"<b>每月一次。</b>每人一张{word}，由护士收回。"
    tender.save(update_fields=["texts"])
    search_entries.index(tender, now=clock.now())
    for sort in ("next", "newest"):
        page = client.get("/notices/", {"q": word, "sort": sort}).text
        assert f"每人一张<mark>{word}</mark>，由护士收回。" in page
        assert "<b>每月" not in page
    assert 'class="excerpt" lang="zh-CN"' in client.get("/en/notices/", {"q": word}).text
    assert "excerpt" not in client.get("/notices/", {"q": "艾滋病"}).text
    with django_assert_num_queries(4):
        client.get("/notices/", {"q": word})


@pytest.mark.django_db
def test_the_level_of_the_buyer_is_a_facet(client):
    county, province = calls.published(calls.office()), calls.published(calls.office("530000"))
    found = client.get("/notices/", {"level": "province"}).text
    assert province.number in found
    assert county.number not in found
