"""The opener killed at each of its steps leaves nothing or everything; its bell may be lost; only it has the key."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as standing
from django.db import connection

from portal.celery import app
from portal.ground import clock
from portal.ground.keys import HALVES
from portal.ground.ledger.models import Event
from portal.running.processes import PROCESSES
from procurement.models import OpenedOffer, Opening, Tender
from procurement.services import openings
from tests.support import database
from tests.support import openings as made

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
OPENER = next(one for one in PROCESSES if one.name == "opener")


@pytest.fixture(autouse=True)
def _demo(settings) -> Iterator[None]:
    settings.DEMO = True
    yield
    with database.owner_connection() as owner, owner.cursor() as cursor:
        cursor.execute(clock.clock_sql("clock_timestamp()"))


@pytest.fixture
def call():
    found = made.closed(["180000.00", "190000.00", "200000.00"])
    found.confirm_both()
    return found


def environ(**more: str) -> dict[str, str]:
    """That of a process of the portal on the test's own database, with the opener's secrets alone."""
    whole = urlsplit(os.environ["DATABASE_URL"])
    url = whole._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    secrets = {name: getattr(standing, name) for name in OPENER.secrets}
    return {
        **kept,
        **secrets,
        "EVALUATION_PUBLIC_KEY": standing.EVALUATION_PUBLIC_KEY,
        "DATABASE_URL": url,
        "DATABASE_ROLE": OPENER.role,
        "DEMO": "1",
        "VAR_DIR": str(standing.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        **more,
    }


def test_killed_after_every_statement_it_leaves_nothing_until_it_leaves_all_of_it():
    call = made.closed(["180000.00", "200000.00"])
    call.confirm_both()
    words = [sys.executable, "-m", "tests.faults.opener_killed", call.tender.number]
    done = subprocess.run(words, cwd=ROOT, env=environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    nothing = dict.fromkeys(("openings", "offers", "wraps", "opened", "moved", "events"), 0)
    whole = {"openings": 1, "offers": 2, "wraps": 2, "opened": 2, "moved": 1, "events": 1}
    left = [{name: line[name] for name in whole} for line in lines]
    assert len(lines) > 40, "an opening has more steps than that"
    assert all(line["killed"] for line in lines[:-1])
    committed = left.index(whole)
    assert all(one == nothing for one in left[:committed])
    assert all(one == whole for one in left[committed:])
    # Killed right after its commit, then run again: the same opening.
    assert committed < len(lines) - 1
    assert Opening.objects.count() == 1
    assert OpenedOffer.objects.count() == 2


@pytest.fixture
def process() -> Iterator[list[subprocess.Popen[bytes]]]:
    running: list[subprocess.Popen[bytes]] = []
    yield running
    for one in running:
        one.kill()
        one.wait(timeout=20)


def start(running: list[subprocess.Popen[bytes]], log: Path, **more: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, *OPENER.command[1:]]
    with log.open("ab") as output:
        running.append(
            subprocess.Popen(words, cwd=ROOT, env=environ(**more), stdout=output, stderr=subprocess.STDOUT)
        )
    return running[-1]


def until(happened, seconds: float = 60) -> bool:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.2)
    return False


def test_a_bell_rung_while_the_opener_was_dead_is_rung_again_by_the_clock(call, process, tmp_path):
    log = tmp_path / "opener.log"
    first = start(process, log)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=20)
    # Whatever the broker kept is thrown away: the clock finds what is due.
    with app.connection_for_write() as broker:
        broker.default_channel.queue_purge("opener")
    start(process, log)
    openings.ring_if_due(call.tender.number, now=clock.now())
    assert until(lambda: Opening.objects.exists()), log.read_text()[-3000:]
    openings.ring_if_due(call.tender.number, now=clock.now())
    assert Tender.objects.get(pk=call.tender.pk).step == "evaluating"
    assert Event.objects.filter(kind="bids_opened").count() == 1


def test_an_opener_with_the_keys_of_the_web_or_without_its_own_does_not_start(tmp_path, process):
    for number, more in enumerate(({"OPENING_KEY": ""}, {"EVALUATION_KEY": standing.EVALUATION_KEY})):
        log = tmp_path / f"{number}.log"
        refused = start(process, log, **more)
        assert refused.wait(timeout=60) != 0
        assert "does not start" in log.read_text()


def test_a_process_without_the_key_opens_nothing(call):
    words = f"import django; django.setup(); from procurement import opener; opener.open_now('{call.tender.number}')"
    for missing in ("", standing.RECEIPT_KEY):
        done = subprocess.run(
            [sys.executable, "-c", words], cwd=ROOT, env=environ(OPENING_KEY=missing),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0
    assert not Opening.objects.exists()


def test_neither_web_nor_worker_nor_beat_is_given_the_key_or_loads_the_opener():
    for one in PROCESSES:
        if one.name != "opener":
            assert "OPENING_KEY" not in one.secrets
            assert "procurement.opener" not in one.command
    words = (
        "import portal.wsgi, sys; from portal.celery import app; app.loader.import_default_modules();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([name for name in sys.modules if name in ('procurement.opener', 'procurement.unsealing')],"
        f" '{openings.TASK}' in app.tasks)"
    )
    web = next(one for one in PROCESSES if one.name == "web")
    keys = {name: getattr(standing, name) for name in web.secrets if hasattr(standing, name)}
    public = {name: getattr(standing, name) for name in HALVES.values()}
    env = {name: value for name, value in environ().items() if name != "OPENING_KEY"} | keys | public
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[] False", done.stderr
