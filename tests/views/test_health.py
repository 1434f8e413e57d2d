"""The health pages: alive without a database, ready only where serving is safe."""

from datetime import timedelta

import pytest
from django.db import connection

from portal.ground import clock, ledger, roles
from portal.ground.ledger import seals
from portal.ground.ledger.models import Delivery, Event
from portal.running import embedded, health
from procurement.models import Reading
from tests.support import factories

CHECKS = (
    "database",
    "migrations",
    "rights",
    "log",
    "broker",
    "disk",
    "files",
    "clock",
    "letters",
    "deliveries",
    "seals",
    "confidant",
)


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(health, "_migrated", False)
    settings.VAR_DIR = tmp_path


def test_healthz_asks_no_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_ready_in_order(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {
        "ready": True,
        "checks": dict.fromkeys(CHECKS, "ok"),
    }


@pytest.mark.django_db
def test_readyz_refuses_a_database_that_is_behind(client):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
        cursor.execute(f"SET LOCAL ROLE {roles.APP}")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "ledger.0001_initial" in answer.json()["checks"]["migrations"]


@pytest.mark.django_db
def test_readyz_refuses_a_role_that_owns_tables(client):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "the role owns" in answer.json()["checks"]["rights"]


@pytest.mark.django_db
def test_readyz_refuses_a_server_that_would_log_values(client, monkeypatch):
    monkeypatch.setitem(embedded.SILENT_LOG, "log_error_verbosity", "default")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "log_error_verbosity" in answer.json()["checks"]["log"]


@pytest.mark.django_db
def test_a_broker_away_is_told_and_refuses_nobody(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["broker"] == "ConnectionError"


def told(client):
    """What the checks say that is not in order, while visitors are served all the same."""
    answer = client.get("/readyz")
    assert answer.status_code == 200
    return {name: said for name, said in answer.json()["checks"].items() if said != "ok"}


@pytest.mark.django_db
def test_what_waits_for_a_worker_is_told(client):
    now = clock.now()
    ledger.record(
        "test_happened", subject="test:1", actor="system", at=now - timedelta(hours=1), public=False
    )
    event = Event.objects.get()
    Delivery.objects.create(event=event, listener="nobody", due_at=now - timedelta(minutes=14))
    assert told(client) == {}
    Delivery.objects.create(event=event, listener="nobody else", due_at=now - timedelta(minutes=16))
    assert told(client) == {"deliveries": "1 wait longer than a quarter of an hour; see the log of worker"}
    Delivery.objects.update(done_at=now)
    assert told(client) == {}


@pytest.mark.django_db
def test_words_that_nobody_opens_are_told(client):
    asked = {"subject": "inquiry:1", "act": "read", "by": factories.user(), "mark": "0" * 64}
    Reading.objects.create(asked_at=clock.now() - timedelta(minutes=14), **asked)
    assert told(client) == {}
    Reading.objects.create(asked_at=clock.now() - timedelta(minutes=16), **asked)
    assert told(client) == {"confidant": "1 wait longer than a quarter of an hour; see the log of confidant"}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "late"), [(14, False), (17, True)])
def test_a_chain_that_stands_still_is_told(client, minutes, late):
    seals.seal(clock.now() - timedelta(minutes=minutes))
    assert ("seals" in told(client)) is late


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_or_gone_is_told(client, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    assert told(client)["disk"].endswith("MB free below VAR_DIR")
    settings.VAR_DIR = tmp_path / "gone"
    assert told(client) == {"disk": "VAR_DIR: No such file or directory"}


@pytest.mark.django_db
def test_a_folder_that_takes_nothing_is_told(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "no-folder"
    settings.VAR_DIR.touch()
    assert told(client) == {"files": "away: nothing can be written below VAR_DIR"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.0.0.7", "no name", ""])
@pytest.mark.parametrize("cached", [True, False])
def test_whoever_asks_a_container_by_its_number_is_answered(client, settings, address, host, cached):
    """As compose, Kubernetes and balancers do: no name of ours, no proxy in between."""
    settings.PUBLIC_CACHE = cached
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(address, headers={"host": host})
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in answer.headers
    assert "camera=(), " in answer.headers["Permissions-Policy"]
    assert client.post(address, headers={"host": host}).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/healthz/", "/readyz/x", "/accounts/login/", "/static/x.css"])
def test_no_other_page_answers_to_a_name_that_is_not_ours(client, settings, address):
    settings.ALLOWED_HOSTS = ["portal.example"]
    answer = client.get(address, headers={"host": "evil.example"})
    assert answer.status_code == 400
