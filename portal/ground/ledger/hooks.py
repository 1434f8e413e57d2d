"""Posts letters to gateways that turn them into SMS or WeChat messages: signed, to public addresses only.

The form is that of Standard Webhooks (standardwebhooks.com): `webhook-id`, `webhook-timestamp` in seconds and
`webhook-signature`, `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` under the key that the
gateway's owner was shown once, `whsec_` and its base64.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import re
import secrets
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 10.0
PREFIX = "whsec_"
# Answers that say it may be tried again; every other than 2xx is a no.
TRY_AGAIN = frozenset({408, 425, 429, *range(500, 600)})
_NAME = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}")
# Addresses by which an IPv4 address hides in an IPv6 one.
_TUNNELS = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)


class RefusedError(Exception):
    """The gateway will not take it, or may not be written to."""


class AwayError(Exception):
    """The gateway did not answer, or asked for another try."""


def new_secret() -> str:
    """A key for one gateway: 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message_id: str, at: datetime, body: bytes) -> str:
    """The value of `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(int(at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def well_formed(url: str) -> bool:
    """Whether this may be a gateway at all: https, a host by name, no port but 443, no name and password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = url.isascii() and url.isprintable() and " " not in url and not parts.fragment
    named = _NAME.fullmatch(host) is not None
    own = settings.HOOKS_LOCAL is not None
    return bool(
        plain and parts.scheme == "https" and "@" not in parts.netloc and "\\" not in url
        and (own or (named and port in (None, 443)))
    )  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public network: not private, loopback, link-local, multicast or reserved,
    neither in IPv4 nor hidden in IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None)
    if inner is not None:
        return is_public(str(inner))
    if ip.version == 6 and any(ip in network for network in _TUNNELS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def post(url: str, *, secret: str, message_id: str, body: bytes, at: datetime) -> None:
    """Hand one letter over. Raises RefusedError, AwayError.

    The name is resolved here and the connection made to that very address, so that it cannot mean another one a
    moment later; one address that is not public rules the name out. No redirect is followed.
    """
    parts = urlsplit(url)
    if not well_formed(url) or parts.hostname is None:
        raise RefusedError("not an address for letters")
    port = parts.port or 443
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Yangguang",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(secret, message_id=message_id, at=at, body=body),
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(parts.hostname, port, _address(parts.hostname, port))
    clock = threading.Timer(WHOLE_SECONDS, connection.cut)
    clock.start()
    try:
        connection.request("POST", target, body=body, headers=headers)
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        raise RefusedError("its certificate is not valid") from error
    except (OSError, http.client.HTTPException) as error:
        raise AwayError(f"{type(error).__name__}: {error}") from error
    finally:
        clock.cancel()
        connection.close()
    if status in TRY_AGAIN:
        raise AwayError(f"answered {status}")
    if not 200 <= status < 300:
        raise RefusedError(f"answered {status}")


def _address(host: str, port: int) -> str:
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise AwayError(f"no address: {error}") from error
    allowed: Callable[[str], bool] = is_public if settings.HOOKS_LOCAL is None else _is_loopback
    if not found or not all(map(allowed, found)):
        raise RefusedError("its address is not a public one")
    return min(found)


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


class _Pinned(http.client.HTTPSConnection):
    """TLS with the named host, at the address that was looked at."""

    def __init__(self, host: str, port: int, address: str) -> None:
        context = ssl.create_default_context(cafile=settings.HOOKS_LOCAL)
        super().__init__(host, port, timeout=CONNECT_SECONDS, context=context)
        self.address, self.tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = plain
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)

    def cut(self) -> None:
        """End a conversation that takes too long, wherever it is."""
        sock = self.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
