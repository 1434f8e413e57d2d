"""Who writes to the broker can ring a worker's bell, and neither stop nor steer nor question it."""

import pytest

from portal.running import children
from portal.running.probe import well
from portal.running.processes import PROCESSES
from tests.faults.conftest import until
from tests.support.whole import with_walks

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@with_walks
def test_a_broadcast_over_the_broker_reaches_no_worker(broker, start_worker, tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    workers = {name: start_worker(name) for name in ("worker", "letters")}
    # The opener does not start beside another's secret.
    others = {secret for process in PROCESSES if process.name != "opener" for secret in process.secrets}
    for secret in others - next(one.secrets for one in PROCESSES if one.name == "opener"):
        monkeypatch.delenv(secret, raising=False)
    workers["opener"] = start_worker("opener")
    signs = {name: tmp_path / f"alive-{name}" for name in workers}
    until(lambda: all(sign.exists() for sign in signs.values()))
    assert all(well("age", f"alive-{name}", "60") for name in workers)
    assert broker.app.control.ping(timeout=2) == []
    assert broker.app.control.inspect(timeout=2).active() is None
    broker.app.control.shutdown()
    told = {name: sign.stat().st_mtime_ns for name, sign in signs.items()}
    # Two signs later each has read whatever it was sent.
    for _ in range(2):
        until(lambda told=told: all(sign.stat().st_mtime_ns > told[name] for name, sign in signs.items()))
        told = {name: sign.stat().st_mtime_ns for name, sign in signs.items()}
    assert all(worker.poll() is None for worker in workers.values())


def test_a_worker_that_is_gone_is_known_by_the_age_of_its_sign(start_worker, tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert not well("age", "alive-letters", "60"), "not yet started"
    worker = start_worker("letters")
    until(lambda: (tmp_path / "alive-letters").exists())
    children.stop(worker, patience=5)
    until(lambda: not well("age", "alive-letters", "3"), 20)
