"""What a browser may keep of a page: nothing drawn for one reader, but for the page that gives refused words back."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.ground import clock
from tests.support import calls, openings
from tests.support import panels as made
from tests.views.test_amendments import as_posted
from tests.views.test_questions import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_ground(settings):
    cache.clear()
    settings.DEMO = True
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def by():
    return calls.office()


@pytest.fixture
def call(by):
    open_call = calls.published(by)
    clock.move_to(calls.at("07-04 09:00"))
    return open_call


def policy(response):
    told = {one.strip() for one in response["Cache-Control"].split(",")}
    assert "private" in told
    return "nothing" if "no-store" in told else "history" if "no-cache" in told else told


def test_a_page_with_refused_words_stays_in_the_history_of_its_browser_alone(client, by, call):
    """Chromium asks to send anew, and loses what was typed since, where such a page is no-store."""
    client.force_login(by.drafter)
    address = reverse("call_amend", args=[call.number])
    assert policy(client.get(address)) == "nothing"
    refused = client.post(address, as_posted(call))
    assert refused.status_code == 422
    assert policy(refused) == "history"


def test_words_given_back_after_a_session_stay_as_well(client, call, by):
    kept = client.post(reverse("call_amend", args=[call.number]), as_posted(call, contact_name="岩罕"))
    assert kept.status_code == 403
    assert policy(kept) == "history"


@pytest.mark.parametrize("route", ["ask", "missing_report", "confidential_report"])
def test_what_anybody_asks_or_reports_leaves_nothing_and_its_page_says_so(client, call, route):
    address = reverse(route, args=[call.number] if route == "ask" else [])
    page = client.get(address)
    assert policy(page) == "nothing"
    refused = client.post(address, form_of(page) | {"text": ""})
    assert refused.status_code == 422
    assert policy(refused) == "nothing"
    assert "这台设备不保存本页的内容" in refused.content.decode()
    assert "这台设备不保存本页的内容" not in page.content.decode()


@pytest.mark.parametrize(
    ("route", "sent"),
    [("account_login", {"login": "a", "password": "b"}), ("question_lookup", {"code": "2345-6789-ACDE"})],
)
def test_where_a_password_or_a_code_was_sent_nothing_stays(client, route, sent):
    page = client.post(reverse(route), sent)
    assert page.status_code in (200, 422)
    assert policy(page) == "nothing"


def test_points_of_a_panel_leave_nothing(client, settings):
    openings.give_keys(settings)
    scene = made.opened()
    scene.seat_all()
    token = scene.seated[0].token
    page = client.get(reverse("panel_link", args=[token]))
    assert policy(page) == "nothing"
    assert policy(client.post(reverse("panel_link", args=[token]), {"word": ""})) == "nothing"


def test_a_public_page_read_by_somebody_signed_in_is_theirs_alone(client, by, call):
    address = reverse("organization_list")
    assert "Cache-Control" not in client.get(address)
    client.force_login(by.drafter)
    assert policy(client.get(address)) == "nothing"


def test_the_code_of_a_reason_is_no_secret(client, by, call):
    """The reasons of an end were lost with the session, because one of its boxes is called reason_code."""
    words = "预算被收回，本次采购不能继续"
    address = reverse("call_terminate", args=[call.number])
    kept = client.post(address, {"reason_code": "funding", "reason_zh": words})
    assert kept.status_code == 403
    assert words in kept.content.decode()


def test_each_page_in_a_row_sends_its_form_to_another_address(client, call):
    """The answer to a form stands at the address it was sent to, so its own form needs the next."""
    page, addresses = client.get(reverse("ask", args=[call.number]) + "?from=list"), []
    for _ in range(3):
        action = re.search(r'method="post" action="([^"]+)"', page.content.decode())[1].replace("&amp;", "&")
        assert "from=list" in action
        addresses.append(action)
        page = client.post(page.request["PATH_INFO"] + action, form_of(page) | {"text": ""})
        assert page.status_code == 422
    assert len(set(addresses)) == 3
    for odd in ("x", "0", "99999999999", "-1", "5f985562"):
        assert (
            'action="?sent=1"'
            in client.get(reverse("ask", args=[call.number]), {"sent": odd}).content.decode()
        )
