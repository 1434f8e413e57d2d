"""The documented way to a portal for real, walked without Docker: its commands, compose file and Dockerfile."""

import http.client
import json
import os
import subprocess
from collections.abc import Iterator

import psutil
import pytest

from tests.production.engine import ROOT, Engine, WalkError
from tests.production.walk import NAME, Walk, documented
from tests.support.whole import with_walks

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def portal() -> Iterator[Engine]:
    """Every documented command was typed, in order, and the last one came back."""
    engine = Engine()
    try:
        walk = Walk(engine)
        for line in documented():
            walk.type(line)
        yield engine
    finally:
        engine.close()


def ask(portal: Engine, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """As the proxy with the certificate asks, which sets both headers itself."""
    # A container sees Docker's own address, never 127.0.0.1, which gunicorn would believe everything.
    connection = http.client.HTTPConnection(
        "127.0.0.1", portal.ports["web"], timeout=20, source_address=("127.0.0.2", 0)
    )
    sent = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    connection.request("GET", path, headers=sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def test_every_part_is_well_and_ready(portal):
    asked = {name for name, service in portal.services.items() if service.health}
    assert portal.healthy == asked
    assert {"database", "broker", "web", "worker", "opener", "beat"} <= asked
    assert portal.done == {"release"}
    status, _, text = ask(portal, "/readyz")
    assert (status, json.loads(text)["ready"]) == (200, True), text
    assert set(json.loads(text)["checks"].values()) == {"ok"}


def test_every_process_leaves_its_number_for_its_health_check_to_end_it_by(portal):
    left = {
        name: int((portal.containers / name / "tmpfs" / "tmp" / "main.pid").read_text())
        for name, service in portal.services.items()
        if service.ours and service.health
    }
    assert set(left) == {"web", "worker", "letters", "opener", "confidant", "beat"}
    assert left == {name: portal.running[name].pid for name in left}


@pytest.mark.parametrize("path", ["/", "/notices/", "/accounts/login/", "/en/accounts/login/"])
def test_visitors_behind_the_proxy_get_pages(portal, path):
    status, headers, text = ask(portal, path)
    assert status == 200, headers
    assert "阳光购买" in text or ("Yangguang" in text and path.startswith("/en/"))
    assert headers["strict-transport-security"].startswith("max-age=")


def test_styles_are_served_under_the_names_that_pages_give(portal):
    _, _, text = ask(portal, "/")
    style = next(part.split('"')[0] for part in text.split('href="')[1:] if ".css" in part.split('"')[0])
    assert ask(portal, style)[0] == 200


def test_a_strange_name_is_refused_and_plain_http_sent_on(portal):
    assert ask(portal, "/", Host="evil.example")[0] == 400
    status, headers, _ = ask(portal, "/", X_Forwarded_Proto="http")
    assert (status, headers["location"]) == (301, f"https://{NAME}/")


def test_a_backup_is_made_as_documented(portal):
    walk = Walk(portal)
    # Only who administers the machine gives a folder to the image's user.
    words = f"-o {portal.uid}" if portal.uid is not None else ""
    for line in documented(heading="## Backup"):
        walk.type(line.replace("-o 10001", words))
    assert "No secret is in it" in walk.printed
    (dark,) = (
        line for line in walk.printed.splitlines() if line.startswith("not seen, so whoever keeps them")
    )
    assert "opening_key" in dark
    assert "second_factor_key" not in dark
    (told,) = (portal.folder / "backups").glob("*/backup.json")
    assert json.loads(told.read_text())["settings"]["SITE_URL"] == f"https://{NAME}"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may start a process as somebody else")
def test_every_process_runs_as_the_images_user_and_the_folder_of_secrets_is_the_hosts_alone(portal):
    assert portal.uid == portal.image.user
    for name, process in portal.running.items():
        if name != "release":
            uids = set(psutil.Process(process.pid).uids())
            assert uids == {portal.uid} if name != "database" else 0 not in uids, name
    assert os.stat(portal.folder / "secrets").st_mode & 0o077 == 0


def test_the_image_cannot_enter_the_folder_of_secrets(portal):
    """So a walk that mounts the whole of it fails here as it does under Docker."""
    with pytest.raises(WalkError, match="Permission denied"):
        portal.run([("./secrets", "/secrets")], ["python", "-m", "portal.ground.keys", "/secrets"])


def test_the_script_of_secrets_ends_with_the_documented_command():
    (command,) = [line for line in documented() if line.startswith("docker run")]
    assert command in (ROOT / "docker" / "make-secrets.sh").read_text()


def test_the_walk_refuses_what_it_does_not_know():
    walk = Walk.__new__(Walk)
    for line in ("docker compose pull", "# do something by hand", "docker run --privileged yangguang-portal x",
                 "printf 'NEW=…' >> .env"):  # fmt: skip
        with pytest.raises(WalkError):
            walk.type(line)


@with_walks
def test_what_was_backed_up_comes_back_into_a_new_database_and_the_portal_goes_on(portal):
    """After all others: the database they asked is no more."""
    anew = "DROP DATABASE portal WITH (FORCE)", "CREATE DATABASE portal OWNER portal_owner"
    for line in anew:
        subprocess.run(
            ["psql", "-qU", "postgres", "-c", line, "postgres"], env=portal.database.client(), check=True
        )
    walk = Walk(portal)
    walk.type("docker compose run --rm backup python manage.py restore /backups --secrets /run/secrets")
    assert "All that was looked at holds." in walk.printed
    status, _, text = ask(portal, "/readyz")
    assert (status, json.loads(text)["ready"]) == (200, True), text
    assert ask(portal, "/notices/")[0] == 200
