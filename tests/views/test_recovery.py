"""Coming back with the printed sheet: the owner is told and can stop it, and time passes."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from organizations.models import SignIn, User
from organizations.services import accounts, recovery
from organizations.views.recovery import SHOWN, SHOWN_SECONDS
from portal.ground import clock
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Event, Letter
from portal.site.alerts.models import Stop
from tests.support import factories
from tests.support.factories import PASSWORD
from tests.views.test_accounts import NEW, code_now, sign_in

pytestmark = pytest.mark.django_db
PAGE, NEXT = "/accounts/recover/", "/accounts/recover/new/"
STOP = "/workspace/account/recovery/stop/"
TOLD = "有人用这个账户的备用码单申请设新密码"
NEW_WORDS = {"password1": NEW, "password2": NEW}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _ground(settings: Any) -> Iterator[None]:
    cache.clear()
    settings.DEMO, settings.OFFICIAL_SECOND_FACTOR_REQUIRED = True, False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    cache.clear()


@pytest.fixture
def owner() -> User:
    return factories.user("xiaoyang")


def ask(client: Client, person: User, code: str, *, app: str = "") -> Any:
    return client.post(PAGE, {"username": person.username, "code": code, "app_code": app}, follow=True)


def later(hours: float) -> None:
    clock.move_to(clock.now() + hours * HOUR)


def password_of(person: User) -> str:
    person.refresh_from_db()
    return next(one for one in (PASSWORD, NEW) if person.check_password(one))


def test_who_comes_back_with_the_sheet_waits_a_day_and_sets_a_new_password(owner: User) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    page = ask(client, owner, code)
    assert page.redirect_chain[-1][0] == NEXT
    told = page.content.decode()
    assert "起，您可以设新密码" in told
    assert "password1" not in told
    client.post(NEXT, NEW_WORDS)
    assert password_of(owner) == PASSWORD
    later(23.9)
    assert "password1" not in ask(client, owner, code).content.decode()
    client.post(NEXT, NEW_WORDS)
    assert password_of(owner) == PASSWORD
    later(0.2)
    elsewhere = Client()
    assert "password1" in ask(elsewhere, owner, f"{code[:4]} {code[4:]}").content.decode()
    assert elsewhere.post(NEXT, NEW_WORDS)["Location"] == "/accounts/login/"
    assert password_of(owner) == NEW
    assert code not in accounts.codes_left(owner)
    kinds = Event.objects.filter(subject=f"account:{owner.pseudonym}").order_by("pk")
    assert [one.kind for one in kinds][-2:] == ["recovery_asked", "password_recovered"]
    assert not any(one.public for one in kinds)


def test_it_works_once(owner: User) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    ask(client, owner, code)
    later(25)
    ask(client, owner, code)
    client.post(NEXT, NEW_WORDS)
    again = {"password1": "five grey kettles", "password2": "five grey kettles"}
    assert client.post(NEXT, again)["Location"] == PAGE
    assert "对不上" in ask(client, owner, code).content.decode()
    assert password_of(owner) == NEW


def test_a_refused_password_says_why_and_the_way_stays_open(owner: User) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    ask(client, owner, code)
    later(25)
    ask(client, owner, code)
    refused = client.post(NEXT, {"password1": "dali-2024-dali", "password2": "dali-2024-dali"})
    assert "最先被人猜到" in refused.content.decode()
    differ = client.post(NEXT, {"password1": NEW, "password2": PASSWORD})
    assert "两次" in differ.content.decode()
    assert client.post(NEXT, NEW_WORDS).status_code == 302


def test_whoever_is_signed_in_is_told_on_every_page_and_stops_it_with_one_press(owner: User) -> None:
    phone, client, code = Client(), Client(), accounts.codes_left(owner)[0]
    sign_in(phone, owner)
    assert TOLD not in phone.get("/workspace/").content.decode()
    ask(client, owner, code)
    for path in ("/workspace/", "/notices/", "/workspace/account/", "/help/"):
        assert TOLD in phone.get(path).content.decode(), path
    assert TOLD not in Client().get("/notices/").content.decode()
    stopped = phone.post(STOP, follow=True).content.decode()
    assert "已停止，密码不变" in stopped
    assert TOLD not in stopped
    later(25)
    assert "对不上" in ask(client, owner, code).content.decode()
    assert client.post(NEXT, NEW_WORDS)["Location"] == PAGE
    assert password_of(owner) == PASSWORD
    assert "已经没有要停止的了" in phone.post(STOP, follow=True).content.decode()
    assert Event.objects.filter(kind="recovery_stopped").count() == 1


def test_a_letter_goes_to_the_confirmed_address_whatever_else_was_stopped(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(email="known@example.org")
    Stop.objects.create(recipient=f"user:{owner.pk}", at=clock.now())
    client, code = Client(), accounts.codes_left(owner)[0]
    ask(client, owner, code)
    send_due(clock.now())
    (letter,) = mail.outbox
    assert letter.to == ["known@example.org"]
    path = Letter.objects.get().payload["path"]
    assert path in letter.body
    reader = Client()
    assert "不是我，停止" in reader.get(path).content.decode()
    assert recovery.of_letter(path.split("/")[-2], now=clock.now()) == owner
    assert "已停止" in reader.post(path, follow=True).content.decode()
    assert "已经没有要停止的了" in reader.get(path).content.decode()
    later(25)
    ask(client, owner, code)
    client.post(NEXT, NEW_WORDS)
    assert password_of(owner) == PASSWORD


def test_nobody_stops_what_is_asked_for_another(owner: User) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    ask(client, owner, code)
    stranger = Client()
    sign_in(stranger, factories.user())
    stranger.post(STOP)
    Client().post(STOP)
    stranger.post("/accounts/recover/stop/forged/")
    later(25)
    assert "password1" in ask(client, owner, code).content.decode()


def test_signing_in_with_the_password_stops_it_and_says_so(owner: User) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    ask(client, owner, code)
    phone = Client()
    sign_in(phone, owner)
    assert "您一登录，这次申请就取消了" in phone.get("/workspace/").content.decode()
    later(25)
    assert "对不上" in ask(client, owner, code).content.decode()


@pytest.mark.parametrize("act", ["password", "sheet"])
def test_a_new_password_or_a_new_sheet_stops_it(owner: User, act: str) -> None:
    phone, client, code = Client(), Client(), accounts.codes_left(owner)[0]
    sign_in(phone, owner)
    ask(client, owner, code)
    if act == "password":
        phone.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW_WORDS})
    else:
        accounts.renew_sheet(owner, now=clock.now())
    owner.refresh_from_db()
    assert owner.recovery_from is None
    later(25)
    assert "对不上" in ask(client, owner, code).content.decode()


def test_another_code_neither_shortens_nor_lengthens_the_wait(owner: User) -> None:
    first, second = accounts.codes_left(owner)[:2]
    due = recovery.ask("xiaoyang", first, "", now=clock.now()).recovery_from
    later(20)
    assert recovery.ask("xiaoyang", second, "", now=clock.now()).recovery_from == due
    later(5)
    with pytest.raises(recovery.RecoveryError):
        recovery.ask("xiaoyang", first, "", now=clock.now())


def test_what_nobody_took_in_a_week_is_worth_nothing_and_another_code_waits_anew(owner: User) -> None:
    first, second = accounts.codes_left(owner)[:2]
    due = recovery.ask("xiaoyang", first, "", now=clock.now()).recovery_from
    assert due is not None
    clock.move_to(due + timedelta(days=7))
    with pytest.raises(recovery.RecoveryError):
        recovery.ask("xiaoyang", first, "", now=clock.now())
    phone = Client()
    phone.force_login(factories.user())
    anew = recovery.ask("xiaoyang", second, "", now=clock.now()).recovery_from
    assert anew is not None
    assert anew > clock.now() + 23 * HOUR


def test_a_crossed_out_code_of_a_ripe_wait_does_not_let_the_next_code_in(owner: User) -> None:
    first, second = accounts.codes_left(owner)[:2]
    recovery.ask("xiaoyang", first, "", now=clock.now())
    later(30)
    again = recovery.ask("xiaoyang", second, "", now=clock.now()).recovery_from
    assert again is not None
    assert again > clock.now() + 23 * HOUR


def test_sheet_and_app_together_do_not_wait() -> None:
    person = factories.official()
    client, code = Client(), accounts.codes_left(person)[0]
    assert "对不上" in ask(client, person, code, app="000000").content.decode()
    assert "password1" in ask(client, person, code, app=code_now()).content.decode()
    assert client.post(NEXT, NEW_WORDS).status_code == 302
    assert password_of(person) == NEW
    assert Letter.objects.filter(kind="recovery_asked", recipient=f"user:{person.pk}").exists()


def test_the_sheet_alone_brings_no_official_back() -> None:
    for person in (factories.official(app=False), factories.official()):
        code = accounts.codes_left(person)[0]
        with pytest.raises(recovery.RecoveryError) as refusal:
            recovery.ask(person.username, code, "", now=clock.now())
        assert str(refusal.value) == ""
        assert code in accounts.codes_left(person)


def test_the_new_password_signs_out_everywhere(owner: User) -> None:
    phone, client, code = Client(), Client(), accounts.codes_left(owner)[0]
    sign_in(phone, owner)
    ask(client, owner, code)
    later(25)
    ask(client, owner, code)
    client.post(NEXT, NEW_WORDS)
    assert phone.get("/workspace/account/").status_code == 302
    assert not SignIn.objects.filter(user=owner).exists()


def test_a_browser_left_standing_asks_for_the_code_anew(owner: User) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    ask(client, owner, code)
    later(25)
    assert "password1" in client.get(NEXT).content.decode()
    session = client.session
    number, kept, _shown = session[SHOWN]
    session[SHOWN] = (number, kept, time.time() - SHOWN_SECONDS - 1)
    session.save()
    assert client.get(NEXT)["Location"] == PAGE
    assert client.post(NEXT, NEW_WORDS)["Location"] == PAGE
    assert password_of(owner) == PASSWORD


def test_without_a_code_there_is_no_way_to_a_new_password(owner: User) -> None:
    assert Client().get(NEXT)["Location"] == PAGE
    assert Client().post(NEXT, NEW_WORDS)["Location"] == PAGE
    code = recovery.ask("xiaoyang", accounts.codes_left(owner)[0], "", now=clock.now()).recovery_code
    with pytest.raises(recovery.TooEarlyError):
        recovery.finish(owner.pk, code, NEW, now=clock.now() + 23.9 * HOUR)
    later(25)
    for forged in ("", "0" * 32):
        with pytest.raises(recovery.TooEarlyError):
            recovery.finish(owner.pk, forged, NEW, now=clock.now())
    assert password_of(owner) == PASSWORD


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_that_waits_says_from_when_until_when_and_what_helps(owner: User, language: str) -> None:
    client, code = Client(), accounts.codes_left(owner)[0]
    client.post(language + PAGE, {"username": owner.username, "code": code})
    page = client.get(language + NEXT).content.decode()
    for said in ("/accounts/password/reset/", "（周" if not language else "2026"):
        assert said in page
    assert client.get(language + PAGE).status_code == 200
