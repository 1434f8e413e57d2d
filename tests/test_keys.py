"""The keys of sealed bids: made once, each to its own process, and no process without them."""

import base64
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from portal.ground import keys
from portal.ground.keys import KeyRefusedError
from portal.running.launch import Demo
from portal.running.processes import LOGINS, PROCESSES
from tests.support.whole import with_walks

ROOT = Path(__file__).resolve().parent.parent
BY_NAME = {process.name: process for process in PROCESSES}


def test_every_public_half_fits_its_private_one():
    made = keys.make()
    assert len(set(made.values())) == len(made) == 10
    for private, public in keys.HALVES.items():
        raw = X25519PrivateKey.from_private_bytes(base64.b64decode(made[private])).public_key()
        assert base64.b64encode(raw.public_bytes_raw()).decode() == made[public]


def test_what_stands_stays_and_a_recovery_key_on_paper_is_not_made_anew():
    first = keys.make()
    del first["RECOVERY_KEY"]
    assert keys.make(first) == first


@pytest.mark.parametrize("value", ["", "x", "AAAA", base64.b64encode(b"a" * 31).decode(), "é" * 44])
def test_a_key_that_is_none_is_refused_by_name(value):
    with pytest.raises(KeyRefusedError, match="DRAFT_KEY"):
        keys.read("DRAFT_KEY", value)


@pytest.mark.parametrize("process", ["web", "opener", "confidant"])
def test_what_a_process_needs_is_what_the_list_of_processes_gives_it(process):
    made = keys.make()
    given = BY_NAME[process].environment(
        {**made, "OWNER_DATABASE_URL": "o", **dict.fromkeys(LOGINS.values(), "a")}
    )
    keys.require(process, given)
    for name in keys.NEEDED[process]:
        with pytest.raises(KeyRefusedError, match=name):
            keys.require(process, given | {name: ""})
    for name in keys.FORBIDDEN[process]:
        with pytest.raises(KeyRefusedError, match=f"must not be given {name}"):
            keys.require(process, given | {name: made[name]})
    assert not set(given) & set(keys.FORBIDDEN[process])


@pytest.mark.parametrize("process", ["web", "opener"])
def test_a_private_half_beside_another_public_one_is_refused(process):
    made = keys.make()
    given = BY_NAME[process].environment(
        {**made, "OWNER_DATABASE_URL": "o", **dict.fromkeys(LOGINS.values(), "a")}
    )
    own = next(private for private in keys.HALVES if private in given)
    with pytest.raises(KeyRefusedError, match=f"{own} is not the half of {keys.HALVES[own]}"):
        keys.require(process, given | {own: keys.make()[own]})


def start(*words, **environ):
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR", "DATABASE_URL") if name in os.environ
    }
    given = {**kept, "SECRET_KEY": "s" * 60, "REDIS_URL": "redis://127.0.0.1:1/0", **environ}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=60
    )


def own(process):
    return {name: value for name, value in keys.make().items() if name in keys.NEEDED[process]}


def test_the_web_does_not_start_without_its_keys_or_with_the_openers():
    load = ("-c", "import portal.wsgi; print('started')")
    assert start(*load, **own("web")).stdout.strip() == "started"
    without = start(*load, **{name: key for name, key in own("web").items() if name != "RECEIPT_KEY"})
    assert without.returncode == 1
    assert without.stderr.strip().endswith("which process is given which.")
    assert "web does not start: RECEIPT_KEY is not set" in without.stderr
    both = start(*load, **keys.make())
    assert "web does not start: The web process must not be given OPENING_KEY" in both.stderr
    assert "Traceback" not in both.stderr


@with_walks
def test_the_opener_does_not_start_without_its_key_or_with_the_webs():
    command = BY_NAME["opener"].command[1:]
    for given in ({}, keys.make()):
        done = start(*command, **given)
        assert done.returncode == 1, done.stderr
        assert "opener does not start: " in done.stderr
        assert "Traceback" not in done.stderr


@with_walks
def test_the_confidant_does_not_start_without_its_key_or_with_the_webs():
    command = BY_NAME["confidant"].command[1:]
    for given in ({}, keys.make()):
        done = start(*command, **given)
        assert done.returncode == 1, done.stderr
        assert "confidant does not start: " in done.stderr
        assert "Traceback" not in done.stderr


def test_the_first_of_several_keys_of_confidence_is_todays_and_each_is_judged():
    new, old = keys.make(), keys.make()
    both = f"{new['CONFIDENCE_KEY']}, {old['CONFIDENCE_KEY']}"
    assert keys.public_half(both) == new["CONFIDENCE_PUBLIC_KEY"]
    assert len(keys.private_keys("CONFIDENCE_KEY", both)) == 2
    keys.require("confidant", {"CONFIDENCE_KEY": both})
    with pytest.raises(KeyRefusedError, match="CONFIDENCE_KEY"):
        keys.require("confidant", {"CONFIDENCE_KEY": f"{both},x"})


def test_an_older_demonstrations_folder_gets_what_it_lacks(tmp_path):
    standing = {"SECRET_KEY": "s", "SECOND_FACTOR_KEY": "f", "OPENING_KEY": keys.make()["OPENING_KEY"]}
    (tmp_path / "secrets.json").write_text(json.dumps(standing))
    demo = Demo(tmp_path, 1, throwaway=True, empty=True)
    first = demo._secrets()
    assert first.items() >= standing.items()
    assert first["OPENING_PUBLIC_KEY"] == keys.public_half(standing["OPENING_KEY"])
    assert "RECOVERY_KEY" not in first
    paper = (tmp_path / "recovery-key.txt").read_text().strip()
    assert keys.public_half(paper) == first["RECOVERY_PUBLIC_KEY"]
    assert demo._secrets() == first
    assert (tmp_path / "recovery-key.txt").read_text().strip() == paper
    for name in ("secrets.json", "recovery-key.txt"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_script_for_containers_makes_keys_whose_public_halves_print(tmp_path):
    (tmp_path / "docker").mkdir()
    shutil.copy(ROOT / "docker" / "make-secrets.sh", tmp_path / "docker")
    made = subprocess.run(["sh", "docker/make-secrets.sh"], cwd=tmp_path, capture_output=True, check=True)
    assert b"made secrets/draft_key" in made.stdout
    folder = tmp_path / "secrets"
    for name in ("draft_key", "evaluation_key", "receipt_key", "opening_key", "confidence_key"):
        keys.read(name, (folder / name).read_text())
    printed = start("-m", "portal.ground.keys", str(folder)).stdout
    said = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
    assert said["OPENING_PUBLIC_KEY"] == keys.public_half((folder / "opening_key").read_text())
    assert keys.public_half(said["RECOVERY_KEY"]) == said["RECOVERY_PUBLIC_KEY"]
    assert set(said) == {*keys.HALVES.values(), "RECOVERY_KEY"}


def test_the_command_prints_every_key_under_who_is_given_it():
    printed = start("manage.py", "make_keys", DEBUG="1").stdout
    web, opener = printed.index("# web alone"), printed.index("# opener alone")
    assert web < printed.index("DRAFT_KEY=") < opener < printed.index("\nOPENING_KEY=")
    assert printed.index("# confidant alone") < printed.index("\nCONFIDENCE_KEY=")
    assert printed.index("# on paper only") < printed.index("RECOVERY_KEY=")


def test_one_secret_of_an_earlier_version_goes_on_where_it_must_and_signs_no_more_sessions(tmp_path):
    (tmp_path / "docker").mkdir()
    shutil.copy(ROOT / "docker" / "make-secrets.sh", tmp_path / "docker")
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "secret_key").write_text("of all processes")
    (folder / "secret_key").chmod(0o444)
    made = {}
    for _ in range(2):
        subprocess.run(["sh", "docker/make-secrets.sh"], cwd=tmp_path, capture_output=True, check=True)
        found = {one.name: one.read_text() for one in folder.iterdir()}
        assert not made or found == made, "what is there is never changed"
        made = found
    assert made["link_key"] == made["pseudonym_key"] == "of all processes"
    assert list(made.values()).count("of all processes") == 2
    # Containers read them under a user of their own.
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o444}
