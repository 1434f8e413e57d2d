"""Where Valkey (or Redis) is found: at an address, by a socket, or by those who watch over several and say which of
them leads: `sentinel://:password@one:26379,two:26379,three:26379/0?master=portal`."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import redis
from redis.sentinel import Sentinel, SentinelConnectionPool

PATIENCE = 1.0  # seconds, for one of those who watch
WATCHED = "sentinel://"


@dataclass(frozen=True)
class Watched:
    """Those who watch, and what they are asked for. The password is that of the servers they watch over."""

    watchers: tuple[tuple[str, int], ...]
    master: str
    database: int
    password: str | None


def watched(url: str) -> Watched:
    """Raises ValueError, which repeats no password."""
    parts = urlsplit(url)
    before, _, hosts = parts.netloc.rpartition("@")
    master = parse_qs(parts.query).get("master", [""])[0]
    watchers = [one.rpartition(":") for one in hosts.split(",")]
    if not master or not all(host and port.isdecimal() for host, _, port in watchers):
        raise ValueError("needs sentinel://:password@host:port,host:port/database?master=name")
    return Watched(
        watchers=tuple((host, int(port)) for host, _, port in watchers),
        master=master,
        database=int(parts.path.strip("/") or 0),
        password=unquote(before.rpartition(":")[2]) or None,
    )


class Pool:
    """Where Django asks for a pool of connections by an address."""

    @staticmethod
    def from_url(url: str, **options: Any) -> redis.ConnectionPool:
        if not url.startswith(WATCHED):
            return redis.ConnectionPool.from_url(url, **options)
        found = watched(url)
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        watchers = Sentinel(list(found.watchers), sentinel_kwargs=patience)  # type: ignore[no-untyped-call]
        return SentinelConnectionPool(  # type: ignore[no-untyped-call]
            found.master, watchers, db=found.database, password=found.password, **options
        )


def client(url: str, *, patience: float) -> redis.Redis:
    """Close it. Raises redis.RedisError when it is used and nobody answers."""
    pool = Pool.from_url(url, socket_connect_timeout=patience, socket_timeout=patience)
    return redis.Redis.from_pool(pool)


def for_celery(url: str) -> tuple[str, dict[str, Any]]:
    """The address in Celery's words, and what it has to be told besides."""
    if url.startswith("unix://"):
        socket, _, database = url.removeprefix("unix://").partition("?db=")
        return f"redis+socket://{socket}?virtual_host={database or 0}", {}
    if not url.startswith(WATCHED):
        return url, {}
    found = watched(url)
    word = f":{quote(found.password, safe='')}@" if found.password else ""
    hosts = ";".join(f"{WATCHED}{word}{host}:{port}/{found.database}" for host, port in found.watchers)
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    return hosts, {"master_name": found.master, "sentinel_kwargs": patience}
