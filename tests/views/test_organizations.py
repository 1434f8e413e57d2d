"""What the public sees of organisations, what it never sees, and what those who speak for one may do."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations import urls
from organizations.models import Membership, Organization, Role, Tie
from organizations.services import profiles, standing
from portal.ground import clock
from tests.support import database, factories

pytestmark = pytest.mark.django_db

SECRET = "曙光互助小组"
SECRET_EN = "Dawn Mutual Help"


@pytest.fixture(autouse=True)
def _sheet_and_app_are_tested_elsewhere(settings: Any) -> None:
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False


def group(**values: Any) -> Organization:
    return factories.cso(registered=False, name_zh=SECRET, name_en=SECRET_EN, **values)


def public_paths(secret: Organization) -> list[str]:
    """Every address of this room that answers without an account, with the group's own slug and number."""
    found = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for one in patterns:
            path = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, path)
            else:
                found.append(path)

    walk(urls.urlpatterns, "")
    plain = []
    for path in found:
        path = path.replace("<slug:slug>", secret.slug).replace("<str:number>", secret.number)
        path = path.replace("<str:verifier>", secret.number).replace("<int:pk>", "1")
        path = re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)", "", path)
        plain += [f"/{path}", f"/en/{path}"]
    return [*plain, *(f"{one}organizations/?place={code}" for one in ("/", "/en/") for code in PLACES)]


PLACES = ("530000", "532800", "532801")


def everything_public(secret: Organization, *, below: str = "") -> str:
    client = Client()
    paths = [path for path in public_paths(secret) if path.removeprefix("/en").startswith(f"/{below}")]
    return "".join(client.get(path).content.decode() for path in paths)


# Hidden and shown


def test_a_group_that_did_not_ask_appears_nowhere() -> None:
    secret = group()
    everything = everything_public(secret)
    assert SECRET not in everything
    assert SECRET_EN not in everything
    assert secret.number not in everything.replace(f"/{secret.number}", "").replace(f"%2F{secret.number}", "")
    assert Client().get(f"/organizations/{secret.slug}/").status_code == 404
    # The same walk does find one that is shown, or it would prove nothing.
    shown = factories.cso()
    assert shown.name_zh in everything_public(shown)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    registered=st.booleans(),
    verified=st.booleans(),
    asks=st.booleans(),
    withdrawn=st.booleans(),
    tied=st.booleans(),
)
def test_shown_exactly_when_verified_and_registered_or_asked(
    registered: bool, verified: bool, asks: bool, withdrawn: bool, tied: bool
) -> None:
    made = factories.cso(registered=registered, verified=verified, asks_page=asks)
    leader, now = made.memberships.get().user, clock.now()
    if withdrawn:
        profiles.withdraw_public_page(made, by=leader, now=now)
    if tied:
        host = factories.cso()
        tie = standing.ask_tie("host", upper=host, member=made, asked_by=host, by=leader, now=now)
        standing.confirm_tie(tie, made, by=leader, now=now)
    expected = verified and (registered or (asks and not withdrawn))
    shown = made.name_zh + "<" in everything_public(made, below="organizations/")
    assert shown is expected
    assert Client().get(f"/organizations/{made.slug}/").status_code == (200 if expected else 404)


def test_who_loses_the_registration_is_hidden_at_once(client: Client) -> None:
    made = factories.cso()
    assert client.get(f"/organizations/{made.slug}/").status_code == 200
    Organization.objects.filter(pk=made.pk).update(legal_form="unregistered", uscc="")
    assert client.get(f"/organizations/{made.slug}/").status_code == 404


def test_nobody_can_search_by_the_people_served(client: Client) -> None:
    shown = [factories.cso(populations=["plwh"]), factories.cso(populations=["youth"])]
    for key in ("population", "populations", "pop", "cso__populations", "q"):
        page = client.get("/organizations/", {key: "plwh"}).content.decode()
        assert all(one.name_zh in page for one in shown)
    for path in ("/organizations/", f"/organizations/{shown[0].slug}/"):
        assert "感染者" not in client.get(path).content.decode()


def test_an_agency_has_no_page_here_and_a_refused_look_is_not_shown(client: Client) -> None:
    assert client.get(f"/organizations/{factories.agency().slug}/").status_code == 404
    made, refusing, by = factories.cso(), factories.agency(), factories.user()
    standing.verify(made, refusing, "refused", by=by, now=clock.now())
    standing.verify(made, factories.agency("532800"), "verified", by=by, now=clock.now())
    page = client.get(f"/organizations/{made.slug}/").content.decode()
    assert refusing.name_zh not in page
    assert "西双版纳" in page


# The list


def test_pages_are_cut_by_key_and_come_back(client: Client, django_assert_num_queries: Any) -> None:
    leader, verifier = factories.user(), factories.agency("530000")
    for code in ("532801", "530102") * 23:
        factories.cso(leader, code=code, verified=False)
    Organization.objects.csos().update(verified_at=factories.LONG_AGO)
    assert verifier.pk
    seen: list[str] = []
    path = "/organizations/"
    pages = []
    while path:
        with django_assert_num_queries(1):
            page = client.get(path).content.decode()
        pages.append(re.findall(r'href="/organizations/([\w-]+)/"', page))
        seen += pages[-1]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 46
    assert [len(one) for one in pages] == [20, 20, 6]
    before = re.search(r'rel="prev" href="([^"]+)"', page)
    assert before
    back = client.get(before[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r'href="/organizations/([\w-]+)/"', back) == pages[1]
    assert client.get("/organizations/?at=nonsense").status_code == 200


def test_a_place_shows_its_own_and_an_empty_one_says_so(client: Client) -> None:
    here, there = factories.cso(code="532801"), factories.cso(code="530102")
    page = client.get("/organizations/?place=532800").content.decode()
    assert here.name_zh in page
    assert there.name_zh not in page
    assert "名录里没有这个地区的组织" in client.get("/organizations/?place=530300").content.decode()


# The desk


@pytest.fixture
def led(client: Client) -> Organization:
    """An unregistered, verified group; its leader is signed in."""
    made = group()
    client.force_login(made.memberships.get().user)
    return made


def desk(made: Organization, rest: str = "") -> str:
    return f"/workspace/organizations/{made.number}/{rest}"


def test_others_find_no_desk_there(client: Client) -> None:
    made = group()
    for who in (factories.user(), factories.official(Role.HEAD), factories.cso().memberships.get().user):
        client.force_login(who)
        for rest in ("", "edit/", "page/", "people/", "ties/", "people/1/", "ties/1/"):
            assert client.get(desk(made, rest)).status_code == 404
            assert client.post(desk(made, rest), {"ask": "1"}).status_code == 404
    made.refresh_from_db()
    assert not made.cso.asks_public_page


def test_a_leader_enters_a_group_and_sees_its_desk(client: Client) -> None:
    client.force_login(factories.user())
    values = {
        "name_zh": "新小组",
        "division": "532801",
        "legal_form": "unregistered",
        "services": ["testing"],
    }
    answer = client.post("/workspace/organizations/new/", values, follow=True)
    made = Organization.objects.get(name_zh="新小组")
    assert answer.redirect_chain[-1][0] == desk(made)
    assert made.number in answer.content.decode()
    faulty = client.post(
        "/workspace/organizations/new/", values | {"legal_form": "foundation", "uscc": "123"}
    )
    page = faulty.content.decode()
    assert "代码是 18 位" in page
    assert 'aria-invalid="true"' in page


def test_asking_for_the_page_is_its_own_act_with_a_preview(client: Client, led: Organization) -> None:
    preview = client.get(desk(led, "page/")).content.decode()
    assert SECRET in preview
    assert Client().get(f"/organizations/{led.slug}/").status_code == 404
    client.post(desk(led, "page/"), {"ask": "1"})
    assert SECRET in Client().get(f"/organizations/{led.slug}/").content.decode()
    client.post(desk(led, "page/"), {"withdraw": "1"})
    assert Client().get(f"/organizations/{led.slug}/").status_code == 404


def test_a_leader_corrects_asks_for_verification_and_is_looked_at(client: Client, led: Organization) -> None:
    leader = led.memberships.get().user
    form = client.get(desk(led, "edit/")).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value()} | {"name_zh": "新名"}
    assert client.post(desk(led, "edit/"), values).status_code == 302
    led.refresh_from_db()
    assert (led.name_zh, led.verified_at) == ("新名", None)
    official = factories.official()
    agency = official.memberships.get().organization
    client.force_login(official)
    look = f"/workspace/verification/{agency.number}/{led.number}/"
    assert client.get(look).status_code == 404
    assert "新名" not in client.get("/workspace/verification/").content.decode()
    client.force_login(leader)
    client.post(desk(led))
    client.force_login(official)
    assert "新名" in client.get("/workspace/verification/").content.decode()
    assert client.post(look, {"outcome": "withdrawn"}).status_code == 200
    assert client.post(look, {"outcome": "verified"}).status_code == 302
    led.refresh_from_db()
    assert led.verified_at


def test_who_looks_at_the_papers_sees_what_the_guard_saw_in_the_name(client: Client) -> None:
    office = factories.official("drafter")
    agency = office.memberships.get().organization
    leader = factories.user()
    made = factories.cso(
        leader, registered=False, verified=False, name_zh="岩罕艾滋病感染者之家", name_read=True
    )
    profiles.ask_verification(made, by=leader, now=clock.now())
    client.force_login(office)
    page = client.get(reverse("verify", args=[agency.number, made.number]))
    assert "<q>岩罕</q>" in page.text
    made = factories.cso(leader, registered=False, verified=False, name_zh="澜沧江艾滋病关爱小组")
    profiles.ask_verification(made, by=leader, now=clock.now())
    page = client.get(reverse("verify", args=[agency.number, made.number]))
    assert "<q>" not in page.text


def test_a_name_in_doubt_is_asked_about_on_the_page_and_taken_with_the_tick(client: Client) -> None:
    client.force_login(factories.user())
    said = {
        "name_zh": "岩罕艾滋病感染者之家",
        "division": "532801",
        "legal_form": "unregistered",
        "services": "testing",
    }
    before = client.get(reverse("organization_create")).text
    assert "name_read" not in before
    asked = client.post(reverse("organization_create"), said)
    assert 'name="name_read"' in asked.text
    assert "岩罕" in asked.text
    assert not Organization.objects.filter(name_zh=said["name_zh"]).exists()
    assert client.post(reverse("organization_create"), said | {"name_read": "on"}).status_code == 302
    assert Organization.objects.filter(name_zh=said["name_zh"]).count() == 1


def test_a_head_offers_a_role_and_takes_it_back(client: Client) -> None:
    head, colleague = factories.official(Role.HEAD), factories.user("同事")
    agency = head.memberships.get().organization
    client.force_login(head)
    for values, words in (
        ({"username": "nobody", "role": "drafter"}, "没有这个登录名"),
        ({"username": "同事", "role": "supervisor"}, ""),
    ):
        assert words in client.post(desk(agency, "people/"), values).content.decode()
        assert not colleague.memberships.exists()
    assert client.post(desk(agency, "people/"), {"username": "同事", "role": "drafter"}).status_code == 302
    assert not colleague.memberships.exists()
    given = standing.accept(colleague.invitations.get().pk, by=colleague, now=clock.now())
    ending = desk(agency, f"people/{given.pk}/")
    assert "同事" in client.get(ending).content.decode()
    client.post(ending)
    assert not colleague.memberships.exists()
    other = factories.member(factories.agency(), Role.DRAFTER)
    assert client.post(desk(agency, f"people/{other.pk}/")).status_code == 404


def test_a_tie_is_asked_for_by_number_and_names_nobody_before_the_other_agreed(client: Client) -> None:
    host, hidden = factories.cso(), group()
    client.force_login(host.memberships.get().user)
    client.post(desk(host, "ties/"), {"kind": "host-below", "other": hidden.number.lower()})
    tie = Tie.objects.get()
    assert (tie.upper, tie.member) == (host, hidden)
    page = client.get(desk(host)).content.decode()
    assert hidden.number in page
    assert SECRET not in page
    client.post(desk(host, f"ties/{tie.pk}/"), {"confirm": "1"})
    assert not Tie.objects.standing().exists()
    client.force_login(hidden.memberships.get().user)
    client.post(desk(hidden, f"ties/{tie.pk}/"), {"confirm": "1"})
    assert Tie.objects.standing().exists()
    client.force_login(host.memberships.get().user)
    assert SECRET in client.get(desk(host)).content.decode()
    client.post(desk(host, f"ties/{tie.pk}/"))
    assert not Tie.objects.standing().exists()


@pytest.mark.parametrize("rest", ["", "edit/", "page/", "people/", "ties/"])
def test_every_desk_is_whole_in_both_languages(client: Client, led: Organization, rest: str) -> None:
    Membership.objects.get(organization=led).user.memberships.update(from_date="2024-01-02")
    chinese, english = (client.get(prefix + desk(led, rest)).content.decode() for prefix in ("", "/en"))
    words = re.sub(r"<[^>]*>", " ", re.sub(r"<svg.*?</svg>|<select.*?</select>", "", chinese, flags=re.S))
    words = words[words.index("跳到主要内容") :]
    marked = rf"Yangguang|English|Dawn Mutual Help|Cookie|O-7K3MQ9T|{led.number}|person\d+"
    assert not re.findall("[A-Za-z]{4,}", re.sub(marked, "", words))
    assert chinese.count("<h1") == english.count("<h1") == 1
    for page in (chinese, english):
        assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page)


def test_places_are_loaded_by_one_command() -> None:
    with database.as_owner():  # as `release` runs it
        call_command("load_divisions", verbosity=0)
    assert factories.place("530000").level == "province"
