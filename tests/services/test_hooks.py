"""Letters to a gateway: signed, only to public addresses, never redirected; what keeps coming back is stopped."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper

import pytest
from django.core import mail
from django.core.management import call_command

from portal.ground import clock, ledger
from portal.ground.ledger import hooks
from portal.ground.ledger.mail import HOOK_TRIES, post_due, send_due
from portal.ground.ledger.models import Letter
from portal.site.alerts import services
from portal.site.alerts.models import Subscriber
from portal.site.alerts.recipients import resolve
from tests.support import calls
from tests.support.followers import ADDRESS, NOW, follow, post, start_of_day
from tests.support.gateway import gateway


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gateway")
    with gateway(folder) as found:
        yield found, str(folder / "gateway.pem")


@pytest.fixture
def sms(db, settings, served):
    """The gateway, on the day of the real call, ready to be written to."""
    start_of_day(settings)
    found, settings.HOOKS_LOCAL = served
    found.received.clear()
    found.status, found.delay, found.location = 204, 0.0, ""
    return found


def rested():
    Letter.objects.update(claimed_until=clock.now() - timedelta(seconds=1))


def checked(secret, headers, body):
    """As a gateway would check it by the published rule."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(wanted, headers["webhook-signature"])


class TestOptIn:
    def test_nothing_but_the_question_until_its_owner_confirms(self, sms, client):
        asked = client.post("/alerts/", {"hook": sms.url, "kind": "place", "key": "532801"})
        assert asked.url == "/alerts/sent/?to=gateway"
        assert "网关" in client.get(asked.url).text
        calls.published(calls.office())
        post()
        post_due(clock.now())
        ((headers, body),) = sms.received
        said = json.loads(body)
        assert said["type"] == "confirm"
        assert checked(Subscriber.objects.get().secret, headers, body)
        assert not checked(hooks.new_secret(), headers, body)
        path = said["url"].removeprefix("http://testserver")
        managed = client.post(path, follow=True)
        assert Subscriber.objects.get().secret in managed.text, "the key is shown to whoever holds the letter"
        assert mail.outbox == []

    def test_a_call_published_is_posted_once_with_what_an_sms_needs(self, sms):
        follow("place", "532801", email=sms.url)
        call = calls.published(calls.office())
        post()
        assert post_due(NOW) == 1
        assert post_due(NOW) == 0
        ((headers, body),) = sms.received
        said = json.loads(body)
        assert said["subject"] == "阳光购买：您关注的范围有一份新公告"
        assert said["url"] == f"http://testserver/notices/{call.number}/"
        assert said["data"]["event"] == "new_call"
        assert headers["webhook-id"] == Letter.objects.get(kind="followed").message_id.strip("<>")
        assert mail.outbox == []


class TestFaults:
    def queued(self, sms):
        subscriber = follow("place", "532801", email=sms.url)
        calls.published(calls.office())
        post()
        return subscriber

    def state(self):
        return Letter.objects.get(kind="followed").state

    @pytest.mark.parametrize("status", [500, 503, 429, 408])
    def test_who_is_away_is_asked_again(self, sms, status):
        self.queued(sms)
        sms.status = status
        assert post_due(NOW) == 0
        assert self.state() == "queued"
        sms.status = 200
        rested()
        assert post_due(NOW) == 1

    @pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410])
    def test_a_redirect_or_a_no_is_final(self, sms, status):
        self.queued(sms)
        sms.status, sms.location = status, sms.url
        assert post_due(NOW) == 0
        assert self.state() == "failed"
        assert len(sms.received) == 1, "no redirect is followed"

    def test_a_gateway_away_for_hours_is_given_up(self, sms):
        self.queued(sms)
        sms.status = 502
        for _ in range(HOOK_TRIES):
            rested()
            post_due(NOW)
        assert self.state() == "failed"
        assert len(sms.received) == HOOK_TRIES

    def test_one_that_never_ends_its_answer_is_cut_off(self, sms, monkeypatch):
        self.queued(sms)
        sms.delay = 3
        monkeypatch.setattr(hooks, "WHOLE_SECONDS", 0.3)
        assert post_due(NOW) == 0
        assert self.state() == "queued"

    def test_a_certificate_nobody_vouches_for_is_a_no(self, sms, settings):
        self.queued(sms)
        settings.HOOKS_LOCAL = "/etc/ssl/certs/ca-certificates.crt"
        post_due(NOW)
        assert self.state() == "failed"
        assert sms.received == []

    def test_e_mail_goes_out_while_a_gateway_is_slow(self, sms):
        self.queued(sms)
        follow("place", "532801", email=ADDRESS)
        calls.published(calls.office())
        assert len(post()) == 1
        assert sms.received == [], "by a run of its own"


class TestComingBack:
    def test_three_in_a_row_and_no_more_until_the_owner_says_so(self, sms, client):
        subscriber = follow("place", "532801", email=sms.url)
        sms.status = 410
        for _ in range(4):
            calls.published(calls.office())
            post()
            post_due(NOW)
        assert len(sms.received) == 3
        page = f"/alerts/manage/{subscriber.token}/"
        assert "给您的信被退回" in client.get(page).text
        client.post(page, {"resume": "1"})
        sms.status = 200
        calls.published(calls.office())
        post()
        assert post_due(NOW) == 1
        assert "给您的信被退回" not in client.get(page).text

    def test_one_that_arrives_between_begins_the_count_anew(self, sms):
        subscriber = follow("place", "532801", email=sms.url)
        for status in (410, 410, 204, 410, 410):
            sms.status = status
            calls.published(calls.office())
            post()
            post_due(NOW)
        subscriber.refresh_from_db()
        assert subscriber.suspended_at is None

    def test_a_report_of_the_mail_server_counts_like_a_refusal(self, sms, monkeypatch, capsys):
        subscriber = follow("place", "532801")
        for _ in range(3):
            calls.published(calls.office())
            post()
            letter = Letter.objects.filter(state="sent").get()
            assert "noted" in reported(letter.message_id, "5.1.1", monkeypatch, capsys)
            assert "nothing" in reported(letter.message_id, "5.1.1", monkeypatch, capsys)
        subscriber.refresh_from_db()
        assert subscriber.suspended_at is not None
        assert resolve(subscriber.recipient, "followed") is None
        assert resolve(subscriber.recipient, "confirm"), "who asks anew is asked anew"

    def test_a_report_of_a_delay_or_about_somebody_elses_letter_is_nothing(self, sms, monkeypatch, capsys):
        follow("place", "532801")
        calls.published(calls.office())
        post()
        letter = Letter.objects.get(state="sent")
        assert "nothing" in reported(letter.message_id, "4.2.2", monkeypatch, capsys)
        assert "nothing" in reported("<other@example.org>", "5.1.1", monkeypatch, capsys)
        assert "nothing" in reported(letter.message_id, "", monkeypatch, capsys)
        letter.refresh_from_db()
        assert letter.state == "sent"


def reported(message_id, status, monkeypatch, capsys):
    """What the command says of such a report."""
    block = (
        f"Final-Recipient: rfc822; {ADDRESS}\nAction: failed\nStatus: {status}\n"
        if status
        else "Action: failed\n"
    )
    report = f"""From: MAILER-DAEMON@example.org
To: letters@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

{block}
--b
Content-Type: text/rfc822-headers

From: letters@example.org
Message-ID: {message_id}

--b--
"""
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(report.encode())))
    capsys.readouterr()
    call_command("returned")
    return capsys.readouterr().out


class TestTargets:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
            "::1", "::", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1",
            "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "::127.0.0.1",
        ],
    )  # fmt: skip
    def test_no_address_but_a_public_one(self, address):
        assert not hooks.is_public(address)

    @pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
    def test_a_public_one_is(self, address):
        assert hooks.is_public(address)

    @pytest.mark.parametrize(
        "url",
        [
            "http://sms.example.com/", "https://sms.example.com:8443/", "https://user:pass@sms.example.com/",
            "https://sms.example.com@evil.example/", "https://127.0.0.1/", "https://[::1]/", "https://2130706433/",
            "https://0x7f.1/", "https://localhost/", "https://intern/", "ftp://sms.example.com/", "https:///path",
            "https://sms.example.com/#x", "https://sms.example.com\\@evil.example/", "https://sms example.com/",
            "https://sms.example.com:99999/", "https://sms.example.com:x/", "//sms.example.com/", "",
            "https://短信.example.com/", "https://sms.example.com/\r\nX: y",
        ],
    )  # fmt: skip
    def test_what_is_no_gateway_is_refused_on_its_field(self, url, client, db, settings):
        start_of_day(settings)
        assert not hooks.well_formed(url)
        page = client.post("/alerts/", {"hook": url or "x", "kind": "place", "key": "532801"})
        assert page.status_code == 422
        assert not Subscriber.objects.exists()

    @pytest.mark.parametrize(
        "url", ["https://sms.example.com/in?x=1", "https://sms.example.com", "https://a.b.cn:443/"]
    )
    def test_what_is_one_is_taken(self, url):
        assert hooks.well_formed(url)

    def test_a_name_that_means_this_machine_is_not_written_to(self, sms, settings):
        settings.HOOKS_LOCAL = None
        with pytest.raises(hooks.RefusedError):
            hooks.post(sms.url, secret=hooks.new_secret(), message_id="1", body=b"{}", at=NOW)
        with pytest.raises(hooks.RefusedError):
            hooks._address("localhost", 443)
        assert sms.received == []

    def test_the_gateway_of_the_tests_cannot_be_allowed_from_outside(self, settings):
        assert settings.HOOKS_LOCAL is None


def test_the_signature_is_that_of_the_published_example():
    """The worked example of the Standard Webhooks specification."""
    assert (
        hooks.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
            at=datetime.fromtimestamp(1614265330, UTC),
            body=b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_no_letter_by_e_mail_is_sent_by_the_run_for_gateways(sms):
    follow("place", "532801")
    calls.published(calls.office())
    ledger.deliver_due(NOW)
    assert post_due(NOW) == 0
    assert send_due(NOW) == 1
    assert services.is_stopped("hook:999999")
