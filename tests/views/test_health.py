"""The health pages: alive without a database, ready only where serving is safe."""

import pytest
from django.db import connection

from portal.ground import roles
from portal.running import embedded, health


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


def test_healthz_asks_no_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_ready_in_order(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200, answer.json()
    assert answer.json() == {
        "ready": True,
        "checks": dict.fromkeys(
            ("database", "migrations", "rights", "log", "broker", "clock", "letters"), "ok"
        ),
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
