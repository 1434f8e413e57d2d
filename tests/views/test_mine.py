"""Taking one's data along and closing one's account: what ends, what stays, who may not yet, and one press that stops
it."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from organizations.models import Invitation, Membership, SignIn, User
from organizations.services import closing, standing
from portal.ground import clock
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Event, Letter
from portal.site.alerts.models import Stop, Subscriber, Subscription
from portal.site.mine import services
from portal.site.mine.hindrances import hindrances
from procurement.models import Contract, Evaluator, Tender
from procurement.services.bids import receipts
from tests.support import awards, calls, factories, openings
from tests.support import panels as judging
from tests.support.database import as_owner
from tests.support.factories import PASSWORD
from tests.views.test_accounts import sign_in

pytestmark = pytest.mark.django_db
DATA, CLOSE, STOP = "/workspace/account/data/", "/workspace/account/close/", "/workspace/account/close/stop/"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _ground(settings: Any) -> Iterator[None]:
    cache.clear()
    openings.give_keys(settings)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    yield
    cache.clear()


@pytest.fixture
def owner() -> User:
    return factories.user("xiaoyang", email="yang@example.org", display_name="小杨")


@pytest.fixture
def client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def close(owner: User) -> None:
    services.ask(owner, now=clock.now())
    clock.move_by(closing.WAIT + MINUTE)
    assert services.close_due(clock.now()) == 1
    owner.refresh_from_db()


def taken(client: Client, **more: str) -> dict[str, Any]:
    answer = client.post(DATA, more)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert packed.testzip() is None
    files = {name: packed.read(name).decode() for name in packed.namelist()}
    return {name: json.loads(text) if name.endswith(".json") else text for name, text in files.items()}


class TestTakingAlong:
    def test_everything_of_ones_own_and_nothing_of_anybody_else(self, owner: User, client: Client) -> None:
        house = factories.cso(owner)
        other = openings.closed()
        call = openings.opened_to_bids(calls.office("532501"), now=clock.now())
        lodged = openings.lodge(call, organization=house)
        receipts.receipt_of(lodged.bid.intakes.get())
        Letter.objects.all().delete()
        services.ask(owner, now=clock.now())
        services.ask(factories.user("somebody-else"), now=clock.now())
        found = taken(client)
        assert found["account.json"]["login"] == "xiaoyang"
        assert found["account.json"]["email"] == "yang@example.org"
        assert [one["organisation"] for one in found["roles.json"]] == [house.number]
        assert [one["number"] for one in found["organisations.json"]] == [house.number]
        assert [one["number"] for one in found["bids.json"]] == [lodged.bid.number]
        (receipt,) = found["receipts.json"]
        assert receipt["receipt"]["bid"] == lodged.bid.number
        assert receipt["signature"]
        assert receipt["key"]["x"]
        assert [one["kind"] for one in found["letters.json"]] == ["account_closing"]
        assert {one["kind"] for one in found["acts.json"]} >= {"account_created", "closing_asked"}
        assert len(found["sign-ins.json"]) == 1
        assert "xiaoyang" in found["readme.html"]
        whole = json.dumps(found, ensure_ascii=False)
        for one in other.lodged:
            assert one.bid.number not in whole
            assert one.organization.name_zh not in whole
        assert "somebody-else" not in whole
        assert owner.password not in whole

    def test_it_is_asked_for_with_a_password(self, client: Client, settings: Any) -> None:
        settings.PROOF_SECONDS = 0
        assert client.get(DATA).status_code == 200
        assert client.post(DATA).status_code == 403
        assert client.post(DATA, {"proof_password": "wrong"}).status_code == 403
        assert "account.json" in taken(client, proof_password=PASSWORD)

    def test_nobody_gets_it_without_signing_in(self) -> None:
        for method in (Client().get, Client().post):
            assert method(DATA).status_code == 302

    def test_a_new_account_has_little_and_it_is_whole(self, client: Client) -> None:
        found = taken(client)
        assert found["bids.json"] == found["receipts.json"] == found["follows.json"] == []

    def test_it_is_never_whole_in_memory(self, owner: User, client: Client) -> None:
        for number in range(300):
            Letter.objects.create(
                recipient=f"user:{owner.pk}", subject=f"tender:{number}", kind="published", state="sent",
                sent_at=clock.now(), payload={"path": "/x" * 200}, due_at=clock.now(), message_id=f"<{number}>",
            )  # fmt: skip
        pieces = list(client.post(DATA).streaming_content)
        assert len(pieces) > 300

    def test_what_the_address_follows_is_in_it(self, owner: User, client: Client) -> None:
        now = clock.now()
        one = Subscriber.objects.create(email=owner.email, token="t", created_at=now, confirmed_at=now)
        Subscription.objects.create(subscriber=one, kind="agency", key="x", created_at=now, confirmed_at=now)
        assert [one["key"] for one in taken(client)["follows.json"]] == ["x"]


class TestClosing:
    def test_asked_told_everywhere_and_kept_with_one_press(self, owner: User, client: Client) -> None:
        phone = Client()
        assert sign_in(phone, owner).status_code == 302
        assert client.post(CLOSE).status_code == 302
        owner.refresh_from_db()
        assert owner.closes_at is not None
        assert abs(owner.closes_at - clock.now() - closing.WAIT) < MINUTE
        for device in (client, phone):
            assert "保留账户" in device.get("/notices/").text, "on every page of every device"
        send_due(clock.now())
        (letter,) = mail.outbox
        assert letter.to == ["yang@example.org"]
        assert "艾滋" not in letter.subject
        assert phone.post(STOP).status_code == 302
        owner.refresh_from_db()
        assert owner.closes_at is None
        assert "保留账户" not in client.get("/notices/").text
        clock.move_by(8 * DAY)
        assert services.close_due(clock.now()) == 0

    def test_the_letter_keeps_it_too_and_its_address_is_spent_then(self, owner: User) -> None:
        services.ask(owner, now=clock.now())
        path = Letter.objects.get(kind="account_closing").payload["path"]
        anyone = Client()
        assert "保留账户" in anyone.get(path).text
        assert User.objects.get(pk=owner.pk).closes_at is not None, "looking stops nothing"
        assert anyone.post(path).status_code == 302
        assert User.objects.get(pk=owner.pk).closes_at is None
        services.ask(owner, now=clock.now() + DAY)
        assert anyone.post(path).status_code == 302
        assert User.objects.get(pk=owner.pk).closes_at is not None, "the address of an earlier letter"
        assert anyone.post("/accounts/close/stop/x:y/").status_code == 302

    def test_whoever_wants_no_letters_gets_this_one(self, owner: User) -> None:
        Stop.objects.create(recipient=f"user:{owner.pk}", at=clock.now())
        services.ask(owner, now=clock.now())
        send_due(clock.now())
        assert len(mail.outbox) == 1

    def test_it_asks_for_the_password_and_for_a_sign_in(
        self, owner: User, client: Client, settings: Any
    ) -> None:
        settings.PROOF_SECONDS = 0
        assert client.post(CLOSE).status_code == 403
        assert client.post(CLOSE, {"proof_password": "wrong"}).status_code == 403
        for address in (CLOSE, STOP):
            assert Client().post(address).status_code == 302
        owner.refresh_from_db()
        assert owner.closes_at is None

    def test_asking_twice_does_not_put_it_off(self, owner: User) -> None:
        first = services.ask(owner, now=clock.now()).closes_at
        assert services.ask(owner, now=clock.now() + DAY).closes_at == first
        assert Letter.objects.filter(kind="account_closing").count() == 1

    def test_after_seven_days_who_it_was_is_erased_and_what_was_done_stays(self, owner: User) -> None:
        house = factories.cso(owner)
        colleague = factories.user("second")
        factories.member(house, "leader", colleague)
        standing.invite(house, factories.user("third"), "writer", by=owner, now=clock.now())
        EmailAddress.objects.create(user=owner, email="yang@example.org", verified=True, primary=True)
        now = clock.now()
        Subscriber.objects.create(email=owner.email, token="t", created_at=now, confirmed_at=now)
        phone = Client()
        assert sign_in(phone, owner).status_code == 302
        acts = Event.objects.filter(actor=owner.pseudonym).count()
        Letter.objects.create(
            recipient=f"user:{owner.pk}", subject="x", kind="published", state="sent", address="yang@example.org",
            payload={}, due_at=now, sent_at=now, message_id="<1>",
        )  # fmt: skip
        close(owner)
        assert (owner.display_name, owner.email, owner.is_active) == ("", "", False)
        assert owner.closed_at is not None
        assert str(owner) == "已注销的账户"
        assert owner.username.startswith("closed-")
        assert not owner.has_usable_password()
        for gone in (
            EmailAddress.objects.filter(user=owner), Authenticator.objects.filter(user=owner),
            SignIn.objects.filter(user=owner), Invitation.objects.filter(by=owner),
            Membership.objects.on(clock.legal_date(clock.now())).filter(user=owner),
            Letter.objects.exclude(address=""),
        ):  # fmt: skip
            assert not gone.exists(), gone.model
        assert Membership.objects.filter(user=owner).exists(), "that a role was held stays"
        assert Subscriber.objects.get().stopped_at is not None
        assert phone.get("/workspace/account/").status_code == 302
        assert Event.objects.filter(actor=owner.pseudonym).count() == acts + 2
        owner.username = "xiaoyang"
        assert sign_in(Client(), owner).status_code == 200, "the name opens nothing"
        assert _nowhere("yang@example.org", but=("alerts_subscriber",))
        assert _nowhere("xiaoyang")
        assert factories.user("xiaoyang"), "and may be chosen anew"

    def test_the_database_erases_nobody_before_the_moment_and_nobody_who_did_not_ask(
        self, owner: User
    ) -> None:
        assert not closing.finish(owner, now=clock.now())
        services.ask(owner, now=clock.now())
        clock.move_by(closing.WAIT - MINUTE)
        assert not closing.finish(owner, now=clock.now())
        assert services.close_due(clock.now()) == 0
        owner.refresh_from_db()
        assert owner.username == "xiaoyang"
        clock.move_by(2 * MINUTE)
        assert services.close_due(clock.now()) == 1
        assert services.close_due(clock.now()) == 0


def _nowhere(word: str, *, but: tuple[str, ...] = ()) -> bool:
    with as_owner() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table in but:
                continue
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{word}%"])
            assert cursor.fetchone() == (False,), table
    return True


class TestNotYet:
    def _refused(self, user: User, code: str) -> None:
        assert [one.code for one in hindrances(user, now=clock.now())] == [code]
        client = Client()
        client.force_login(user)
        assert client.post(CLOSE).status_code == 409
        user.refresh_from_db()
        assert user.closes_at is None

    @pytest.mark.parametrize("role", ["drafter", "approver", "head", "supervisor", "privacy_reviewer"])
    def test_an_official_is_let_go_by_the_agency(self, role: str) -> None:
        official = factories.official(role, app=False)
        self._refused(official, "official")
        official.memberships.update(to_date=clock.legal_date(clock.now()) - DAY)
        assert hindrances(official, now=clock.now()) == []

    def test_the_last_leader_of_an_organisation_with_a_bid_that_runs(self) -> None:
        call = openings.opened_to_bids(calls.office())
        lodged = openings.lodge(call)
        self._refused(lodged.leader, "alone")
        factories.member(lodged.organization, "leader")
        assert hindrances(lodged.leader, now=clock.now()) == []

    def test_the_last_leader_with_a_contract_that_runs(self) -> None:
        _made, contract = awards.contracted()
        house = contract.award.supplier
        leader = Membership.objects.get(organization=house, role="leader").user
        assert [one.code for one in hindrances(leader, now=clock.now())] == ["alone"]
        Tender.objects.update(step="completed")
        assert [one.code for one in hindrances(leader, now=clock.now())] == ["alone"]
        Contract.objects.update(state="completed")
        assert hindrances(leader, now=clock.now()) == []

    def test_a_seat_on_a_panel_until_the_points_are_in(self) -> None:
        call = judging.opened()
        call.seat_all()
        drafter = call.office.drafter
        drafter.memberships.update(to_date=clock.legal_date(clock.now()) - DAY)
        self._refused(drafter, "panel")
        Evaluator.objects.filter(user=drafter).update(handed_in_at=clock.now())
        assert hindrances(drafter, now=clock.now()) == []

    def test_with_nothing_that_runs_a_leader_may_go(self, owner: User) -> None:
        factories.cso(owner)
        assert hindrances(owner, now=clock.now()) == []

    def test_what_begins_meanwhile_keeps_it_open_until_it_is_over(self, owner: User) -> None:
        house = factories.cso(owner)
        services.ask(owner, now=clock.now())
        call = openings.opened_to_bids(calls.office(), now=clock.now())
        openings.lodge(call, organization=house)
        Membership.objects.filter(organization=house).exclude(user=owner).delete()
        clock.move_by(8 * DAY)
        assert services.close_due(clock.now()) == 0
        Tender.objects.filter(pk=call.pk).update(step="terminated")
        assert services.close_due(clock.now()) == 1
