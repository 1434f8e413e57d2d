"""From *write a bid* through opening an account and entering an organisation back to the call."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse as address_of
from django.utils.translation import override

from organizations.models import Organization, User
from tests.access.probes.organisations import PROFILE
from tests.support import calls, sealed
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.django_db


def link(answer: Any, words: str) -> str:
    """The address behind the link or button with these words."""
    found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>\s*{words}\s*</a>', answer.content.decode())
    assert found, words
    return html.unescape(found[1])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_new_leader_comes_back_to_the_call(client: Client, language: str) -> None:
    call = calls.published(calls.office())
    with override(language):
        begin = address_of("bid_begin", args=[call.number])
    open_words, printed, add = (
        ("开一个账户", "已打印或抄好", "添加组织")
        if language == "zh-hans"
        else ("Open an account", "I have printed or copied it", "Add an organisation")
    )
    with sealed.at(calls.at("07-05 10:00")):
        sign_in = client.get(begin).headers["Location"]
        sign_up = link(client.get(sign_in), open_words)
        sheet = client.post(sign_up, {"username": "晨光", "password": PASSWORD}).headers["Location"]
        again = client.post(address_of("mfa_generate_recovery_codes"), {"next": begin})
        page = client.get(again.headers["Location"] if language == "en" else sheet)
        assert link(page, printed) == begin
        page = client.get(begin)
        answer = client.post(link(page, add), PROFILE)
        assert answer.headers["Location"] == begin
        organisation = Organization.objects.get(memberships__user=User.objects.get(username="晨光"))
        assert organisation.name in client.get(begin).content.decode()


STRANGE = [
    "https://evil.example/",
    "//evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
    "\\\\evil.example",
]


@pytest.mark.parametrize("wanted", STRANGE)
def test_no_step_leads_to_an_address_that_is_not_ours(client: Client, wanted: str) -> None:
    given = {"username": "晨光", "password": PASSWORD}
    answer = client.post("/accounts/signup/", given | {"next": wanted}, query_params={"next": wanted})
    assert answer.headers["Location"] == "/accounts/2fa/sheet/"
    page = client.get("/accounts/2fa/sheet/", {"next": wanted}).content.decode()
    assert f'class="btn go" href="{html.escape(wanted)}"' not in page
    assert client.get("/accounts/signup/", {"next": wanted}).headers["Location"] == "/workspace/"
    answer = client.post(f"{address_of('organization_create')}?next={wanted}", PROFILE)
    assert answer.headers["Location"].startswith("/workspace/organizations/O-")


def test_whoever_acts_for_nobody_finds_the_button_in_the_workspace(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "晨光", "password": PASSWORD})
    button = f'class="btn go" href="{address_of("organization_create")}"'
    assert button in client.get("/workspace/").content.decode()
    client.post(address_of("organization_create"), PROFILE)
    assert button not in client.get("/workspace/").content.decode()
