"""What is no password here: what anybody who knows the province and the portal would try."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.forms import guessable
from organizations.forms.passwords import OneFault, local_words
from organizations.models import User, kept_places
from organizations.services import accounts, recovery
from portal.ground import clock
from tests.support import factories

pytestmark = pytest.mark.django_db

GUESSED = [
    "yangguang2024", "kunming2024", "阳光购买阳光购买阳光", "sunlight-2024", "Sunlight2024!", "YANGGUANG_goumai",
    "ｙａｎｇｇｕａｎｇ２０２４", "Yunnan19850612", "昆明市五华区2024",
    "kunming13888812345", "lüchun2023lüchun", "puer-dali-2025",
    "Xishuangbanna1", "1qaz2wsx3edc", "qwertyuiop123", "asdfghjkl;2024", "zxcvbnm12345", "abcabcabcabc",
    "hahahahahaha",
    "abcdefghijkl", "0987654321a", "aaaaaaaaaaa", "我爱你我爱你我爱你我爱", "P@ssw0rd2024",
    "kunm1ng-2024", "woaini5201314",
    "jinghong888888", "政府采购20240702",
]  # fmt: skip
GOOD = [
    "three brown bicycles", "four green kettles", "杨梅熟了外婆还没来呢", "kunming-oldteapot9x", "x7Kq-mm2Zr-w",
    "smile at seven ducks",
    "correct horse battery", "我家的猫昨天学会了开门",
]  # fmt: skip


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_guessed_first_is_refused_in_one_sentence(password: str) -> None:
    with pytest.raises(ValidationError) as caught:
        OneFault().validate(password, User(username="xiaoyang"))
    assert len(caught.value.messages) == 1


@pytest.mark.parametrize("password", GOOD)
def test_words_of_ones_own_are_taken(password: str) -> None:
    OneFault().validate(password, User(username="xiaoyang"))


def test_every_place_of_the_province_is_known_in_every_script() -> None:
    words = list(local_words())
    for place in kept_places().values():
        for name in (place.name_zh, place.short_zh, place.pinyin, place.pinyin.replace("'", "").upper()):
            assert guessable.cost(f"{name}2024", words) < guessable.LEAST, name
    assert guessable.cost("jinghong2024", []) >= guessable.LEAST, "the folder knows the places, not the rule"


SAID = ["密码至少", "不能全是数字", "最先被人猜到", "最容易被猜到", "太接近"]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "密码至少"),
        ("83920174655102", "不能全是数字"),
        ("kunming2024", "最先被人猜到"),
        ("password123", "最容易被猜到"),
        ("2024", "密码至少"),
    ],
)
def test_the_page_says_one_thing_in_chinese_on_the_field(client: Client, password: str, said: str) -> None:
    page = client.post("/accounts/signup/", {"username": "晨光", "password": password}).content.decode()
    assert said in page
    assert [one for one in SAID if one in page] == [said]
    assert not User.objects.exists()


def test_changing_and_recovering_ask_the_same(client: Client) -> None:
    person = factories.user("xiaoyang")
    client.post("/accounts/login/", {"login": "xiaoyang", "password": factories.PASSWORD})
    given = {"oldpassword": factories.PASSWORD, "password1": "kunming2024", "password2": "kunming2024"}
    assert "最先被人猜到" in client.post("/accounts/password/change/", given).content.decode()
    code = accounts.codes_left(person)[0]
    recovery.ask("xiaoyang", code, "", now=clock.now() - timedelta(days=2))
    browser = Client()
    browser.post("/accounts/recover/", {"username": "xiaoyang", "code": code})
    given = {"password1": "dali-2024-dali", "password2": "dali-2024-dali"}
    assert "最先被人猜到" in browser.post("/accounts/recover/new/", given).content.decode()
    person.refresh_from_db()
    assert person.check_password(factories.PASSWORD)
