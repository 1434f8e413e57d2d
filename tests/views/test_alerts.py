"""The pages of the letters: asked for, confirmed, managed, stopped by one click."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from portal.ground import clock, ledger
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Letter
from portal.site.alerts import links, services, views
from portal.site.alerts.models import Stop, Subscriber, Subscription
from portal.site.alerts.recipients import resolve
from tests.support import calls, factories
from tests.support.followers import ADDRESS, NOW, follow, open_call, post, start_of_day


@pytest.fixture(autouse=True)
def the_day(db, settings):
    start_of_day(settings)


@pytest.fixture
def call():
    return open_call()


def ask(client, *, path="/alerts/", email=ADDRESS, **data):
    return client.post(path, {"email": email} | data)


def link_in(message, part):
    return re.search(rf"http://testserver(/\S*{part}/\S+)", message.body).group(1)


class TestAsking:
    def test_from_the_form_to_the_first_letter(self, client, call):
        assert ask(client, kind="tender", key=call.number).url == "/alerts/sent/"
        assert client.get("/alerts/sent/").status_code == 200
        post()
        (letter,) = mail.outbox
        assert letter.to == [ADDRESS]
        assert letter.subject == "阳光购买：请确认您的邮箱"
        path = link_in(letter, "confirm")

        page = client.get(path)
        assert ADDRESS in page.text
        assert call.title_zh in page.text
        assert not Subscription.objects.live().exists(), "a program that follows links confirms nothing"

        answer = client.post(path, follow=True)
        assert answer.redirect_chain[0][0].startswith("/alerts/manage/")
        assert call.title_zh in answer.text
        assert Subscription.objects.live().get().key == call.number

    def test_the_same_in_english(self, client, call):
        assert ask(client, path="/en/alerts/", kind="tender", key=call.number).url == "/en/alerts/sent/"
        post()
        (letter,) = mail.outbox
        assert letter.subject == "Yangguang: please confirm your address"
        page = client.get(link_in(letter, "confirm"))
        assert "Get these letters?" in page.text
        assert call.title_en in page.text

    def test_nobody_learns_whether_an_address_is_known(self, client, call):
        follow("tender", call.number)
        services.subscribe("half@example.org", kind="place", key="530000", query="", language="en", now=NOW)

        def answer(email):
            response = ask(client, email=email, kind="tender", key=call.number)
            return response.status_code, response.headers, response.content, dict(response.cookies)

        stranger = answer("stranger@example.org")
        assert answer(ADDRESS) == stranger
        assert answer("half@example.org") == stranger
        for _ in range(8):  # until its letters for today are used up
            services.subscribe(ADDRESS, kind="place", key=str(_), query="", language="en", now=NOW)
        assert answer(ADDRESS) == stranger

    def test_a_stranger_cannot_subscribe_a_confirmed_address_to_more(self, client, call):
        post()
        follow("place", "530000")
        ask(client, kind="tender", key=call.number)
        assert Subscription.objects.live().count() == 1
        assert post() == [(ADDRESS, "阳光购买：请确认您的邮箱")]

    def test_who_follows_it_already_gets_the_link_to_manage(self, client, call):
        post()
        subscriber = follow("tender", call.number)
        ask(client, kind="tender", key=call.number)
        post()
        (letter,) = mail.outbox
        assert letter.subject == "阳光购买：您的关注"
        assert link_in(letter, "manage") == links.manage_path(subscriber)

    def test_one_address_in_any_spelling(self, client):
        ask(client, email="XiaoZu@Example.org", place="530000")
        ask(client, email=f" {ADDRESS} ", place="530000")
        assert Subscriber.objects.get().email == ADDRESS
        assert Letter.objects.count() == 1, "asked again within the hour, the letter sent is enough"

    def test_a_mailbox_is_not_flooded_by_somebody_else(self, client):
        for code in ("530000", "530100", "532800", "532801", "532822", "532823", "530300"):
            ask(client, place=code)
        assert Letter.objects.count() == services.LETTERS_PER_DAY
        services.subscribe(
            ADDRESS, kind="place", key="1", query="", language="en", now=NOW + timedelta(days=1, hours=1)
        )
        assert Letter.objects.count() == services.LETTERS_PER_DAY + 1

    def test_one_network_address_asks_so_often_an_hour(self, client, monkeypatch):
        monkeypatch.setattr(views, "ASKED_AN_HOUR", 3)
        answers = [ask(client, email=f"p{n}@example.org", place="530000").status_code for n in range(5)]
        assert answers == [302, 302, 302, 429, 429]
        assert Subscriber.objects.count() == 3
        other = Client(REMOTE_ADDR="10.0.0.9")
        assert ask(other, email="q@example.org", place="530000").status_code == 302

    def test_behind_our_own_proxy_each_reader_is_counted_by_what_the_proxy_saw(self, monkeypatch, settings):
        monkeypatch.setattr(views, "ASKED_AN_HOUR", 1)
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

        def asks(number, forwarded):
            browser = Client(headers={"x-forwarded-for": forwarded})
            return ask(browser, email=f"p{number}@example.org", place="530000").status_code

        assert [asks(1, "1.2.3.4"), asks(2, "5.6.7.8"), asks(3, "1.2.3.4")] == [302, 302, 429]
        assert asks(4, "9.9.9.9, 1.2.3.4") == 429, "what a reader adds is not believed"
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
        assert [asks(5, "3.3.3.3"), asks(6, "4.4.4.4")] == [302, 429], (
            "without a proxy the header says nothing"
        )

    def test_without_the_cache_people_may_still_ask(self, client, settings):
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "unix:///nowhere/valkey.sock",
            }
        }
        assert ask(client, place="530000").status_code == 302

    @pytest.mark.parametrize(
        ("data", "place_of_fault"),
        [
            ({"email": ""}, "email"),
            ({"email": "not an address"}, "email"),
            ({"kind": "tender", "key": "YN2026-999999"}, "__all__"),
            ({"kind": "agency", "key": "no-such-agency"}, "__all__"),
            ({"kind": "place", "key": "110000"}, "__all__"),
            ({"kind": "mood", "key": "x"}, "kind"),
            ({"place": "000000"}, "place"),
            ({"kind": "search", "query": "q=" + "%E8%89%BE" * 200}, "__all__"),
        ],
    )
    def test_what_cannot_be_followed(self, client, data, place_of_fault):
        answer = client.post("/alerts/", {"email": ADDRESS, "place": "530000"} | data)
        assert answer.status_code == 422
        assert place_of_fault in answer.context["form"].errors
        assert not Subscriber.objects.exists()

    def test_a_draft_is_not_followed_and_not_betrayed(self, client):
        draft = calls.draft(calls.office())
        answer = ask(client, kind="tender", key=draft.number)
        assert answer.status_code == 422
        assert draft.title_zh not in answer.text
        assert draft.title_zh not in client.get(f"/alerts/?kind=tender&key={draft.number}").text

    @pytest.mark.parametrize(
        ("data", "kept"),
        [
            ({"place": "532801"}, ("place", "532801", "")),
            ({}, ("place", "530000", "")),
            ({"place": "532801", "words": " 同伴教育 "},
             ("search", "", "place=532801&q=%E5%90%8C%E4%BC%B4%E6%95%99%E8%82%B2")),
            ({"place": "530000", "words": "HIV"}, ("search", "", "q=HIV")),
            ({"kind": "search", "query": "?x=1&q=HIV&after=abc&status=open&order=newest&q="},
             ("search", "", "q=HIV&status=open")),
            ({"kind": "search", "query": "status=open&status=decided&q=a"},
             ("search", "", "q=a&status=decided&status=open")),
            ({"kind": "search", "query": "after=abc"}, ("place", "530000", "")),
        ],
    )  # fmt: skip
    def test_what_is_kept_of_a_request(self, client, data, kept):
        assert ask(client, **data).status_code == 302
        assert Subscription.objects.values_list("kind", "key", "query").get() == kept

    def test_the_page_says_what_a_link_would_follow(self, client, call):
        agency = call.buyer
        for query, words in [
            (f"kind=tender&key={call.number}", call.title_zh),
            (f"kind=agency&key={agency.slug}", agency.name_zh),
            ("kind=place&key=532801", "景洪市"),
            ("kind=search&query=q%3D%E5%90%8C%E4%BC%B4%26place%3D532801", "同伴"),
        ]:
            page = client.get(f"/alerts/?{query}")
            assert page.status_code == 200
            assert words in page.text
            assert 'name="place"' not in page.text
        assert 'name="place"' in client.get("/alerts/?kind=tender&key=nothing").text

    def test_pages_set_no_cookie_and_ask_for_none(self, call):
        strict = Client(enforce_csrf_checks=True)
        assert ask(strict, place="530000").status_code == 302
        post()
        path = link_in(mail.outbox[0], "confirm")
        for address in ("/alerts/", "/alerts/sent/", path):
            assert not strict.get(address).cookies
        assert strict.post(path).status_code == 302
        assert not strict.cookies

    def test_the_form_asks_the_database_little(self, client, django_assert_max_num_queries):
        client.get("/alerts/")
        with django_assert_max_num_queries(3):
            client.get("/alerts/")


class TestLinks:
    def test_a_changed_or_old_link_confirms_nothing(self, client, monkeypatch):
        ask(client, place="530000")
        subscription = Subscription.objects.get()
        path = links.confirm_path(subscription.pk)
        for wrong in (path[:-3] + "/", path.replace("confirm/", "confirm/x")):
            assert client.get(wrong).status_code == client.post(wrong).status_code == 410
        other = links.stop_path("subscriber:1", "zh-hans").replace("stop", "confirm")
        assert client.post(other).status_code == 410, "a link of one kind is no link of another"
        monkeypatch.setattr(links, "CONFIRM_DAYS", -1)
        assert client.post(path).status_code == 410
        assert not Subscription.objects.live().exists()

    def test_what_was_forgotten_is_not_confirmed(self, client):
        ask(client, place="530000")
        path = links.confirm_path(Subscription.objects.get().pk)
        Subscriber.objects.all().delete()
        assert client.get(path).status_code == client.post(path).status_code == 410

    def test_pages_behind_a_secret_address_are_kept_by_nobody(self, client):
        subscriber = follow("place", "530000")
        for path in (links.manage_path(subscriber), links.stop_path(subscriber.recipient, "zh-hans")):
            page = client.get(path)
            assert "no-store" in page["Cache-Control"]
            assert page["Referrer-Policy"] == "no-referrer"
            assert page["X-Robots-Tag"] == "noindex"
            assert 'name="robots" content="noindex"' in page.text

    def test_managing(self, client, call):
        subscriber = follow("tender", call.number)
        follow("place", "532801")
        stranger = follow("place", "530000", email="other@example.org")
        path = links.manage_path(subscriber)
        theirs = stranger.subscriptions.get()
        mine = subscriber.subscriptions.get(kind="place")
        client.post(path, {"unfollow": theirs.pk})
        client.post(path, {"unfollow": "x"})
        assert Subscription.objects.count() == 3
        assert client.post(path, {"unfollow": mine.pk}).url == path
        assert not Subscription.objects.filter(pk=mine.pk).exists()
        client.post(path, {"language": "fr"})
        client.post(path, {"language": "en"})
        subscriber.refresh_from_db()
        assert subscriber.language == "en"
        assert client.get("/alerts/manage/guess/").status_code == 404

    def test_the_manage_link_opens_only_after_the_owner_confirmed(self, client):
        ask(client, place="530000")
        assert client.get(links.manage_path(Subscriber.objects.get())).status_code == 404


class TestStopping:
    def test_one_click_as_a_mail_program_makes_it(self, call):
        """RFC 8058: a POST with this body, no cookie, no referrer; the answer is no redirect."""
        subscriber = follow("tender", call.number)
        ledger.letters.queue(
            [subscriber.recipient], subject="news:1", kind="followed", due_at=NOW,
            payload={"path": "/", "number": "1", "event": "corrected"},
        )  # fmt: skip
        send_due(clock.now())
        headers = mail.outbox[-1].message()
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")

        program = Client(enforce_csrf_checks=True)
        assert program.get(path).status_code == 200
        assert resolve(subscriber.recipient, "followed") is not None, "looking stops nothing"
        answer = program.post(
            path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
        assert not answer.cookies
        assert resolve(subscriber.recipient, "followed") is None

    def test_letters_already_written_do_not_go_out(self, client, call):
        subscriber = follow("tender", call.number)
        ledger.letters.queue([subscriber.recipient], subject="news:1", kind="followed", due_at=NOW)
        client.post(links.stop_path(subscriber.recipient, "zh-hans"))
        assert post() == []
        assert "suppressed" in Letter.objects.values_list("state", flat=True)

    def test_stopping_twice_and_starting_again(self, client):
        subscriber = follow("place", "530000")
        path = links.stop_path(subscriber.recipient, "en")
        client.post(path)
        assert "Your letters are stopped" in client.post(path).text
        assert "Your letters go out again" in client.post(path, {"again": "1"}).text
        assert resolve(subscriber.recipient, "followed") is not None

    def test_somebody_with_an_account(self, client):
        user = factories.user(email="official@example.org")
        recipient = f"user:{user.pk}"
        assert resolve(recipient, "reminder").address == "official@example.org"
        answer = client.post(links.stop_path(recipient, "zh-hans"))
        assert answer.status_code == 200
        assert Stop.objects.get().recipient == recipient
        assert resolve(recipient, "reminder") is None
        client.post(links.stop_path(recipient, "zh-hans"), {"again": "1"})
        assert resolve(recipient, "reminder") is not None

    def test_nobody_is_stopped_by_a_guess(self, client):
        follow("place", "530000")
        path = links.stop_path("subscriber:1", "zh-hans")
        assert client.post(path[:-2] + "/").status_code == 404
        assert client.post("/alerts/stop/subscriber:1/").status_code == 404

    def test_a_person_without_address_or_gone_gets_none(self):
        user = factories.user()
        assert resolve(f"user:{user.pk}", "reminder") is None
        assert resolve("user:999999", "reminder") is None
        assert resolve("subscriber:999999", "confirm") is None
