"""A colleague agrees first; a writer drafts and seals nothing; nobody who came later removes a founder."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from organizations import permissions
from organizations.models import Invitation, Organization, Role, User
from organizations.services import standing
from organizations.services.standing import StandingError
from portal.ground import clock
from portal.ground.ledger.models import Event, Letter
from procurement.permissions import bids as bid_permissions
from procurement.services.bids import bids, lodging
from tests.support import calls, factories, sealed
from tests.support import openings as made
from tests.views.test_bids import QUESTIONS, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(settings: Any, tmp_path: Any) -> Iterator[None]:
    cache.clear()
    made.give_keys(settings)
    settings.VAR_DIR, settings.DEMO, settings.OFFICIAL_SECOND_FACTOR_REQUIRED = tmp_path, True, False
    yield
    cache.clear()


@pytest.fixture
def founder() -> User:
    return factories.user("负责人", display_name="岩罕")


@pytest.fixture
def house(founder: User) -> Organization:
    return factories.cso(founder)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def people(house: Organization) -> str:
    return reverse("organization_people", args=[house.number])


def invited(house: Organization, founder: User, person: User, role: str = Role.WRITER) -> Invitation:
    return standing.invite(house, person, role, by=founder, now=clock.now())


def test_nothing_changes_until_the_colleague_agrees(founder: User, house: Organization) -> None:
    colleague = factories.user("同事", display_name="小杨")
    sent = browser(founder).post(people(house), {"username": "同事", "role": "writer"}, follow=True)
    told = sent.content.decode()
    assert "还没有答复" in told
    assert "小杨" not in told, "the name is the colleague's to show"
    assert not colleague.memberships.exists()
    offered = Invitation.objects.get()
    path = reverse("account_invitation", args=[offered.pk])
    for page in ("/workspace/", "/workspace/account/"):
        assert path in browser(colleague).get(page).content.decode()
    assert house.name_zh in browser(colleague).get(path).content.decode()
    (letter,) = Letter.objects.filter(kind="role_offered")
    assert (letter.recipient, letter.payload) == (f"user:{colleague.pk}", {"path": path})
    browser(colleague).post(path, {"accept": "1"})
    assert permissions.roles_in(colleague, house, now=clock.now()) == {Role.WRITER}
    assert not Invitation.objects.exists()
    assert "小杨" in browser(founder).get(people(house)).content.decode()
    kinds = Event.objects.filter(subject=house.subject, kind__in=("member_invited", "member_added")).order_by(
        "pk"
    )
    assert [(one.kind, one.actor, one.public) for one in kinds] == [
        ("member_invited", founder.pseudonym, False),
        ("member_added", colleague.pseudonym, False),
    ]


def test_who_declines_holds_nothing_and_may_be_asked_again(founder: User, house: Organization) -> None:
    colleague = factories.user()
    path = reverse("account_invitation", args=[invited(house, founder, colleague).pk])
    browser(colleague).post(path, {"decline": "1"})
    assert not colleague.memberships.exists()
    assert "已经收回，或者已经答复过了" in browser(colleague).get(path).content.decode()
    invited(house, founder, colleague)


def test_an_answer_is_given_once_by_whom_it_is_for_while_it_stands(
    founder: User, house: Organization
) -> None:
    colleague, stranger, now = factories.user(), factories.user(), clock.now()
    offered = invited(house, founder, colleague)
    with pytest.raises(StandingError, match="invited"):
        invited(house, founder, colleague)
    for act in (standing.accept, standing.decline):
        for who in (stranger, founder):
            with pytest.raises(StandingError, match="gone"):
                act(offered.pk, by=who, now=now)
    standing.accept(offered.pk, by=colleague, now=now)
    with pytest.raises(StandingError, match="gone"):
        standing.accept(offered.pk, by=colleague, now=now)
    with pytest.raises(StandingError, match="held"):
        invited(house, founder, colleague)
    second = invited(house, founder, stranger)
    standing.take_back(house, second.pk, by=founder, now=now)
    with pytest.raises(StandingError, match="gone"):
        standing.accept(second.pk, by=stranger, now=now)
    with pytest.raises(StandingError, match="gone"):
        standing.take_back(house, second.pk, by=founder, now=now)
    other = factories.cso()
    third = invited(house, founder, stranger)
    with pytest.raises(StandingError, match="gone"):
        standing.take_back(other, third.pk, by=founder, now=now)


def test_an_offer_falls_with_the_role_of_whoever_made_it(founder: User, house: Organization) -> None:
    second, colleague = factories.user(), factories.user()
    held = factories.member(house, Role.LEADER, second, now=factories.LONG_AGO + timedelta(days=9))
    offered = standing.invite(house, colleague, Role.LEADER, by=second, now=clock.now())
    standing.end_membership(held, by=founder, now=clock.now())
    with pytest.raises(StandingError, match="gone"):
        standing.accept(offered.pk, by=colleague, now=clock.now())
    path = reverse("account_invitation", args=[offered.pk])
    assert house.name_zh not in browser(colleague).get(path).content.decode()


def test_a_letter_not_sent_yet_is_called_back_with_the_offer(founder: User, house: Organization) -> None:
    offered = invited(house, founder, factories.user())
    browser(founder).post(people(house), {"take_back": offered.pk})
    assert Letter.objects.get(kind="role_offered").state == "cancelled"


@pytest.mark.parametrize("which", ["x", "-1", "0", "9" * 30, "²"])
def test_what_is_no_offer_is_taken_back_by_nobody(founder: User, house: Organization, which: str) -> None:
    invited(house, founder, factories.user())
    answer = browser(founder).post(people(house), {"take_back": which}, follow=True)
    assert "这一项已经结束" in answer.content.decode()
    assert Invitation.objects.count() == 1


def test_who_was_added_later_cannot_remove_the_founder(founder: User, house: Organization) -> None:
    later, latest, writer = factories.user(), factories.user(), factories.user()
    roles = {
        who: factories.member(house, role, who, now=factories.LONG_AGO + timedelta(days=day))
        for who, role, day in ((later, "leader", 5), (latest, "leader", 9), (writer, "writer", 1))
    }
    roles[founder] = founder.memberships.get()
    may = {
        by: {who for who, held in roles.items() if permissions.may_end_role(by, held, now=clock.now())}
        for by in (founder, later, latest, writer, factories.user())
    }
    assert list(may.values()) == [
        {founder, later, latest, writer}, {later, latest, writer}, {latest, writer}, {writer}, set(),
    ]  # fmt: skip
    ending = reverse("organization_end_role", args=[house.number, roles[founder].pk])
    assert browser(later).get(ending).status_code == 403
    assert browser(later).post(ending).status_code == 403
    with pytest.raises(StandingError, match="senior"):
        standing.end_membership(roles[founder], by=later, now=clock.now())
    page = browser(later).get(people(house)).content.decode()
    assert "比您先来" in page
    assert ending not in page
    assert permissions.may_manage_members(founder, house, now=clock.now())


def test_a_list_of_many_asks_no_more_often(
    founder: User, house: Organization, django_assert_num_queries: Any
) -> None:
    client = browser(founder)
    for _more in range(2):
        with django_assert_num_queries(11):
            client.get(people(house))
        factories.member(house, "leader")
        factories.member(house, "writer")
        invited(house, founder, factories.user())


def test_who_holds_a_role_leaves_it_but_not_the_last_leader(founder: User, house: Organization) -> None:
    writer = factories.user()
    held = factories.member(house, Role.WRITER, writer)
    leaving = reverse("account_leave", args=[held.pk])
    assert browser(founder).post(leaving).status_code == 404
    assert leaving in browser(writer).get("/workspace/account/").content.decode()
    assert house.name_zh in browser(writer).get(leaving).content.decode()
    browser(writer).post(leaving)
    assert not permissions.roles_in(writer, house, now=clock.now())
    assert browser(writer).post(leaving).status_code == 404
    last = reverse("account_leave", args=[founder.memberships.get().pk])
    told = browser(founder).post(last, follow=True).content.decode()
    assert "至少要留一个人" in told
    assert permissions.may_manage_members(founder, house, now=clock.now())


def test_whoever_runs_the_portal_ends_the_role_of_a_founder_who_does_not_come_back(
    founder: User, house: Organization
) -> None:
    factories.member(house, Role.LEADER)
    call_command("end_role", "负责人", house.slug, "leader", verbosity=0)
    assert not permissions.roles_in(founder, house, now=clock.now())
    assert Event.objects.filter(kind="member_ended", subject=house.subject, actor="").count() == 1
    with pytest.raises(CommandError):
        call_command("end_role", "负责人", house.slug, "leader", verbosity=0)


# What a writer may do


@pytest.fixture
def scene(founder: User, house: Organization) -> Any:
    """A draft that lacks nothing, and a writer of the house."""
    office = calls.office()
    call = calls.published(office)
    now = calls.at("07-04 09:00")
    clock.move_to(now)
    writer = factories.user()
    factories.member(house, Role.WRITER, writer)
    bid = sealed.written(call, sealed.Bidder(house, founder), now=now)
    return writer, bid, now


def test_a_writer_reads_and_writes_the_draft(scene: Any) -> None:
    writer, bid, now = scene
    client = browser(writer)
    for route in ("bid", "bid_answers", "bid_budget", "bid_files", "bid_check", "bid_own_copy"):
        assert client.get(reverse(route, args=[bid.number])).status_code == 200, route
    bids.save_answers(
        bid.number, answers={QUESTIONS[0]: "撰写人写的话"}, version=bid.version, by=writer, now=now
    )
    assert "撰写人写的话" in client.get(reverse("bid_answers", args=[bid.number])).content.decode()
    work = client.get("/workspace/").content.decode()
    assert "由负责人封存" in work
    assert bid.number in work


def test_a_writer_seals_withdraws_and_puts_away_nothing(scene: Any, founder: User) -> None:
    writer, bid, now = scene
    client = browser(writer)
    check = client.get(reverse("bid_check", args=[bid.number])).content.decode()
    assert reverse("bid_seal", args=[bid.number]) not in check
    own = browser(founder).get(reverse("bid_check", args=[bid.number]))
    pressed = {name: hidden(own, name) for name in ("key", "terms_version", "version")}
    assert client.post(reverse("bid_seal", args=[bid.number]), pressed).status_code == 403
    assert client.post(reverse("bid_discard", args=[bid.number])).status_code == 403
    with pytest.raises(PermissionDenied):
        bids.discard_draft(bid.number, by=writer, now=now)
    sealed.decided(sealed.pressed(bid, sealed.Bidder(bid.lead, founder)))
    bid.refresh_from_db()
    assert bid.status == "lodged"
    for press in (lodging.withdraw, lodging.confirm):
        with pytest.raises(PermissionDenied):
            press(bid.number, key=uuid4(), by=writer)
    with pytest.raises(PermissionDenied):
        bids.begin_replacement(bid.number, by=writer, now=now)
    page = client.get(reverse("bid", args=[bid.number])).content.decode()
    assert "您是这份申报的撰写人" in page
    for act in ("bid_withdraw", "bid_replace"):
        assert reverse(act, args=[bid.number]) not in page


def test_a_writer_begins_no_bid_and_speaks_for_nobody(scene: Any, house: Organization) -> None:
    writer, bid, now = scene
    assert not bid_permissions.may_bid(writer, bid.tender, house, now=now)
    assert not bid_permissions.may_lodge(writer, bid, now=now)
    assert not bid_permissions.may_read_bid(writer, bid, now=now)
    assert not permissions.may_speak_for(writer, house, now=now)
    assert browser(writer).get(people(house)).status_code == 404


def test_a_writer_of_another_house_or_of_before_reads_nothing(scene: Any, house: Organization) -> None:
    _writer, bid, now = scene
    elsewhere, gone, official = factories.user(), factories.user(), factories.user()
    factories.member(factories.cso(), Role.WRITER, elsewhere)
    ended = factories.member(house, Role.WRITER, gone)
    ended.to_date = ended.from_date
    ended.save(update_fields=["to_date"])
    factories.member(house, Role.WRITER, official)
    factories.member(factories.agency(), Role.DRAFTER, official)
    for who in (elsewhere, gone, official):
        assert not bid_permissions.may_read_draft(who, bid, now=now)
        assert browser(who).get(reverse("bid_answers", args=[bid.number])).status_code == 404
