"""`check_mail`: a name server and a mail server on this machine, right and wrong in each way."""

import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.management import CommandError, call_command

from portal.ground.ledger import mail_check
from tests.support.nameserver import NameServer

GOOD = {
    ("portal.example", "MX"): ["10 mx.portal.example."],
    ("portal.example", "TXT"): ['"unrelated=1"', '"v=spf1 mx -all"'],
    ("s1._domainkey.portal.example", "TXT"): ['"v=DKIM1; k=rsa; p=MIIB" "IjAN"'],
    ("_dmarc.portal.example", "TXT"): ['"v=DMARC1; p=quarantine"'],
}


@pytest.fixture
def names(settings):
    settings.DEFAULT_FROM_EMAIL, settings.BOUNCE_ADDRESS = (
        "阳光购买 <letters@portal.example>",
        "back@portal.example",
    )
    made = NameServer()
    made.records = dict(GOOD)
    yield made
    made.stop()


def look(names, **changes):
    names.records = GOOD | changes.pop("records", {})
    resolver = mail_check.resolver_at(names.address)
    return {
        one.what.split()[0].rstrip(","): one
        for one in mail_check.of_domain(resolver, selector="s1", **changes)
    }


def test_a_domain_in_order(names, capsys):
    assert {one.well for one in look(names).values()} == {True}
    call_command("check_mail", "--dns", names.address, "--selector", "s1", "--no-server")
    said = capsys.readouterr().out
    assert "ok     SPF, TXT of portal.example: v=spf1 mx -all" in said
    assert "ok     DMARC, TXT of _dmarc.portal.example: p=quarantine" in said


@pytest.mark.parametrize(
    ("what", "name", "kind", "values", "said"),
    [
        ("MX", "portal.example", "MX", [], "cannot come back"),
        ("MX", "portal.example", "MX", ["0 ."], "takes no letters"),
        ("SPF", "portal.example", "TXT", [], "none"),
        ("SPF", "portal.example", "TXT", ['"v=spf1 -all"', '"v=spf1 mx -all"'], "more than one"),
        ("SPF", "portal.example", "TXT", ['"v=spf1 +all"'], "lets everybody send"),
        ("SPF", "portal.example", "TXT", ['"v=spf1 mx ?all"'], "lets everybody send"),
        ("SPF", "portal.example", "TXT", ['"v=spf1 mx"'], "who else may not"),
        ("SPF", "portal.example", "TXT", ['"v=spf10 mx -all"'], "none"),
        ("DKIM", "s1._domainkey.portal.example", "TXT", [], "no key"),
        ("DKIM", "s1._domainkey.portal.example", "TXT", ['"v=DKIM1; p="'], "taken back"),
        ("DMARC", "_dmarc.portal.example", "TXT", [], "none"),
        ("DMARC", "_dmarc.portal.example", "TXT", ['"v=DMARC1; p=maybe"'], "none"),
        ("DMARC", "_dmarc.portal.example", "TXT", ['"v=DMARC1"'], "none"),
    ],
)
def test_each_record_that_is_missing_or_wrong(names, what, name, kind, values, said):
    found = look(names, records={(name, kind): values})
    assert found[what].well is False
    assert said in found[what].said
    assert {one.well for key, one in found.items() if key != what} == {True}


def test_a_name_server_that_is_silent_is_not_a_missing_record(names, monkeypatch, capsys):
    monkeypatch.setattr(mail_check, "PATIENCE", 0.3)
    names.silent = True
    found = look(names)
    assert {found[what].well for what in ("MX", "SPF", "DKIM", "DMARC")} == {None}
    call_command("check_mail", "--dns", names.address, "--no-server")
    assert "?      SPF, TXT of portal.example: not known" in capsys.readouterr().out


def test_an_envelope_of_a_strange_domain_is_not_vouched_for(names, settings):
    settings.BOUNCE_ADDRESS = "back@elsewhere.example"
    strange = {("elsewhere.example", kind): GOOD["portal.example", kind] for kind in ("MX", "TXT")}
    assert look(names, records=strange)["Sender"].well is False


def test_the_settings_as_they_are_shipped_are_said_to_be_none(settings, capsys):
    settings.DEFAULT_FROM_EMAIL, settings.BOUNCE_ADDRESS = "阳光购买 <letters@localhost>", ""
    with pytest.raises(CommandError, match="1 wrong"):
        call_command("check_mail", "--no-server")
    assert "WRONG  DEFAULT_FROM_EMAIL: localhost" in capsys.readouterr().out


def test_without_a_selector_the_key_is_not_said_to_be_there(names, capsys):
    call_command("check_mail", "--dns", names.address, "--no-server")
    assert "?      DKIM of portal.example" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["127.0.0.1:x", "name-and-no-address"])
def test_a_name_server_that_is_no_address(names, address):
    with pytest.raises(CommandError, match="--dns"):
        call_command("check_mail", "--dns", address, "--no-server")


class Server:
    """Lets one account in, and takes the sender it is told to."""

    takes = True

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if not self.takes:
            return "550 5.7.1 not yours"
        envelope.mail_from = address
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(settings):
    made = Server()

    def enter(server, session, envelope, mechanism, data):
        right = data.login == b"portal" and data.password == b"secret"
        return AuthResult(success=right, handled=right)

    controller = Controller(
        made,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=enter,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "secret"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield made
    controller.stop(no_assert=True)


def test_the_server_lets_us_in_and_takes_our_sender(names, server):
    encrypted, signed_in, sender = mail_check.of_server()
    assert (encrypted.well, signed_in.well, sender.well) == (False, True, True)
    assert signed_in.said == "signed in"


def test_a_wrong_password(names, server, settings):
    settings.EMAIL_HOST_PASSWORD = "wrong"
    _encrypted, refused = mail_check.of_server()
    assert (refused.well, refused.said) == (False, "535 5.7.8")


def test_a_sender_that_is_not_taken(names, server):
    server.takes = False
    assert [one.well for one in mail_check.of_server()][1:] == [True, False]


def test_a_server_that_is_away(names, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert [one.well for one in mail_check.of_server()][1:] == [False]
