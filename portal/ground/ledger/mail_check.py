"""Whether letters of ours are believed and can come back: the sender's domain in the DNS, and the mail server."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

import dns.exception
import dns.resolver
from django.conf import settings
from django.core.mail import get_connection

from portal.ground.ledger import smtp

PATIENCE = 5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``well`` is None where it could not be looked at."""

    well: bool | None
    what: str
    said: str


def resolver_at(server: str = "") -> dns.resolver.Resolver:
    """The machine's own resolver, or the one at ``server`` (`10.0.0.53` or `127.0.0.1:5353`). Raises ValueError."""
    if not server:
        found = dns.resolver.Resolver()
    else:
        host, _, port = server.partition(":")
        found = dns.resolver.Resolver(configure=False)
        found.nameservers, found.port = [host], int(port or 53)
    found.lifetime = PATIENCE
    return found


def sender() -> tuple[str, str]:
    """The address letters are from, and the one their envelope is from."""
    author = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return author, parseaddr(settings.BOUNCE_ADDRESS)[1] or author


def of_domain(resolver: dns.resolver.Resolver, *, selector: str = "") -> Iterator[Finding]:
    """What the DNS says: MX and SPF of the envelope's domain, DKIM and DMARC of the author's."""
    author, envelope = (address.rpartition("@")[2].lower() for address in sender())
    for name, domain in (("DEFAULT_FROM_EMAIL", author), ("BOUNCE_ADDRESS", envelope)):
        if "." not in domain:
            yield Finding(False, name, f"{domain or 'no domain'} is no domain that others can look up")
            return
    yield _mx(resolver, envelope)
    yield _spf(resolver, envelope)
    yield _dkim(resolver, author, selector)
    yield _dmarc(resolver, author)
    yield _aligned(author, envelope)


def _mx(resolver: dns.resolver.Resolver, domain: str) -> Finding:
    """Reports of undelivered letters go there (RFC 5321; a lone dot means that it takes none, RFC 7505)."""
    what = f"MX of {domain}"
    try:
        hosts = sorted(str(one.exchange) for one in resolver.resolve(domain, "MX"))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Finding(False, what, "none: reports of undelivered letters cannot come back")
    except dns.exception.DNSException as error:
        return Finding(None, what, f"not known: {type(error).__name__}")
    return Finding(hosts != ["."], what, ", ".join(hosts) if hosts != ["."] else "it takes no letters")


def _spf(resolver: dns.resolver.Resolver, domain: str) -> Finding:
    """RFC 7208: one record, and not one that lets everybody send."""
    what = f"SPF, TXT of {domain}"
    texts = _texts(resolver, domain)
    if isinstance(texts, str):
        return Finding(None, what, texts)
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        return Finding(False, what, "none" if not found else "more than one, so none counts")
    words = found[0].lower().split()
    if {"+all", "all", "?all"} & set(words):
        return Finding(False, what, f"lets everybody send: {found[0]}")
    closed = bool({"-all", "~all"} & set(words)) or any(word.startswith("redirect=") for word in words)
    return Finding(
        closed, what, found[0] if closed else f"does not say who else may not send (-all): {found[0]}"
    )


def _dkim(resolver: dns.resolver.Resolver, domain: str, selector: str) -> Finding:
    """RFC 6376: the public key by which the mail server's signature is checked."""
    if not selector:
        return Finding(
            None,
            f"DKIM of {domain}",
            "not looked at: give --selector, the mail server's administrator knows it",
        )
    name = f"{selector}._domainkey.{domain}"
    texts = _texts(resolver, name)
    if isinstance(texts, str):
        return Finding(None, f"DKIM, TXT of {name}", texts)
    keys = [tags for tags in map(_tags, texts) if tags.get("v", "DKIM1") == "DKIM1" and "p" in tags]
    if not keys:
        return Finding(False, f"DKIM, TXT of {name}", "no key")
    return Finding(
        bool(keys[0]["p"]), f"DKIM, TXT of {name}", "a key" if keys[0]["p"] else "the key was taken back"
    )


def _dmarc(resolver: dns.resolver.Resolver, domain: str) -> Finding:
    """RFC 7489: what others do with letters that neither SPF nor DKIM vouches for."""
    name = f"_dmarc.{domain}"
    texts = _texts(resolver, name)
    if isinstance(texts, str):
        return Finding(None, f"DMARC, TXT of {name}", texts)
    found = [tags for tags in map(_tags, texts) if tags.get("v") == "DMARC1"]
    well = len(found) == 1 and found[0].get("p") in ("none", "quarantine", "reject")
    return Finding(
        well, f"DMARC, TXT of {name}", f"p={found[0]['p']}" if well else "none, or not one that counts"
    )


def _aligned(author: str, envelope: str) -> Finding:
    """For DMARC the envelope's domain vouches only for its own or a domain above or below it."""
    well = author == envelope or author.endswith(f".{envelope}") or envelope.endswith(f".{author}")
    return Finding(
        well,
        "Sender and envelope",
        f"{author} and {envelope}" + ("" if well else ": SPF does not vouch for it"),
    )


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str] | str:
    """The TXT records of ``name``, none where there are none; in words why they are not known."""
    try:
        return [b"".join(one.strings).decode("utf-8", "replace") for one in resolver.resolve(name, "TXT")]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        return f"not known: {type(error).__name__}"


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in pairs}


def of_server() -> Iterator[Finding]:
    """The mail server: greets, signs us in, takes our sender. No letter is sent."""
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    secure = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    yield Finding(secure, "Encryption", "on" if secure else "off: EMAIL_URL=smtp+tls://… or smtp+ssl://…")
    server: Any = get_connection("django.core.mail.backends.smtp.EmailBackend")
    try:
        server.open()
        signed_in = "signed in" if settings.EMAIL_HOST_USER else "no account is set, so nobody was signed in"
        yield Finding(True, f"Mail server {where}", signed_in)
        yield _takes(server.connection)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(False, f"Mail server {where}", smtp.codes_of(error))
    finally:
        smtp.hang_up(server)


def _takes(connection: smtplib.SMTP) -> Finding:
    envelope = sender()[1]
    connection.ehlo_or_helo_if_needed()
    code, _words = connection.mail(envelope)
    connection.rset()
    return Finding(code == 250, f"Sender {envelope}", "taken" if code == 250 else f"not taken: {code}")
