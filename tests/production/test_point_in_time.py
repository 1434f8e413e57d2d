"""Any moment can be had again: a base backup, the log that the server handed over, and the moment before a mishap."""

import shutil
import time
from types import SimpleNamespace

import pytest
import yaml

from tests.production import kept
from tests.support.whole import with_walks
from tests.test_processes import COMPOSE

pytestmark = pytest.mark.faults

GOOD = """
from portal.ground import clock
from portal.ground.ledger import seals
seals.seal(clock.now())
print("".join(seals.checkpoint_lines()), end="")
"""


def told(name: str) -> list[str]:
    """The words of the database in a file that is put over docker-compose.yml."""
    whole = yaml.safe_load((kept.ROOT / "docker" / f"{name}.yml").read_text())
    return [str(word) for word in whole["services"]["database"]["command"]]


def settings_of(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words[words.index("-c") + 1 :: 2])


def test_a_file_put_over_another_says_all_that_the_other_says():
    words = COMPOSE["services"]["database"]["command"]
    for name in ("archive", "recover"):
        assert told(name)[: len(words)] == words


def start_with(data: kept.Data, given: dict[str, str], archive) -> None:
    """With those settings, as the command line of the container has them."""
    lines = [f"{name} = '{value.replace('/archive', str(archive))}'\n" for name, value in given.items()]
    place = (data.folder / "postgres").resolve() / "postgresql.auto.conf"
    place.write_text("".join(lines))
    data.server.start()


@pytest.fixture
def archived(tmp_path):
    """A portal that handed its log over, and is no more: what it held one moment before a mishap."""
    data = kept.demonstration()
    archive = data.folder / "archive"
    archive.mkdir()
    data.server.throwaway = False  # what is handed over has to be whole
    data.server.stop()
    data.server._hand_over(archive)
    start_with(data, settings_of(told("archive")), archive)
    try:
        base = [
            data.server.bin / "pg_basebackup",
            "-h",
            data.runtime,
            "-U",
            "postgres",
            "-D",
            archive / "base",
        ]
        assert data.server._run(*base, "--checkpoint", "fast").returncode == 0
        checkpoints = data.shell(GOOD)
        receipts = data.ask("SELECT count(*), max(id) FROM procurement_receipt")
        ((moment,),) = data.ask("SELECT clock_timestamp()::text")
        time.sleep(0.2)
        data.ask("ALTER TABLE procurement_receipt DISABLE TRIGGER USER; DELETE FROM procurement_receipt")
        assert data.ask("SELECT count(*) FROM procurement_receipt") == [(0,)]
        ((segment,),) = data.ask("SELECT pg_walfile_name(pg_switch_wal())")
        until = time.monotonic() + 30
        while not (archive / segment).exists():
            assert time.monotonic() < until, "the log was not handed over"
            time.sleep(0.1)
        shutil.copytree(archive, tmp_path / "archive", copy_function=shutil.copy2)
        yield SimpleNamespace(
            archive=tmp_path / "archive", moment=moment, receipts=receipts, checkpoints=checkpoints,
            values=data.values,
        )  # fmt: skip
    finally:
        data.destroy()


@with_walks
def test_the_moment_before_a_mishap_is_had_again_and_checked(archived, tmp_path):
    with kept.empty(archived.values) as data:
        data.server.stop()
        own, archive = (data.folder / "postgres").resolve(), data.folder / "archive"
        shutil.copytree(archived.archive, archive)
        shutil.rmtree(own)
        shutil.move(archive / "base", own)
        own.chmod(0o700)
        (own / "recovery.signal").touch()
        for path in (archive, *archive.rglob("*"), own, *own.rglob("*")):
            data.server._hand_over(path)
        given = settings_of(told("recover")) | {"recovery_target_time": archived.moment}
        start_with(data, given, archive)
        assert data.ask("SELECT count(*), max(id) FROM procurement_receipt") == archived.receipts
        (tmp_path / "checkpoints.txt").write_text(archived.checkpoints)
        done = data.manage("check_kept", "--checkpoints", str(tmp_path / "checkpoints.txt"))
        assert done.returncode == 0, done.stdout
        assert f"OK      receipts: {archived.receipts[0][0]}" in done.stdout
