"""Figures for whoever runs the portal: given by the key alone, and each that an alert names is there."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import redis
import yaml
from django.conf import settings as given
from django.http import HttpResponse
from django.test import RequestFactory

from portal.ground import clock, ledger
from portal.ground.ledger import seals
from portal.ground.ledger.models import Delivery, Event, Letter, LetterState
from portal.running import counting, metrics

RULES = Path(__file__).resolve().parents[2] / "docker" / "alerts.yml"
LINE = re.compile(r"(yangguang_\w+)(?:\{([^}]*)\})? (\S+)")


@pytest.fixture(autouse=True)
def _known(settings, tmp_path):
    settings.METRICS_KEY = "of-the-test"
    settings.VAR_DIR = tmp_path
    server = redis.Redis.from_url(given.REDIS_URL)
    counting._sums.clear()
    server.delete(counting.KEY)
    counting._next = 0.0
    yield
    server.delete(counting.KEY)
    server.close()


def ask(client, key="of-the-test", **headers):
    return client.get("/metrics", headers={"Authorization": f"Bearer {key}", **headers})


def read(client):
    """Each figure by its name and labels."""
    answer = ask(client)
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    assert all(line.startswith("#") or LINE.fullmatch(line) for line in lines), lines
    found = (LINE.fullmatch(line) for line in lines if not line.startswith("#"))
    return {(one[1], one[2] or ""): float(one[3]) for one in found if one}


@pytest.mark.django_db
def test_without_its_key_there_is_no_such_page(client, settings):
    assert ask(client).status_code == 200
    for wrong in ("", "of-the-tes", "of-the-test2", "é"):
        assert ask(client, wrong).status_code == 404
    assert client.get("/metrics").status_code == 404
    assert client.post("/metrics", headers={"Authorization": "Bearer of-the-test"}).status_code == 405
    settings.METRICS_KEY = ""
    assert ask(client, "").status_code == 404


@pytest.mark.django_db
def test_it_is_asked_by_any_name_and_kept_by_nobody(client, settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.SECURE_SSL_REDIRECT = True
    answer = ask(client, host="10.0.0.7:8000")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == metrics.FORM


@pytest.mark.django_db
def test_what_waits_and_since_when(client):
    now = clock.now()
    ledger.record("test_happened", subject="test:1", actor="system", at=now, public=False)
    event = Event.objects.get()
    Delivery.objects.create(event=event, listener="a", due_at=now - timedelta(minutes=20))
    Delivery.objects.create(event=event, listener="b", due_at=now - timedelta(minutes=2))
    Delivery.objects.create(event=event, listener="c", due_at=now + timedelta(minutes=2))
    for number, (state, due) in enumerate(
        ((LetterState.QUEUED, -30), (LetterState.FAILED, -60), (LetterState.FAILED, -5 * 24 * 60))
    ):
        Letter.objects.create(
            recipient=f"user:{number}", subject="test:1", kind="reminder", state=state,
            due_at=now + timedelta(minutes=due), message_id=f"<{number}@test>",
        )  # fmt: skip
    seals.seal(now - timedelta(minutes=4))
    found = read(client)
    assert found["yangguang_waiting", 'queue="deliveries"'] == 2
    assert 1200 <= found["yangguang_waiting_oldest_seconds", 'queue="deliveries"'] < 1230
    assert found["yangguang_waiting", 'queue="letters"'] == 1
    assert 1800 <= found["yangguang_waiting_oldest_seconds", 'queue="letters"'] < 1830
    assert found["yangguang_letters_failed", ""] == 1
    assert 240 <= found["yangguang_seal_age_seconds", ""] < 270
    assert found["yangguang_check", 'name="deliveries"'] == 0
    assert found["yangguang_check", 'name="seals"'] == 1
    assert found["yangguang_ready", ""] == 1


@pytest.mark.django_db
def test_answers_of_all_processes_are_added_up(client):
    for _ in range(3):
        client.get("/help/")
    client.get("/no-such-page/")
    client.get("/healthz")
    read(client)
    # Another process hands its own sums over.
    counting._add(503, 3.0)
    counting.hand_over()
    found = read(client)
    assert found["yangguang_answers_total", 'status="2xx"'] == 3
    assert found["yangguang_answers_total", 'status="4xx"'] == 1
    assert found["yangguang_answers_total", 'status="5xx"'] == 1
    assert found["yangguang_answer_seconds_count", ""] == 5
    assert found["yangguang_answer_seconds_bucket", 'le="+Inf"'] == 5
    assert found["yangguang_answer_seconds_bucket", 'le="2.5"'] == 4
    assert found["yangguang_answer_seconds_bucket", 'le="5.0"'] == 5
    assert found["yangguang_answer_seconds_sum", ""] >= 3


def test_a_fault_that_nobody_caught_is_counted():
    serve = counting.count_answers(lambda request: HttpResponse(status=500))
    counting._next = float("inf")
    serve(RequestFactory().get("/"))
    assert counting._sums["5xx"] == 1


def test_a_server_that_is_away_holds_nobody_up_and_loses_nothing(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for _ in range(3):
        counting._add(200, 0.01)
    assert counting._sums["2xx"] == 3


@pytest.mark.django_db
def test_every_figure_of_an_alert_is_there_and_every_alert_says_where_to_look(client):
    ledger.record("test_happened", subject="test:1", actor="system", at=clock.now(), public=False)
    seals.seal(clock.now())
    text = ask(client).content.decode()
    shown = {name for name, _ in read(client)} | set(re.findall(r"# TYPE (\S+)", text))
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    named = {name for rule in rules for name in re.findall(r"yangguang_\w+", rule["expr"])}
    assert len(named) > 10
    assert named <= shown
    labels = {pair for rule in rules for pair in re.findall(r'(\w+="\w+")', rule["expr"])} - {
        'job="yangguang"'
    }
    assert all(pair in text for pair in labels)
    assert all({"summary", "look"} == set(rule["annotations"]) for rule in rules)


@pytest.mark.django_db
@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_reads_the_page_and_the_rules(client):
    text = ask(client).content
    for words, read_in in ((["check", "metrics"], text), (["check", "rules", str(RULES)], b"")):
        done = subprocess.run(["promtool", *words], input=read_in, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
