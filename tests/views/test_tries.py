"""Wrong passwords, codes and sheets: a guesser waits, the owner gets in, an office behind one address works."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from organizations.models import User
from organizations.services import accounts, tries
from tests.support import factories
from tests.support.factories import PASSWORD
from tests.support.whole import WHOLE
from tests.views.test_accounts import NEW, code_now

pytestmark = pytest.mark.django_db
WRONG = "wrong wrong wrong"
OFFICE = "198.51.100.7"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def enter(client: Client, person: User, password: str = PASSWORD, *, at: str = OFFICE) -> Any:
    return client.post("/accounts/login/", {"login": person.username, "password": password}, REMOTE_ADDR=at)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def known_browser(person: User) -> Client:
    """One in which ``person`` signed in and out."""
    client = Client()
    enter(client, person, at="203.0.113.1")
    code = accounts.codes_left(person)[-1]
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    return client


def attack(kind: tries.Kind, name: str, *, addresses: int, each: int) -> int:
    """Wrong tries from elsewhere; how many of them were looked at."""
    looked_at = 0
    for number in range(addresses):
        request = RequestFactory().post(
            "/", REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        )
        for _ in range(each):
            try:
                tries.spend(request, kind, name)
            except tries.TooManyTriesError:
                continue
            looked_at += 1
    return looked_at


def minutes(answer: Any) -> int:
    found = re.search(r"请等 (\d+) 分钟", answer.content.decode())
    assert found, "the page says how long to wait"
    return int(found[1])


def test_thousands_of_wrong_passwords_do_not_keep_the_owner_out() -> None:
    """Ten thousand with `make walks`."""
    owner = factories.user("owner")
    at_home = known_browser(owner)
    assert (
        attack(tries.PASSWORD, "owner", addresses=2_000 if WHOLE else 400, each=5) <= tries.PASSWORD.crowd + 5
    )
    enter(at_home, owner)
    assert is_in(at_home), "a device that is known, at once and from any address"

    new = Client()
    wait = minutes(enter(new, owner))
    assert not is_in(new)
    assert wait <= tries.PASSWORD.newcomer // 60 + 1
    with time_machine.travel(timezone.now() + timedelta(minutes=wait)):
        attack(tries.PASSWORD, "owner", addresses=200, each=1)
        enter(new, owner)
        assert is_in(new), "a new one after the stated wait, while the attack goes on"


def test_a_place_that_waited_has_one_try_and_then_waits_again() -> None:
    owner = factories.user("owner")
    attack(tries.PASSWORD, "owner", addresses=100, each=1)
    guesser = Client()
    wait = minutes(enter(guesser, owner, WRONG))
    with time_machine.travel(timezone.now() + timedelta(minutes=wait)):
        assert "登录名或密码不对" in enter(guesser, owner, WRONG).content.decode()
        assert minutes(enter(guesser, owner)) <= tries.PASSWORD.newcomer // 60 + 1
        assert not is_in(guesser)


def test_sixty_people_of_an_office_sign_in_within_a_minute_and_some_mistype() -> None:
    people = [factories.user() for _ in range(60)]
    for number, person in enumerate(people):
        client = Client()
        for _ in range(2 if number % 3 == 0 else 0):
            enter(client, person, WRONG)
        enter(client, person)
        assert is_in(client), number


def test_one_address_cannot_try_all_accounts() -> None:
    request = RequestFactory().post("/", REMOTE_ADDR=OFFICE)
    for number in range(tries.FROM_ONE_ADDRESS):
        tries.spend(request, tries.PASSWORD, f"person{number}")
    colleague = factories.user()
    there, elsewhere = Client(), Client()
    wait = minutes(enter(there, colleague))
    enter(elsewhere, colleague, at="203.0.113.9")
    assert is_in(elsewhere)
    with time_machine.travel(timezone.now() + timedelta(minutes=wait)):
        enter(there, colleague)
    assert is_in(there)


def test_the_waits_of_one_place_grow_and_have_an_end() -> None:
    request = RequestFactory().post("/", REMOTE_ADDR=OFFICE)
    waits = []
    with time_machine.travel("2026-03-04T09:30:00+08:00", tick=False) as moment:
        for _ in range(10):
            try:
                tries.spend(request, tries.PASSWORD, "owner")
            except tries.TooManyTriesError as error:
                waits.append(round(error.seconds / 60))
                moment.shift(error.seconds)
                tries.spend(request, tries.PASSWORD, "owner")
    assert waits == [1, 2, 4, 8, 15]


def test_what_was_right_counts_nowhere() -> None:
    owner = factories.user("owner")
    for _ in range(2):
        client = Client()
        for _ in range(tries.PASSWORD.free - 1):
            enter(client, owner, WRONG)
        enter(client, owner)
        assert is_in(client)


def test_a_name_that_nobody_has_reads_alike() -> None:
    owner = factories.user("owner1")
    pages = []
    for name in (owner.username, "nobody"):
        attack(tries.PASSWORD, name, addresses=60, each=1)
        page = Client().post("/accounts/login/", {"login": name, "password": WRONG}).content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(name, ""))
    assert pages[0] == pages[1]


# The mark of a device


def test_the_mark_goes_to_the_pages_of_accounts_alone_and_names_nobody() -> None:
    owner = factories.user("owner")
    client = Client()
    enter(client, owner)
    sent = [one for name, one in client.cookies.items() if name.startswith(tries.COOKIE)]
    assert {one["path"] for one in sent} == {"/accounts/", "/en/accounts/"}
    assert all(one["httponly"] and one["samesite"] == "Lax" for one in sent)
    assert "owner" not in str(sent)


@pytest.mark.parametrize("how", ["another person's", "altered", "of an old password", "made up"])
def test_a_mark_that_is_not_this_owners_opens_nothing(how: str) -> None:
    owner = factories.user("owner")
    client = known_browser(factories.user() if how == "another person's" else owner)
    if how == "altered":
        for name in ("known_zh", "known_en"):
            client.cookies[name] = "0" * 16 + client.cookies[name].value[16:]
    if how == "made up":
        client = Client()
        client.cookies["known_zh"] = "0" * 48
    if how == "of an old password":
        owner.set_password(NEW)
        owner.save()
    attack(tries.PASSWORD, "owner", addresses=60, each=1)
    enter(client, owner, NEW if how == "of an old password" else PASSWORD)
    assert not is_in(client)


def test_a_known_device_is_no_place_to_guess_from() -> None:
    owner = factories.user("owner")
    client = known_browser(owner)
    for number in range(tries.PASSWORD.free):
        enter(client, owner, WRONG, at=f"10.0.0.{number}")
    minutes(enter(client, owner, at="10.0.1.1"))
    assert not is_in(client)


# Codes and the sheet


def test_who_has_the_password_cannot_keep_the_owner_from_the_second_factor() -> None:
    owner = factories.official()
    at_home = known_browser(owner)
    for number in range(3):
        thief = Client()
        enter(thief, owner, at=f"10.0.0.{number}")
        for _ in range(8):
            thief.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{number}")
    assert attack(tries.CODE, owner.username, addresses=500, each=2) <= tries.CODE.crowd
    enter(at_home, owner)
    at_home.post("/accounts/2fa/authenticate/", {"code": code_now()}, REMOTE_ADDR=OFFICE)
    assert is_in(at_home)


def test_nobody_uses_up_the_owners_tries_of_the_sheet() -> None:
    owner = factories.user("owner")
    at_home, code = known_browser(owner), accounts.codes_left(owner)[0]
    attack(tries.SHEET, "owner", addresses=500, each=2)
    given = {"username": "owner", "code": code, "app_code": ""}
    wait = minutes(Client().post("/accounts/recover/", given, REMOTE_ADDR=OFFICE))
    assert wait <= tries.SHEET.newcomer // 60 + 1
    assert at_home.post("/accounts/recover/", given, REMOTE_ADDR=OFFICE).status_code == 302
    owner.refresh_from_db()
    assert owner.recovery_from is not None
