"""What everyone may read, what nobody may know of yet, and that reading leaves no trace on the reader."""

from datetime import UTC
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from portal.ground import clock
from portal.ground.ledger import seals
from procurement.judgement import law
from procurement.models import Tender
from procurement.services.calls import amendments, documents, tenders
from procurement.services.questions import inquiries
from tests.support import calls, files
from tests.support import examples as texts
from tests.views.reading import Page

pytestmark = pytest.mark.django_db

ENGLISH = {"zh": "", "en": "/en"}
PDF = files.clean_pdf()
NOW = calls.at("07-03 11:00")


@pytest.fixture
def morning(settings: Any) -> None:
    """The portal's clock stands the day after the calls of tests.support.calls were published."""
    settings.DEMO = True
    clock.move_to(NOW)


@pytest.fixture
def call(morning: None) -> Tender:
    return calls.published(calls.office())


def with_document(by: calls.Office, title: str = "项目申报书") -> Tender:
    made = calls.draft(by)
    documents.attach(made.number, file=PDF, title=title, by=by.drafter, now=calls.PUBLISHED)
    made.refresh_from_db()
    made = tenders.submit(made.number, version=made.version, by=by.drafter, now=calls.PUBLISHED)
    return tenders.approve(made.number, by=by.approver, now=calls.PUBLISHED)


def corrected(made: Tender, by: calls.Office, *, now: Any = NOW, **changes: Any) -> Tender:
    amendments.draft_correction(
        made.number,
        offered=changes,
        reason_code="error_in_notice",
        reason_zh="地点写漏了一处。",
        form_id=calls.uuid4(),
        by=by.drafter,
        now=now,
    )
    amendments.approve(made.number, by=by.approver, now=now)
    made.refresh_from_db()
    return made


# --- Every address answers in both languages --------------------------------------------------------------

PLACES = ["/", "/notices/", "/awards/", "/contracts/", "/agencies/", "/places/", "/places/530000/"]
PLACES += ["/places/532800/", "/places/532801/", "/rules/", "/rules/calculator/", "/help/", "/help/privacy/"]
PLACES += ["/help/accessibility/", "/help/contact/", "/alerts/", "/questions/", "/organizations/"]
PLACES += ["/feeds/notices.atom", "/feeds/deadlines.ics"]


@pytest.mark.parametrize("language", ENGLISH)
@pytest.mark.parametrize("path", PLACES)
def test_every_public_address_answers(client: Client, call: Tender, path: str, language: str) -> None:
    response = client.get(f"{ENGLISH[language]}{path}")
    assert response.status_code == 200
    if "html" in response["Content-Type"]:
        assert f'<html lang="{"en" if language == "en" else "zh-CN"}">' in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/notices/YN2024-999999/", "/places/999999/", "/agencies/nobody/"]
)
def test_what_is_not_there_says_so_and_goes_on(client: Client, call: Tender, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "这个页面不在这里" in response.content.decode() or 'class="masthead"' in response.content.decode()


# --- Nothing that is not published ------------------------------------------------------------------------


def unpublished(kind: str) -> Tender:
    by = calls.office()
    if kind == "draft":
        made = calls.draft(by)
    elif kind == "submitted":
        made = calls.submitted(by)
    else:
        made = calls.submitted(by, texts.KUNMING)
        made = tenders.approve(made.number, by=by.approver, now=calls.PUBLISHED)
    if kind != "draft":
        return made
    documents.attach(made.number, file=PDF, title="草稿", by=by.drafter, now=calls.PUBLISHED)
    return made


@pytest.mark.parametrize("kind", ["draft", "submitted", "awaiting_medium"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nothing_of_an_unpublished_call_is_found_anywhere(
    client: Client, morning: None, kind: str, prefix: str
) -> None:
    made = unpublished(kind)
    assert made.step == kind
    document = made.documents.first()
    paths = [f"{prefix}/notices/{made.number}/", f"{prefix}/notices/{made.number}/1/"]
    paths += [f"{prefix}/notices/{made.number}/1.{extension}" for extension in ("pdf", "docx", "txt", "json")]
    paths += [f"{prefix}/notices/{made.number}/ask/", f"{prefix}/notices/{made.number}/documents/1/"]
    paths += [f"{prefix}/notices/{made.number}/documents/{document.pk}/"] if document else []
    paths += [f"/api/v1/notices/{made.number}"]
    for path in paths:
        assert client.get(path).status_code == 404, path
    lists = ["/", "/notices/", f"/notices/?q={made.number}", f"/notices/?q={made.title_zh}", "/awards/"]
    lists += ["/feeds/notices.atom", "/feeds/deadlines.ics", f"/agencies/{made.buyer.slug}/"]
    lists += [f"/places/{made.division_id}/"]
    for path in [*(prefix + one for one in lists), "/api/v1/notices", f"/api/v1/notices?q={made.title_zh}"]:
        text = client.get(path).content.decode()
        assert made.number not in text.replace(f"“{made.number}”", "").replace(
            f'value="{made.number}"', ""
        ) or (made.number in path), path
        assert f">{made.title_zh}<" not in text, path


def test_home_counts_no_draft(client: Client, morning: None) -> None:
    unpublished("draft")
    unpublished("submitted")
    assert client.get("/").context["calls"] == 0
    calls.published(calls.office())
    assert client.get("/").context["calls"] == 1


# --- A notice as file -------------------------------------------------------------------------------------

FILES = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    "txt": ("text/plain; charset=utf-8", ""),
    "json": ("application/json; charset=utf-8", b"{"),
}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("extension", FILES)
def test_a_notice_is_a_file_too(client: Client, call: Tender, extension: str, prefix: str) -> None:
    media_type, begins = FILES[extension]
    address = f"{prefix}/notices/{call.number}/1.{extension}"
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response.content.startswith(begins or b"")
    digest = call.notices.get().digest
    assert digest in response["ETag"]
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_the_text_of_a_notice_holds_its_title_number_and_dates(client: Client, call: Tender) -> None:
    text = client.get(f"/notices/{call.number}/1.txt").content.decode()
    for words in (call.title_zh, call.number, "申报截止", "220,000 元"):
        assert words in text


def test_a_document_is_saved_and_never_shown_inside_the_site(client: Client, morning: None) -> None:
    made = with_document(calls.office())
    document = made.documents.get()
    response = client.get(reverse("document", args=[made.number, document.pk]))
    assert b"".join(response.streaming_content) == PDF.data
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    other = calls.published(calls.office("532503"), title_zh="另一个项目")
    assert client.get(reverse("document", args=[other.number, document.pk])).status_code == 404


# --- Facts of the tender's page ---------------------------------------------------------------------------


def page_of(client: Client, made: Tender, prefix: str = "") -> str:
    response = client.get(f"{prefix}/notices/{made.number}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_correction_is_on_the_page_and_the_first_notice_stays_as_it_was(
    client: Client, morning: None
) -> None:
    by = calls.office()
    made = corrected(calls.published(by), by, place_detail_zh="曼斗社区和曼弄枫片区")
    html = page_of(client, made)
    assert "更正公告" in html
    assert "曼斗社区和曼弄枫片区" in html
    first = client.get(f"/notices/{made.number}/1/").content.decode()
    assert "曼弄枫" not in first
    second = client.get(f"/notices/{made.number}/2/").content.decode()
    assert "地点写漏了一处。" in second
    assert "江北街道曼斗社区" in second


def test_a_suspended_call_says_that_closing_is_on_hold(client: Client, morning: None) -> None:
    made = calls.published(calls.office())
    calls.asked(made, now=calls.at("07-03 15:20"))
    from procurement.services import timekeeping

    timekeeping.do_due(calls.at("07-19 00:01"))
    clock.move_to(calls.at("07-19 09:00"))
    made.refresh_from_db()
    assert made.step == "suspended"
    assert "截止时间暂停" in page_of(client, made)
    assert "Closing is on hold" in page_of(client, made, "/en")


def test_a_terminated_call_gives_its_reason_above_everything_else(client: Client, morning: None) -> None:
    by = calls.office()
    made = calls.published(by)
    amendments.draft_termination(
        made.number,
        reason_code="funding_withdrawn",
        reason_zh="经费没有下达。",
        form_id=calls.uuid4(),
        by=by.drafter,
        now=NOW,
    )
    amendments.approve(made.number, by=by.approver, now=NOW)
    html = page_of(client, made)
    assert html.index("经费没有下达。") < html.index('id="s-essentials"')
    assert "提一个问题" not in html


def test_a_statutory_call_shows_where_and_when_it_stood_on_the_official_medium(
    client: Client, morning: None
) -> None:
    made = calls.published_statutory(calls.office("530100"))
    html = page_of(client, made)
    assert 'href="https://medium.example/1"' in html
    assert "法定发布媒体" in html or "official" in html.lower()


def test_a_question_in_chinese_is_marked_on_an_english_page(client: Client, call: Tender) -> None:
    calls.asked(call, "我们小组没有登记，可以申报吗？", now=calls.at("07-02 15:20"))
    assert '<span lang="zh-CN">我们小组没有登记，可以申报吗？</span>' in page_of(client, call, "/en")
    assert Page(page_of(client, call, "/en")).foreign() == []


# --- Rules and calculator ---------------------------------------------------------------------------------


def test_the_address_of_a_rule_leads_to_its_row(client: Client, call: Tender) -> None:
    book = law.book_on_disk()
    for prefix in ("", "/en"):
        for one in (book.rows[0], book.rows[len(book.rows) // 2], book.rows[-1]):
            response = client.get(f"{prefix}/rules/row/{one.id}/", follow=True)
            assert response.redirect_chain[-1][0].endswith(f"#{one.id}")
            assert one.id in Page(response.content.decode()).ids
    assert client.get("/rules/row/nothing/").status_code == 404
    assert client.get("/rules/statutory/99/").status_code == 404


def test_every_row_of_the_book_stands_on_one_light_page(client: Client, call: Tender) -> None:
    seen: list[str] = []
    for one in client.get("/rules/").context["groups"]:
        path: str | None = f"/rules/{one['key']}/"
        while path:
            response = client.get(path)
            assert len(response.content) < 60_000
            seen += [row["id"] for row in response.context["lines"]]
            path = response.context["next_url"]
    assert sorted(seen) == sorted(row.id for row in law.book_on_disk().rows)


def test_the_calculator_counts_and_says_when_the_label_does_not_fit(client: Client, call: Tender) -> None:
    asked = {"published": "2024-07-02", "procedure": "below_threshold_selection", "level": "county"}
    fits = client.get("/rules/calculator/", asked | {"value": "220000"})
    assert "2024-07-16T17:00" in fits.content.decode()
    assert "不能用这种方式" not in fits.content.decode()
    too_much = client.get("/rules/calculator/", asked | {"value": "1220000"})
    assert "不能用这种方式" in too_much.content.decode()
    empty = client.get("/rules/calculator/", asked | {"value": ""})
    assert "dates" not in empty.context


# --- Reading leaves no trace ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [one for one in PLACES if not one.startswith(("/alerts", "/questions"))])
def test_reading_sets_no_cookie_and_asks_for_none(client: Client, call: Tender, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_reading_a_call_sets_no_cookie(client: Client, call: Tender) -> None:
    for path in (f"/notices/{call.number}/", f"/notices/{call.number}/1/", f"/notices/{call.number}/1.json"):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/notices/", "/places/", "/rules/calculator/", "/"])
def test_a_public_page_only_reads(call: Tender, path: str) -> None:
    assert Client(enforce_csrf_checks=False).post(path).status_code == 405


# --- Queries ----------------------------------------------------------------------------------------------


def some_calls(count: int) -> list[Tender]:
    by = calls.office()
    return [calls.published(by, title_zh=f"第{number}号艾滋病宣传项目") for number in range(count)]


LISTS = ["/", "/notices/", "/awards/", "/agencies/", "/places/", "/places/532801/", "/places/532800/"]
LISTS += ["/notices/?q=艾滋病&who=hosted&status=open", "/feeds/notices.atom", "/feeds/deadlines.ics"]
LISTS += ["/api/v1/notices?limit=100", "/organizations/"]


def queries_of(client: Client, path: str, django_assert_max_num_queries: Any) -> int:
    from django.contrib.contenttypes.models import ContentType  # noqa: F401
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_no_list_asks_more_of_the_database_when_it_grows(
    client: Client, morning: None, django_assert_max_num_queries: Any
) -> None:
    some_calls(3)
    few = {path: queries_of(client, path, django_assert_max_num_queries) for path in LISTS}
    some_calls(27)
    many = {path: queries_of(client, path, django_assert_max_num_queries) for path in LISTS}
    assert {path: asked for path, asked in many.items() if asked > few[path]} == {}
    assert max(few.values()) <= 12


def test_a_call_asks_the_database_few_things_however_much_was_asked_of_it(
    client: Client, morning: None, django_assert_max_num_queries: Any
) -> None:
    by = calls.office()
    made = calls.published(by)
    for number in range(3):
        ask_and_answer(made, by, number)
    path = f"/notices/{made.number}/"
    few = queries_of(client, path, django_assert_max_num_queries)
    for number in range(3, 15):
        ask_and_answer(made, by, number)
    assert queries_of(client, path, django_assert_max_num_queries) == few <= 15


def ask_and_answer(made: Tender, by: calls.Office, number: int) -> None:
    question = calls.asked(made, f"第{number}个问题，怎么算？", now=calls.at("07-02 10:00"))
    inquiries.answer(
        made.number,
        question.tag,
        kind="answer",
        text_zh="可以。",
        form_id=calls.uuid4(),
        by=by.drafter,
        now=calls.at("07-03 09:00"),
    )


def test_the_feed_tells_a_correction_and_bears_the_newest_seal(client: Client, morning: None) -> None:
    by = calls.office()
    made = calls.published(by)
    corrected(made, by, place_detail_zh="江北街道曼弄枫片区")
    seals.seal(now=NOW)
    feed = client.get("/feeds/notices.atom").content.decode()
    # The entry's own and that of the whole feed.
    assert feed.count(f"<updated>{NOW.astimezone(UTC).isoformat()}</updated>") == 2
    newest = seals.newest()
    assert newest is not None
    assert newest.digest in feed
