"""A group on no register finds a host, asks it with a word that the host alone reads, and hears the answer."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from organizations.models import Organization, Tie, User
from organizations.services import profiles, standing
from portal.ground import clock
from portal.ground.ledger.models import Letter
from tests.support import factories

pytestmark = pytest.mark.django_db

WORD = "我们是三个人的小组，请打电话找组长"


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Any) -> None:
    cache.clear()
    settings.VAR_DIR = tmp_path


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def hosting(**more: Any) -> Organization:
    return factories.cso(hosts_groups=True, host_keeps_percent="5", **more)


def group() -> Organization:
    return factories.cso(registered=False, verified=False)


def leader(of: Organization) -> User:
    return of.memberships.get().user


def asking(host: Organization) -> str:
    return reverse("organization_ask_host", args=[host.number])


def listed(**asked: str) -> str:
    return Client().get(reverse("organization_list"), asked).content.decode()


def test_hosts_are_found_by_the_places_where_they_work() -> None:
    jinghong, kunming = hosting(), hosting(code="530102")
    profiles.change_profile(kunming, {}, areas=["532500"], by=leader(kunming), now=clock.now())
    Organization.objects.filter(pk=kunming.pk).update(verified_at=clock.now())
    silent = factories.cso()
    shown = listed(hosting="1")
    assert jinghong.name_zh in shown
    assert kunming.name_zh in shown
    assert silent.name_zh not in shown
    assert silent.name_zh in listed()
    assert "托管费最多 5%" in shown
    mengzi = listed(hosting="1", place="532503")
    assert kunming.name_zh in mengzi, "a county of a prefecture it works in"
    assert jinghong.name_zh not in mengzi
    assert "这里还没有愿意托管的组织" in listed(hosting="1", place="533100")
    assert "hosting" in listed(hosting="no"), "a wrong word is told of, never ignored"


def test_the_interface_says_the_same_as_the_list() -> None:
    host, silent = hosting(), factories.cso()
    rows = {one["number"]: one for one in Client().get("/api/v1/organizations").json()["results"]}
    assert (rows[host.number]["hosts_groups"], rows[host.number]["host_keeps_percent"]) == (True, "5.00")
    assert (rows[silent.number]["hosts_groups"], rows[silent.number]["host_keeps_percent"]) == (False, None)
    found = Client().get("/api/v1/organizations", {"hosting": "1"}).json()["results"]
    assert [one["number"] for one in found] == [host.number]
    assert Client().get("/api/v1/organizations", {"hosting": "yes"}).status_code == 422


def test_nobody_is_shown_as_a_host_who_is_not_verified_or_not_registered() -> None:
    unseen, small = hosting(verified=False), group()
    assert unseen.name_zh not in listed(hosting="1")
    person = leader(small)
    assert browser(person).get(asking(unseen)).status_code == 404
    assert browser(person).get(asking(factories.cso())).status_code == 404
    edit = reverse("organization_edit", args=[small.number])
    said = {"name_zh": "小组", "division": "532801", "legal_form": "unregistered", "hosts_groups": "on"}
    answer = browser(person).post(edit, said)
    assert answer.status_code == 422
    assert answer.context["form"].errors["hosts_groups"]
    small.cso.refresh_from_db()
    assert not small.cso.hosts_groups


def test_a_host_says_what_it_keeps() -> None:
    host = factories.cso()
    edit = reverse("organization_edit", args=[host.number])
    said = {
        "name_zh": host.name_zh,
        "name_en": host.name_en,
        "division": "532801",
        "legal_form": host.legal_form,
        "uscc": host.uscc,
        "hosts_groups": "on",
        "areas": ["532500"],
    }
    client = browser(leader(host))
    assert "host_keeps_percent" in client.post(edit, said).context["form"].errors
    client.post(edit, said | {"host_keeps_percent": "8"})
    host.cso.refresh_from_db()
    assert (host.cso.hosts_groups, host.cso.host_keeps_percent) == (True, 8)
    page = Client().get(reverse("organization", args=[host.slug])).content.decode()
    assert "托管费最多 8%" in page
    assert asking(host) in page
    assert "红河" in page


def test_a_group_asks_and_the_host_answers_in_its_workspace() -> None:
    host, small = hosting(), group()
    sent = browser(leader(small)).post(asking(host), {"group": small.number, "word": WORD})
    assert sent.status_code == 302
    tie = Tie.objects.get()
    assert (tie.upper_confirmed_at, tie.word) == (None, WORD)
    desk = browser(leader(host))
    assert "有小组请您托管" in desk.get("/workspace/").content.decode()
    shown = desk.get(reverse("organization_desk", args=[host.number])).content.decode()
    assert WORD in shown
    assert small.name_zh in shown
    (told,) = Letter.objects.filter(kind="tie")
    assert told.recipient == f"user:{leader(host).pk}"
    assert WORD not in str(told.payload)
    desk.post(reverse("organization_tie", args=[host.number, tie.pk]), {"confirm": "1"})
    tie.refresh_from_db()
    assert tie.upper_confirmed_at
    assert tie.word == "", "answered, so it is gone"
    assert Letter.objects.filter(kind="tie", recipient=f"user:{leader(small).pk}").exists()
    assert "有小组请您托管" not in desk.get("/workspace/").content.decode()


def test_no_is_an_answer_too() -> None:
    host, small = hosting(), group()
    browser(leader(small)).post(asking(host), {"group": small.number, "word": WORD})
    tie = Tie.objects.get()
    browser(leader(host)).post(reverse("organization_tie", args=[host.number, tie.pk]))
    tie.refresh_from_db()
    assert tie.ended_at
    assert tie.word == ""
    assert [one.recipient for one in Letter.objects.filter(kind="tie").exclude(state="cancelled")] == [
        f"user:{leader(small).pk}"
    ]


def test_who_may_not_ask() -> None:
    host, small = hosting(), group()
    stranger, registered = factories.user(), factories.cso()
    assert "您名下没有未登记的小组" in browser(stranger).get(asking(host)).content.decode()
    for person in (stranger, leader(registered), leader(host)):
        assert browser(person).post(asking(host), {"group": small.number, "word": WORD}).status_code == 422
    assert Client().get(asking(host)).status_code == 302
    assert not Tie.objects.exists()
    browser(leader(small)).post(asking(host), {"group": small.number, "word": WORD})
    again = browser(leader(small)).post(asking(host), {"group": small.number, "word": WORD})
    assert "已经" in again.content.decode()
    assert Tie.objects.count() == 1


def test_a_few_at_a_time() -> None:
    small, hosts = group(), [hosting() for _ in range(standing.MOST_WAITING + 1)]
    client = browser(leader(small))
    for one in hosts:
        last = client.post(asking(one), {"group": small.number, "word": WORD})
    assert last.status_code == 422
    assert "还没有答复" in last.content.decode()
    assert Tie.objects.count() == standing.MOST_WAITING
    first = Tie.objects.order_by("pk")[0]
    standing.end_tie(first, small, by=leader(small), now=clock.now())
    assert client.post(asking(hosts[-1]), {"group": small.number, "word": WORD}).status_code == 302


def test_the_list_costs_the_same_however_long(django_assert_num_queries: Any) -> None:
    hosting()
    listed(hosting="1")
    with django_assert_num_queries(1):
        listed(hosting="1")
    for _ in range(5):
        hosting()
    with django_assert_num_queries(1):
        listed(hosting="1")
