"""Where somebody is signed in: listed in plain words, and ended from somewhere else, at once."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organizations import sign_ins
from organizations.models import SignIn
from organizations.services import retention
from portal.ground import clock
from portal.ground.ledger.models import Event
from tests.support import factories
from tests.support.database import as_role
from tests.support.factories import PASSWORD
from tests.views.test_accounts import NEW, sign_in

pytestmark = pytest.mark.django_db
PAGE, DOOR = "/workspace/account/devices/", "/workspace/account/"
WECHAT = "Mozilla/5.0 (Linux; Android 12; M2012) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


@pytest.fixture(autouse=True)
def _ground(settings: Any) -> Iterator[None]:
    cache.clear()
    settings.DEMO, settings.OFFICIAL_SECOND_FACTOR_REQUIRED = True, False
    yield
    cache.clear()


def device(agent: str) -> Client:
    return Client(headers={"user-agent": agent})


def rows(page: Any) -> list[str]:
    body = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def is_in(client: Client) -> bool:
    return client.get(DOOR).status_code == 200


@pytest.fixture
def two() -> tuple[Any, Client, Client]:
    """A leader with a phone and the office's computer."""
    leader = factories.user()
    phone, desk = device(WECHAT), device(EDGE)
    for one in (phone, desk):
        assert sign_in(one, leader).status_code == 302
    return leader, phone, desk


def test_each_place_is_told_in_plain_words_and_this_one_is_marked(two: Any) -> None:
    _leader, phone, _desk = two
    told = rows(phone.get(PAGE))
    assert len(told) == 2
    (here,), (there,) = [one for one in told if "这一台" in one], [one for one in told if "这一台" not in one]
    assert here.startswith("手机、微信")
    assert there.startswith("电脑、Edge")
    assert "（周" in there
    assert "在那里退出" in there
    assert "在那里退出" not in here


@pytest.mark.parametrize("language", ["", "/en"])
def test_nothing_of_a_device_is_kept_but_its_kind(two: Any, language: str) -> None:
    _leader, phone, _desk = two
    kept = {field.name for field in SignIn._meta.fields}
    assert kept == {"id", "user", "session_key", "signed_in_at", "seen_at", "device", "browser"}
    text = phone.get(language + PAGE).content.decode()
    assert "127.0.0.1" not in text
    assert "MicroMessenger" not in text
    assert "M2012" not in text


def test_one_is_ended_at_once_and_recorded(two: Any) -> None:
    leader, phone, desk = two
    other = SignIn.objects.get(user=leader, browser="edge")
    answer = phone.post(PAGE, {"which": other.pk}, follow=True)
    assert "那里已经退出" in answer.content.decode()
    assert not is_in(desk)
    assert is_in(phone)
    event = Event.objects.get(kind="signed_out_elsewhere")
    assert (event.actor, event.public) == (leader.pseudonym, False)
    again = phone.post(PAGE, {"which": other.pk}, follow=True)
    assert "那里已经没有登录了" in again.content.decode()
    assert Event.objects.filter(kind="signed_out_elsewhere").count() == 1


def test_all_others_are_ended_and_this_one_stays(two: Any) -> None:
    leader, phone, desk = two
    third = device(EDGE)
    sign_in(third, leader)
    answer = phone.post(PAGE, {"which": "others"}, follow=True)
    assert "其他 2 处已经退出" in answer.content.decode()
    assert [is_in(one) for one in (phone, desk, third)] == [True, False, False]
    assert len(rows(phone.get(PAGE))) == 1


def test_nobody_ends_the_session_of_another(two: Any) -> None:
    leader, _phone, desk = two
    stranger = Client()
    sign_in(stranger, factories.user())
    for one in SignIn.objects.filter(user=leader):
        answer = stranger.post(PAGE, {"which": one.pk}, follow=True)
        assert "那里已经没有登录了" in answer.content.decode()
    stranger.post(PAGE, {"which": "others"})
    assert is_in(desk)
    assert len(rows(stranger.get(PAGE))) == 1


@pytest.mark.parametrize("which", ["", "x", "-1", "9" * 40, "1e3", "²"])
def test_what_is_no_place_ends_nothing(two: Any, which: str) -> None:
    _leader, phone, desk = two
    assert phone.post(PAGE, {"which": which}).status_code == 302
    assert is_in(desk)


def test_who_is_not_signed_in_has_no_list(two: Any) -> None:
    for answer in (Client().get(PAGE), Client().post(PAGE, {"which": "others"})):
        assert answer["Location"].startswith(reverse("account_login"))
    assert SignIn.objects.count() == 2


def test_who_signs_out_leaves_no_row(two: Any) -> None:
    leader, phone, _desk = two
    phone.post("/accounts/logout/")
    assert [one.browser for one in SignIn.objects.filter(user=leader)] == ["edge"]


def test_a_new_password_ends_the_others_and_this_place_keeps_its_row(two: Any) -> None:
    leader, phone, desk = two
    began = SignIn.objects.get(user=leader, browser="wechat").signed_in_at
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert phone.post("/accounts/password/change/", sent).status_code == 302
    assert not is_in(desk)
    (told,) = rows(phone.get(PAGE))
    assert "这一台" in told
    left = SignIn.objects.get(user=leader)
    assert (left.signed_in_at, left.session_key) == (began, phone.session.session_key)


def test_the_hour_of_the_last_page_is_kept_and_no_more(two: Any) -> None:
    leader, phone, _desk = two
    clock.move_to(clock.now() + timedelta(hours=5, minutes=17))
    is_in(phone)
    row = SignIn.objects.get(user=leader, browser="wechat")
    assert row.seen_at < clock.now() - timedelta(hours=4), "not written at every page"
    session = phone.session
    session[sign_ins.NOTED] = (session.session_key, time.time() - sign_ins.EVERY - 1)
    session.save()
    is_in(phone)
    row.refresh_from_db()
    assert row.seen_at == clock.now().replace(minute=0, second=0, microsecond=0)


def test_a_session_under_another_key_keeps_its_row(two: Any) -> None:
    leader, phone, _desk = two
    row = SignIn.objects.get(user=leader, browser="wechat")
    SignIn.objects.filter(pk=row.pk).update(session_key="before")
    session = phone.session
    session[sign_ins.NOTED] = ("before", time.time())
    session.save()
    is_in(phone)
    row.refresh_from_db()
    assert row.session_key == phone.session.session_key


def test_a_session_from_before_these_rows_is_listed_and_says_so(two: Any) -> None:
    leader, phone, _desk = two
    SignIn.objects.filter(user=leader, browser="wechat").delete()
    session = phone.session
    del session[sign_ins.NOTED]
    session.save()
    is_in(phone)
    assert any("更早，没有记下" in one for one in rows(phone.get(PAGE)))


def test_a_list_of_many_asks_no_more_often(two: Any, django_assert_num_queries: Any) -> None:
    leader, phone, _desk = two
    phone.get(PAGE)
    for _more in range(2):
        with django_assert_num_queries(6):
            phone.get(PAGE)
        Client().force_login(leader)


def test_what_ended_is_forgotten_by_a_process_that_cannot_read_whose_it_was():
    user = factories.user()
    phone, computer = device(WECHAT), device(EDGE)
    for one in (phone, computer):
        sign_in(one, user)
    Session.objects.filter(pk=phone.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )
    assert retention.forget_sessions(clock.now()) == 1
    assert computer.get(PAGE).status_code == 200
    assert SignIn.objects.filter(user=user).count() == 2
    assert retention.forget_sessions(clock.now() + timedelta(days=14)) == 0
    assert SignIn.objects.filter(user=user).count() == 2
    retention.forget_sessions(clock.now() + timedelta(days=15, hours=1))
    assert not SignIn.objects.filter(user=user).exists()
    with as_role("worker"), pytest.raises(DatabaseError), transaction.atomic():
        list(Session.objects.values_list("session_key"))
