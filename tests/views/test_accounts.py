"""Joining, signing in, second factor, coming back: in both languages, with real codes."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from organizations import middleware
from organizations.models import Role, User
from organizations.services import accounts
from tests.support import factories
from tests.support.factories import PASSWORD, TOTP_SECRET

pytestmark = pytest.mark.django_db

DOOR = "/workspace/account/"
NEW = "four green kettles"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Limits stand in the shared cache and outlive a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _as_in_the_real_world(settings: Any) -> None:
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def code_now() -> str:
    """What the app would show at this moment; waits out the last seconds of a step."""
    if time.time() % 30 > 27:
        time.sleep(3.5)
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))


def sign_in(client: Client, person: User, *, password: str = PASSWORD, language: str = "") -> Any:
    return client.post(f"{language}/accounts/login/", {"login": person.username, "password": password})


# Joining


def test_a_leader_joins_with_a_name_and_gets_a_sheet(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"username": "晨光", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/sheet/"
    person = User.objects.get(username="晨光")
    page = answer.content.decode()
    for code in accounts.codes_left(person):
        assert f"{code[:4]} {code[4:]}" in page
    assert client.get(DOOR).status_code == 200
    assert not mail.outbox


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("晨 光", PASSWORD),
        ("a@b.cn", PASSWORD),
        ("晨光", "short"),
        ("晨光", "1234567890123"),
        ("chenguang2024", "chenguang2024"),
    ],
)
def test_what_cannot_be_an_account(client: Client, username: str, password: str) -> None:
    answer = client.post("/accounts/signup/", {"username": username, "password": password})
    assert answer.status_code == 200
    assert not User.objects.exists()


def test_a_taken_name_is_refused_in_any_spelling(client: Client) -> None:
    factories.user("li")
    answer = client.post("/en/accounts/signup/", {"username": "ＬＩ", "password": PASSWORD})
    assert "This login name is taken" in answer.content.decode()


def test_signing_up_never_tells_which_address_is_known(client: Client) -> None:
    known = factories.user(email="known@example.org")
    EmailAddress.objects.create(user=known, email="known@example.org", verified=True, primary=True)
    pages = []
    for name, address in (("one", "known@example.org"), ("two", "new@example.org")):
        fresh = Client()
        answer = fresh.post(
            "/en/accounts/signup/", {"username": name, "password": PASSWORD, "email": address}, follow=True
        )
        pages.append(re.sub(r"\d{4} \d{4}|one|two|value=\"[^\"]+\"", "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert [letter.to for letter in mail.outbox] == [["known@example.org"], ["new@example.org"]]
    for letter in mail.outbox:
        assert not re.search("HIV|艾滋|health", str(letter.subject))
    assert not User.objects.exclude(pk=known.pk).exclude(email="").exists()


def test_an_address_counts_once_confirmed(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "晨光", "password": PASSWORD, "email": "New@Example.org"})
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link
    assert client.get(link[1]).status_code == 200
    assert User.objects.get().email == ""
    client.post(link[1])
    assert User.objects.get().email == "new@example.org"


# Signing in


@pytest.mark.parametrize("language", ["", "/en"])
def test_wrong_name_and_wrong_password_read_alike(client: Client, language: str) -> None:
    person = factories.user("xiaoyang")
    pages = [
        _read(client.post(f"{language}/accounts/login/", {"login": name, "password": "not this one"}))
        for name in (person.username, "nobody12")
    ]
    assert "xiaoyang" in pages[0]
    assert pages[0].replace("xiaoyang", "nobody12") == pages[1]


def _read(answer: Any) -> str:
    """The page without its token, which differs every time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


def test_five_wrong_passwords_close_the_door_for_a_while(client: Client) -> None:
    person = factories.user()
    for _ in range(5):
        sign_in(client, person, password="wrong wrong wrong")
    answer = sign_in(client, person)
    assert answer.status_code == 200
    assert "试的次数太多" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_full_width_spelling_does_not_open_a_second_set_of_attempts(client: Client) -> None:
    person = factories.user("wang")
    for name in ("wang", "WANG", "ｗａｎｇ", "Wang", "ＷＡＮＧ"):
        client.post("/accounts/login/", {"login": name, "password": "wrong wrong wrong"})
    assert sign_in(client, person).status_code == 200


def test_pages_that_are_not_ours_do_not_exist(client: Client) -> None:
    client.force_login(factories.user())
    for path in (
        "accounts/password/set/",
        "accounts/login/code/confirm/",
        "accounts/2fa/webauthn/",
        "accounts/3rdparty/",
    ):
        assert client.get(f"/{path}").status_code == 404


# Second factor


def test_an_official_is_led_to_set_up_a_second_factor_before_anything(client: Client) -> None:
    person = factories.official(app=False)
    Authenticator.objects.filter(user=person).delete()
    sign_in(client, person)
    for path in (DOOR, "/workspace/", "/workspace/organizations/new/", "/workspace/does-not-exist/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/2fa/")
    assert client.get("/en/workspace/account/").headers["Location"].startswith("/en/accounts/2fa/")
    assert client.post("/workspace/organizations/new/", {}).status_code == 302


def test_setting_up_the_app_with_a_real_code(client: Client) -> None:
    person = factories.official(app=False)
    sign_in(client, person)
    page = client.get("/accounts/2fa/app/").content.decode()
    # Without a view box a browser cuts the code off at the size of its place, and no telephone reads it.
    assert re.search(r"<svg[^>]* viewBox=", page)
    assert "data:image" not in page
    secret = client.session["mfa.totp.secret"]
    wrong = client.post("/accounts/2fa/app/", {"code": "000000"})
    assert wrong.status_code == 200
    assert accounts.APP not in set(Authenticator.objects.values_list("type", flat=True))
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post("/accounts/2fa/app/", {"code": code}).status_code == 302
    stored = Authenticator.objects.get(user=person, type=accounts.APP)
    assert secret not in str(stored.data)


def test_an_official_with_the_app_signs_in_with_its_code(client: Client) -> None:
    person = factories.official()
    assert sign_in(client, person).headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get(DOOR).headers["Location"].startswith("/accounts/login/")
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()}).status_code == 302
    assert client.get(DOOR).status_code == 200


def test_a_code_of_the_app_is_not_taken_twice(client: Client) -> None:
    person = factories.official()
    code = code_now()
    sign_in(client, person)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    other = Client()
    sign_in(other, person)
    answer = other.post("/accounts/2fa/authenticate/", {"code": code})
    assert answer.status_code == 200
    assert "已经用过" in answer.content.decode()
    assert "_auth_user_id" not in other.session


def test_a_code_of_the_sheet_is_taken_once_in_place_of_the_app(client: Client) -> None:
    person = factories.official()
    code = accounts.codes_left(person)[0]
    sign_in(client, person)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get(DOOR).status_code == 200
    other = Client()
    sign_in(other, person)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert len(accounts.codes_left(person)) == 19


def test_codes_cannot_be_guessed_at_will(client: Client) -> None:
    person = factories.official()
    sign_in(client, person)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_sheet_alone_is_a_second_factor_too(client: Client) -> None:
    person = factories.official(app=False)
    sign_in(client, person)
    answer = client.get(DOOR)
    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fworkspace%2Faccount%2F"
    code = accounts.codes_left(person)[0]
    assert client.post(answer.headers["Location"], {"code": "00000000"}).status_code == 200
    assert client.get(DOOR).status_code == 302
    answer = client.post(answer.headers["Location"], {"code": code})
    assert answer.headers["Location"] == DOOR
    assert client.get(DOOR).status_code == 200


def test_who_becomes_an_official_meanwhile_is_asked_at_once(client: Client) -> None:
    person = factories.user()
    sign_in(client, person)
    assert client.get(DOOR).status_code == 200
    factories.member(factories.agency(), Role.APPROVER, person)
    assert client.get(DOOR).status_code == 302


def test_the_setting_opens_the_demonstration(client: Client, settings: Any) -> None:
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    sign_in(client, factories.official(app=False))
    assert client.get(DOOR).status_code == 200


def test_a_leader_of_an_organisation_needs_no_second_factor(client: Client) -> None:
    leader = factories.user()
    factories.cso(leader)
    sign_in(client, leader)
    assert client.get(DOOR).status_code == 200


def test_eight_idle_hours_end_an_officials_session(client: Client) -> None:
    person = factories.official()
    sign_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get(DOOR).status_code == 200
    session = client.session
    session[middleware.SEEN] = time.time() - 8 * 3600 + 60
    session.save()
    assert client.get(DOOR).status_code == 200
    session = client.session
    session[middleware.SEEN] = time.time() - 8 * 3600 - 1
    session.save()
    assert client.get(DOOR).headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_the_safety_of_the_account_asks_for_the_password_again(client: Client) -> None:
    person = factories.user()
    sign_in(client, person)
    assert client.get("/accounts/2fa/sheet/").status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= timedelta(minutes=6).total_seconds()
    session.save()
    for path in ("/accounts/2fa/sheet/", "/accounts/2fa/app/"):
        answer = client.get(path)
        assert answer.headers["Location"] == f"/accounts/reauthenticate/?next={quote(path, safe='')}"
    assert client.post("/accounts/2fa/sheet/new/").status_code == 302
    assert len(accounts.codes_left(person)) == 20
    assert client.post("/accounts/reauthenticate/", {"password": "wrong wrong wrong"}).status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/sheet/").status_code == 200


def test_the_app_is_removed_and_the_sheet_stays(client: Client) -> None:
    person = factories.user()
    accounts.give_app(person, TOTP_SECRET)
    sign_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get("/accounts/2fa/app/remove/").status_code == 200
    client.post("/accounts/2fa/app/remove/")
    assert len(accounts.codes_left(person)) == 20
    assert not Authenticator.objects.filter(user=person, type=accounts.APP).exists()


# Coming back


def _recover(client: Client, name: str, code: str, app_code: str = "") -> Any:
    return client.post("/en/accounts/recover/", {"username": name, "code": code, "app_code": app_code})


def test_recovery_answers_alike_and_is_limited(client: Client) -> None:
    person = factories.user("xiaoyang")
    wrong, unknown = (_read(_recover(client, name, "00000000")) for name in ("xiaoyang", "nobody12"))
    assert "do not fit together" in wrong
    assert wrong.replace("xiaoyang", "nobody12") == unknown
    for _ in range(5):
        _recover(client, person.username, "00000000")
    answer = _recover(client, person.username, accounts.codes_left(person)[0])
    assert "Too many attempts" in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_letter_resets_the_password_and_unknown_addresses_read_alike(client: Client) -> None:
    person = factories.user("xiaoyang", language="en")
    User.objects.filter(pk=person.pk).update(email="known@example.org")
    EmailAddress.objects.create(user=person, email="known@example.org", verified=True, primary=True)
    pages = [
        _read(client.post("/accounts/password/reset/", {"email": address}, follow=True))
        for address in ("known@example.org", "unknown@example.org")
    ]
    assert pages[0] == pages[1]
    known, unknown = mail.outbox
    assert known.subject == "Set a new password"
    assert unknown.subject == "关于您的请求"
    link = re.search(r"http://testserver(\S+)", str(known.body))
    assert link
    form = client.get(link[1], follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert "新密码已设好" in client.get(answer.headers["Location"]).content.decode()
    assert sign_in(client, person, password=NEW).status_code == 302
    again = Client().get(link[1], follow=True)
    assert "这个链接已失效" in again.content.decode()


def test_an_address_that_is_not_confirmed_resets_nothing(client: Client) -> None:
    victim_to_be, person = factories.user(), factories.user()
    EmailAddress.objects.create(user=person, email="mine@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=victim_to_be, email="mine@example.org", verified=False, primary=True)
    client.post("/accounts/password/reset/", {"email": "mine@example.org"})
    assert len(mail.outbox) == 1
    assert person.username in mail.outbox[0].body


def test_a_mail_server_that_is_down_breaks_no_page(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person = factories.user()
    EmailAddress.objects.create(user=person, email="known@example.org", verified=True, primary=True)
    answer = client.post("/accounts/password/reset/", {"email": "known@example.org"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"


# Own page


def test_name_and_language_are_saved(client: Client, django_assert_max_num_queries: Any) -> None:
    leader = factories.user()
    factories.cso(leader)
    sign_in(client, leader)
    client.post(DOOR, {"display_name": "小杨", "language": "en"})
    leader.refresh_from_db()
    assert (leader.display_name, leader.language) == ("小杨", "en")
    with django_assert_max_num_queries(12):
        page = client.get(DOOR).content.decode()
    assert "小杨" in page


def test_the_address_is_changed_only_when_the_new_one_is_confirmed(client: Client) -> None:
    person = factories.user()
    User.objects.filter(pk=person.pk).update(email="old@example.org")
    EmailAddress.objects.create(user=person, email="old@example.org", verified=True, primary=True)
    sign_in(client, person)
    client.post("/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    person.refresh_from_db()
    assert person.email == "old@example.org"
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert link
    client.post(link[1])
    person.refresh_from_db()
    assert person.email == "new@example.org"


PAGES = [
    "accounts/login/", "accounts/signup/", "accounts/recover/", "accounts/password/reset/",
    "accounts/password/reset/done/", "accounts/password/reset/key/1-x/", "accounts/password/reset/key/done/",
    "accounts/inactive/", "accounts/recover/stop/x/", "accounts/confirm-email/", "accounts/confirm-email/x/",
]  # fmt: skip
OWN_PAGES = [
    "workspace/account/", "workspace/account/devices/",
    "accounts/logout/", "accounts/email/", "accounts/password/change/", "accounts/2fa/",
    "accounts/2fa/app/", "accounts/2fa/sheet/", "accounts/2fa/app/remove/", "accounts/reauthenticate/",
    "accounts/2fa/reauthenticate/", "workspace/organizations/new/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES + OWN_PAGES)
def test_every_page_is_whole_in_both_languages(client: Client, path: str) -> None:
    if path in OWN_PAGES:
        sign_in(client, factories.user("zhangsan"))
    chinese, english = (client.get(f"{prefix}/{path}").content.decode() for prefix in ("", "/en"))
    assert '<html lang="zh-CN">' in chinese
    assert '<html lang="en">' in english
    assert not re.search("[一-鿿]", _words(english)), re.findall(".{20}[一-鿿]+", _words(english))
    assert not (found := re.findall("[A-Za-z]{4,}", _words(chinese))), found
    for page in (chinese, english):
        assert page.count("<h1") == 1
        assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)|<style|\son\w+=", page)
        assert len(page.encode()) < 60_000


# What stands in Latin letters on a Chinese page on purpose, or in Chinese on an English one.
MARKED = re.compile(r'<(\w+)[^>]*\blang="[^"]*"[^>]*>.*?</\1>', re.S)


def _words(page: str) -> str:
    """The words a reader sees, without what is marked as being in another language."""
    body = page[page.index("<body") :]
    body = re.sub(r"<svg.*?</svg>|<select.*?</select>|<code.*?</code>", "", body, flags=re.S)
    body = re.sub(r"<[^>]*>", " ", MARKED.sub("", body))
    return re.sub(r"zhangsan|Yangguang|Cookie|Word|O-[0-9A-Z]{7}|简体中文|English", "", body)
