"""The list of processes and what is written from it: who runs what, and who may see which secret."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from celery.schedules import crontab
from django.conf import settings

from portal.ground.ledger.mail import RUN_SECONDS
from portal.running.embedded import SILENT_LOG
from portal.running.keeping import places
from portal.running.processes import LOGINS, NO_DATABASE, OWNER_LOGIN, PLAIN, PROCESSES, TASK_ROUTES, Process

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVERS = {"database", "broker"}
BY_NAME = {process.name: process for process in PROCESSES}
VALUES = {"SECRET_KEY": "s", "OPENING_KEY": "o", "SITE_URL": "u", OWNER_LOGIN: "owner"}
VALUES |= {login: role.removeprefix("portal_") for role, login in LOGINS.items()}
each = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)


def test_compose_runs_the_listed_processes_and_the_two_servers():
    assert set(COMPOSE["services"]) == set(BY_NAME) | SERVERS | {"backup", "proxy"}


def test_no_log_fills_the_disk():
    for name, service in COMPOSE["services"].items():
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name


@each
def test_compose_runs_the_same_command(process: Process):
    assert tuple(COMPOSE["services"][process.name]["command"]) == process.command


@each
def test_compose_shows_a_process_its_own_secrets_only(process: Process):
    service = COMPOSE["services"][process.name]
    login = OWNER_LOGIN if process.once else LOGINS.get(process.role, "")
    named = {name: process.file_of(name) for name in process.secrets}
    if login:
        named["DATABASE_URL"] = login.lower()
    else:
        assert service["environment"].pop("DATABASE_URL") == NO_DATABASE
    assert set(service["secrets"]) == set(named.values())
    for name, secret in named.items():
        assert service["environment"][f"{name}_FILE"] == f"/run/secrets/{secret}"
    rest = set(service["environment"]) - {f"{name}_FILE" for name in named}
    assert rest <= {*PLAIN, *process.plain}


@each
def test_compose_asks_the_same_health(process: Process):
    service = COMPOSE["services"][process.name]
    if process.once:
        assert "healthcheck" not in service
        assert service["restart"] == "no"
        return
    kind, *words = service["healthcheck"]["test"]
    if kind == "CMD-SHELL":
        words = words[0].replace("$$", "$").split()
    assert tuple(words) == process.health
    assert service["depends_on"]["release"] == {"condition": "service_completed_successfully"}


@each
def test_compose_runs_nothing_as_root_and_nothing_writable(process: Process):
    service = COMPOSE["services"][process.name]
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_a_backup_is_made_by_hand_and_sees_what_it_has_to_tell_again_but_the_opening_key():
    service = COMPOSE["services"]["backup"]
    assert service["profiles"] == ["backup"]
    assert service["networks"] == ["inside"]
    assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])
    told_again = {place.file for place in places.places() if place.told_again}
    assert "opening_key" not in told_again
    assert set(service["secrets"]) == told_again | {"release_secret_key", "owner_database_url", "files_url"}
    given = {name for name in service["environment"] if name.endswith("_FILE")}
    assert given == {"SECRET_KEY_FILE", "DATABASE_URL_FILE", "FILES_URL_FILE"}


def test_only_who_hands_files_out_and_who_backs_them_up_reach_a_bucket():
    assert [process.name for process in PROCESSES if "FILES_URL" in process.secrets] == ["web"]
    holders = {n for n, service in COMPOSE["services"].items() if "files_url" in service.get("secrets", ())}
    assert holders == {"web", "backup"}
    over = yaml.safe_load((ROOT / "docker" / "s3.yml").read_text())["services"]
    built = {name for name, service in COMPOSE["services"].items() if "build" in service}
    assert {name for name, one in over.items() if one["build"] == {"args": {"WITH_S3": "1"}}} == built
    assert "outside" in over["backup"]["networks"]
    assert "outside" in COMPOSE["services"]["web"]["networks"]


def test_the_client_of_a_backup_is_no_older_than_the_server():
    steps = (ROOT / "Dockerfile").read_text()
    (client,) = re.findall(r"postgresql-client-(\d+)", steps)
    assert COMPOSE["services"]["database"]["image"] == f"postgres:{client}"


def test_the_opening_key_is_the_openers_alone():
    assert [process.name for process in PROCESSES if "OPENING_KEY" in process.secrets] == ["opener"]
    holders = [n for n, service in COMPOSE["services"].items() if "opening_key" in service.get("secrets", ())]
    assert holders == ["opener"]
    assert COMPOSE["services"]["opener"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_key_of_words_in_confidence_is_the_confidants_alone():
    assert [process.name for process in PROCESSES if "CONFIDENCE_KEY" in process.secrets] == ["confidant"]
    holders = [
        n for n, service in COMPOSE["services"].items() if "confidence_key" in service.get("secrets", ())
    ]
    assert holders == ["confidant"]
    assert COMPOSE["services"]["confidant"]["networks"] == ["inside"]
    readers = [n for n, one in COMPOSE["services"].items() if "database_confidant" in one.get("secrets", ())]
    assert readers == ["database"]


def test_only_the_release_is_the_owner():
    assert [process.name for process in PROCESSES if process.once] == ["release"]
    assert {process.name: process.role for process in PROCESSES if process.role} == {
        "web": "portal_web", "worker": "portal_worker", "letters": "portal_letters", "opener": "portal_opener",
        "confidant": "portal_confidant",
    }  # fmt: skip


def test_no_two_processes_share_what_signs_sessions():
    files = [process.file_of("SECRET_KEY") for process in PROCESSES]
    assert len(set(files)) == len(files)
    assert BY_NAME["web"].file_of("SECRET_KEY") == "secret_key"
    holders = {
        name: {process.name for process in PROCESSES if name in process.secrets}
        for name in ("LINK_KEY", "PSEUDONYM_KEY")
    }
    assert holders == {
        "LINK_KEY": {"web", "letters"},
        "PSEUDONYM_KEY": {"web", "worker", "opener", "confidant"},
    }
    given = {process.name: process.environment(VALUES)["SECRET_KEY"] for process in PROCESSES}
    assert len(set(given.values())) == len(given)


def test_the_database_server_keeps_values_out_of_its_log():
    command = COMPOSE["services"]["database"]["command"]
    for name, value in SILENT_LOG.items():
        assert f"{name}={value}" in command


def test_every_secret_has_a_file_and_every_file_a_reader():
    used = {secret for service in COMPOSE["services"].values() for secret in service.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])
    made = set(re.findall(r"^keep (\w+)", (ROOT / "docker" / "make-secrets.sh").read_text(), re.MULTILINE))
    assert made == used


def test_an_environment_holds_what_is_allowed_and_the_right_login():
    web = BY_NAME["web"].environment(VALUES)
    assert web == {"SECRET_KEY": "s", "SITE_URL": "u", "DATABASE_URL": "web"}
    assert BY_NAME["opener"].environment(VALUES)["OPENING_KEY"] == "o"
    assert BY_NAME["opener"].environment(VALUES)["DATABASE_URL"] == "opener"
    assert BY_NAME["release"].environment(VALUES)["DATABASE_URL"] == "owner"
    assert BY_NAME["beat"].environment(VALUES)["DATABASE_URL"] == NO_DATABASE
    assert BY_NAME["worker"].environment(VALUES | {"DATABASE_ROLE": "1"})["DATABASE_ROLE"] == "portal_worker"


def test_the_settings_name_no_secret_that_no_process_gets():
    """A secret read in the settings and missing in the list would be empty in every container."""
    text = (ROOT / "portal" / "settings.py").read_text()
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+(?:KEY|SECRET|PASSWORD|URL))"', text))
    known = {name for process in PROCESSES for name in process.secrets} | {*PLAIN, "DATABASE_URL"}
    assert "SECRET_KEY" in read
    assert read <= known


def test_only_the_letters_process_speaks_to_the_outside():
    """The worker that keeps the clock and seals is on no network but the inner one, and knows no mail server."""
    assert [process.name for process in PROCESSES if "EMAIL_URL" in process.secrets] == ["letters"]
    outside = {name for name, one in COMPOSE["services"].items() if "outside" in one["networks"]}
    assert outside == {"web", "letters", "proxy"}
    workers = {process.name: process.command for process in PROCESSES if "-Q" in process.command}
    queues = {name: command[command.index("-Q") + 1] for name, command in workers.items()}
    assert queues == {"worker": "celery", "letters": "letters", "opener": "opener", "confidant": "confidant"}
    assert {
        TASK_ROUTES[f"portal.ledger.tasks.{task}"]["queue"] for task in ("send_letters", "post_letters")
    } == {"letters"}


def test_a_letter_in_hand_is_its_senders_for_longer_than_the_sender_may_live():
    command = BY_NAME["letters"].command
    hard, soft = (int(command[command.index(name) + 1]) for name in ("--time-limit", "--soft-time-limit"))
    assert RUN_SECONDS < soft < hard < settings.LEDGER_LETTER_LEASE_SECONDS


def test_a_bell_that_was_not_heard_expires_before_the_next():
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert 0 < entry["options"]["expires"] <= period(entry["schedule"]), name
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1


def period(schedule) -> float:
    """The shortest time between two rings, in seconds."""
    if not isinstance(schedule, crontab):
        return float(schedule)
    rings = sorted(hour * 3600 + minute * 60 for hour in schedule.hour for minute in schedule.minute)
    return min(b - a for a, b in pairwise([*rings, rings[0] + 24 * 3600]))
