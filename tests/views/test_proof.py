"""Withdrawing, approving, publishing, opening, awarding: a session that is not fresh proves anew who presses."""

import html
import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.models import User
from organizations.proof import SIGNED_IN
from organizations.services import accounts, tries
from procurement.models import OpeningConfirmation
from tests.support import calls, factories, sealed
from tests.support import openings as made
from tests.support.factories import PASSWORD, TOTP_SECRET
from tests.views.test_accounts import code_now
from tests.views.test_tries import attack

pytestmark = pytest.mark.django_db
ASKED = "请再确认一次是您本人"
ACTS = [
    ("bid_withdraw", "B-1"),
    ("call_review", "X-1"),
    ("call_medium", "X-1"),
    ("amendment_review", "X-1"),
    ("opening_confirm", "X-1"),
    ("opening_review", "X-1"),
    ("decision_review", "X-1"),
    ("award", "X-1"),
    ("award_revoke", "X-1"),
    ("record_review", 1),
]


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Any) -> Any:
    cache.clear()
    made.give_keys(settings)
    settings.PROOF_SECONDS = 900
    settings.VAR_DIR, settings.DEMO, settings.OFFICIAL_SECOND_FACTOR_REQUIRED = tmp_path, True, False
    yield
    cache.clear()


def signed_in(person: User, *, minutes_ago: int) -> Client:
    client = Client()
    client.force_login(person)
    session = client.session
    session[SIGNED_IN] = time.time() - 60 * minutes_ago
    session.save()
    return client


def carried(answer: Any) -> dict[str, str]:
    """What the page that asks carries of the pressed form."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    return {name: html.unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize(("act", "number"), ACTS)
def test_every_act_that_nobody_takes_back_asks(act: str, number: str | int) -> None:
    person, address = factories.user(), reverse(act, args=[number])
    late = signed_in(person, minutes_ago=16).post(address, {"comment": "好"})
    assert late.status_code == 403
    assert ASKED in late.content.decode()
    assert carried(late) == {"comment": "好"}
    soon = signed_in(person, minutes_ago=14).post(address, {"comment": "好"})
    assert ASKED not in soon.content.decode()
    assert "accounts/login" in Client().post(address).headers.get("Location", "accounts/login")


def test_a_page_is_read_without_being_asked() -> None:
    client = signed_in(factories.user(), minutes_ago=600)
    assert ASKED not in client.get(reverse("bid_withdraw", args=["B-1"])).content.decode()


def test_withdrawing_goes_on_with_the_password_and_loses_nothing() -> None:
    one = made.lodge(made.opened_to_bids(calls.office()))
    client, address = signed_in(one.leader, minutes_ago=16), reverse("bid_withdraw", args=[one.bid.number])
    page = client.get(address).content.decode()
    pressed = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("key", "terms_version")
    }

    asked = client.post(address, pressed)
    assert carried(asked) == pressed
    wrong = client.post(address, pressed | {"proof_password": "wrong wrong wrong"})
    assert "密码不对" in wrong.content.decode()
    assert carried(wrong) == pressed
    assert "wrong wrong" not in wrong.content.decode()
    one.bid.refresh_from_db()
    assert one.bid.status == "lodged"

    done = client.post(address, carried(wrong) | {"proof_password": PASSWORD})
    assert done.status_code == 302
    one.bid.refresh_from_db()
    assert one.bid.status == "withdrawn"
    again = client.post(address, carried(wrong) | {"proof_password": PASSWORD})
    assert ASKED not in again.content.decode(), "the proof counts from here on"


def test_opening_takes_a_code_of_the_app_and_each_only_once() -> None:
    call = made.closed()
    first, second = call.office.drafter, call.office.approver
    address = reverse("opening_confirm", args=[call.tender.number])
    for person in (first, second):
        accounts.give_app(person, TOTP_SECRET)
    client, code = signed_in(first, minutes_ago=16), code_now()
    assert "手机验证器" in client.post(address).content.decode()
    assert not OpeningConfirmation.objects.exists()
    assert client.post(address, {"proof_password": code}).status_code == 302
    assert OpeningConfirmation.objects.get().by == first
    replayed = signed_in(first, minutes_ago=16).post(address, {"proof_password": code})
    assert "已经用过" in replayed.content.decode()
    other = signed_in(second, minutes_ago=16)
    assert other.post(address, {"proof_password": "000000"}).status_code == 403
    assert other.post(address, {"proof_password": PASSWORD}).status_code == 302
    assert OpeningConfirmation.objects.count() == 2


def test_another_persons_password_proves_nothing_and_guessing_ends() -> None:
    call = made.closed()
    person = call.office.drafter
    person.set_password("four green kettles")
    person.save()
    client = signed_in(person, minutes_ago=16)
    address = reverse("opening_confirm", args=[call.tender.number])
    for _ in range(tries.PASSWORD.free):
        assert "密码不对" in client.post(address, {"proof_password": PASSWORD}).content.decode()
    assert "试的次数太多" in client.post(address, {"proof_password": "four green kettles"}).content.decode()
    assert not OpeningConfirmation.objects.exists()


def test_nobody_elsewhere_holds_up_whoever_is_signed_in() -> None:
    call = made.closed()
    address = reverse("opening_confirm", args=[call.tender.number])
    people = (call.office.drafter, call.office.approver)
    accounts.give_app(people[1], TOTP_SECRET)
    for person in people:
        attack(tries.PASSWORD, person.username, addresses=100, each=1)
        attack(tries.CODE, person.username, addresses=100, each=1)
    assert signed_in(people[0], minutes_ago=16).post(address, {"proof_password": PASSWORD}).status_code == 302
    assert (
        signed_in(people[1], minutes_ago=16).post(address, {"proof_password": code_now()}).status_code == 302
    )
    assert OpeningConfirmation.objects.count() == 2


def test_approving_keeps_the_comment_and_still_asks_who_may() -> None:
    office = calls.office()
    with sealed.at(calls.PUBLISHED):
        tender = calls.submitted(office)
        address = reverse("call_review", args=[tender.number])
        said = {"act": "send_back", "version": str(tender.version), "comment": "请补充第二段。\n第三段也是。"}
        asked = signed_in(office.approver, minutes_ago=16).post(address, said)
        assert "请补充第二段。" in asked.content.decode()
        kept = carried(asked) | {"proof_password": PASSWORD}
        assert signed_in(factories.user(), minutes_ago=16).post(address, kept).status_code == 404
        assert signed_in(office.drafter, minutes_ago=16).post(address, kept).status_code == 403
        tender.refresh_from_db()
        assert tender.step == "submitted"
        assert signed_in(office.approver, minutes_ago=16).post(address, kept).status_code == 302
        tender.refresh_from_db()
    assert tender.step == "draft"
    assert tender.reviews.get().comment.replace("\r", "") == said["comment"]
