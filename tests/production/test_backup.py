"""A backup is made, everything is destroyed, and a new machine has it all again; what does not hold is named."""

import json
import lzma
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.ground import keys
from portal.running import embedded
from portal.running.keeping import backup, places
from portal.running.processes import PROCESSES
from tests.production import kept
from tests.support import bucket
from tests.support.whole import with_walks

pytestmark = pytest.mark.faults

WORDS = "这是一份招标文件".encode()
PREPARE = """
from portal.ground import clock
from portal.ground.ledger import blobs, seals
from portal.ground.ledger.models import Event
blobs.put({words!r}, "text/plain")
seals.seal(clock.now())
seals.seal(clock.now())
"""
CHECKPOINTS = """
from portal.ground.ledger import seals
print("".join(seals.checkpoint_lines()), end="")
"""
COUNTED = (
    "SELECT (SELECT count(*) FROM ledger_event), (SELECT count(*) FROM ledger_seal),"
    " (SELECT count(*) FROM procurement_receipt), (SELECT count(*) FROM procurement_notice),"
    " (SELECT count(*) FROM opendata_release), (SELECT count(*) FROM ledger_blob),"
    " (SELECT count(*) FROM procurement_biditem), (SELECT count(*) FROM organizations_user)"
)


@pytest.fixture(scope="module")
def restored(tmp_path_factory):
    """A new machine into which the last backup of one that is no more was brought."""
    place = tmp_path_factory.mktemp("kept")
    first = kept.demonstration()
    try:
        assert first.manage("release").returncode == 0
        first.shell(PREPARE.format(words=WORDS))
        counted = first.ask(COUNTED)
        checkpoints = place / "checkpoints.txt"
        checkpoints.write_text(first.shell(CHECKPOINTS))
        made = first.manage("backup", str(place / "backups"), "--secrets", str(first.secrets))
        assert made.returncode == 0, made.stderr
        values = first.values
    finally:
        first.destroy()
    with kept.empty(values) as data:
        brought = data.manage(
            "restore",
            str(place / "backups"),
            "--secrets",
            str(data.secrets),
            "--checkpoints",
            str(checkpoints),
        )
        yield SimpleNamespace(
            data=data, backups=place / "backups", checkpoints=checkpoints, counted=counted, said=brought,
            made=made.stdout, place=place,
        )  # fmt: skip


def again(restored, *words):
    return restored.data.manage("check_kept", *words)


def broken(done):
    return {line.removeprefix("BROKEN").strip() for line in done.stdout.splitlines() if "BROKEN" in line}


def test_all_is_there_and_checked(restored):
    assert restored.said.returncode == 0, restored.said.stdout + restored.said.stderr
    assert restored.data.ask(COUNTED) == restored.counted
    lines = restored.said.stdout.splitlines()
    looked = dict(line.removeprefix("OK").strip().rsplit(": ", 1) for line in lines if line.startswith("OK"))
    assert set(looked) == {
        "as many as were kept", "public keys", "secrets", "events", "events that are not public", "receipts",
        "notices", "files", "keys of sealed bids", "record, as the public checks it",
    }  # fmt: skip
    assert all(int(count) > 0 for count in looked.values()), looked
    assert lines[-1] == "All that was looked at holds."
    (dark,) = (
        line for line in lines if line.startswith("nobody can say whether these are the same as then:")
    )
    assert "opening_key" in dark


def test_a_file_is_read_as_it_was_kept(restored):
    read = "from portal.ground.ledger import blobs; from portal.ground.ledger.models import Blob\n"
    read += "print([blobs.open(one.pk).read() for one in Blob.objects.all()])"
    assert restored.data.shell(read).strip() == repr([WORDS])


def test_no_secret_lies_in_a_backup(restored):
    told = json.loads((backup.newest(restored.backups) / backup.LIST).read_text())
    assert {row["file"] for row in told["secrets"]} == {place.file for place in places.places()}
    known = {row["file"] for row in told["secrets"] if row["fingerprint"]}
    assert known == {place.file for place in places.places() if place.told_again}
    assert known < {name.lower() for name in places.LOST}
    text = "".join(path.read_text(errors="replace") for path in restored.backups.rglob("*") if path.is_file())
    for place in places.places():
        secret = restored.data.values.get(place.name, f"of {place.file}")
        assert secret not in text, place.file
    assert restored.data.values["OPENING_PUBLIC_KEY"] in text


def test_every_secret_says_what_is_lost_with_it():
    named = {name for process in PROCESSES for name in process.secrets}
    assert named - places.FREE == set(places.LOST)


def test_what_was_changed_is_named_and_nothing_else(restored, tmp_path):
    data, name = restored.data, restored.data.unguarded_copy("changed")
    (event,) = data.ask("SELECT id, kind, subject FROM ledger_event WHERE public ORDER BY id LIMIT 1")
    (receipt,) = data.ask("SELECT id, number FROM procurement_receipt ORDER BY id LIMIT 1")
    (notice,) = data.ask(
        "SELECT n.id, n.seq, t.number FROM procurement_notice n JOIN procurement_tender t ON t.id = n.tender_id"
        " ORDER BY n.id LIMIT 1"
    )
    (blob,) = data.ask("SELECT sha256 FROM ledger_blob")
    for table, column, value, row in (
        ("ledger_event", "payload", "'{\"other\":1}'", event[0]),
        ("procurement_receipt", "text", "reverse(text)", receipt[0]),
        ("procurement_notice", "body", "replace(body, '2024', '2023')", notice[0]),
    ):
        data.ask(f"UPDATE {table} SET {column} = {value} WHERE id = %s", row, database=name)
    lay(tmp_path, blob[0], WORDS[:-1] + b"!")
    done = data.manage("check_kept", database=name, VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    chain = {line for line in broken(done) if line.startswith("record, as the public checks it: line ")}
    assert len(chain) == 1
    assert "was changed, exchanged or moved" in next(iter(chain))
    assert broken(done) - chain == {
        f"events: event {event[0]} ({event[1]} {event[2]}) was changed",
        f"receipts: receipt {receipt[1]} was changed",
        f"notices: notice {notice[1]} of {notice[2]} was changed",
        f"files: {blob[0]} is not what was kept",
    }


def lay(folder, sha256, content):
    """A file under that hash, whatever is in it."""
    file = folder / "blobs" / sha256[:2] / sha256[2:4] / sha256
    file.parent.mkdir(parents=True)
    file.write_bytes(content)


def test_an_event_that_nobody_reads_is_missed_all_the_same(restored):
    data, name = restored.data, restored.data.unguarded_copy("less")
    (hidden,) = data.ask(
        "SELECT id, seal_id FROM ledger_event WHERE NOT public AND seal_id IS NOT NULL LIMIT 1"
    )
    data.ask("UPDATE ledger_event SET seal_id = NULL WHERE id = %s", hidden[0], database=name)
    assert broken(data.manage("check_kept", database=name)) == {
        f"events that are not public: under seal {hidden[1]} an event that is not public was changed or is gone"
    }


def test_a_record_that_is_not_the_published_one_is_told_by_its_checkpoints(restored, tmp_path):
    lines = restored.checkpoints.read_text().splitlines()
    other = tmp_path / "other.txt"
    number, digest, moment = lines[-1].split()
    other.write_text("\n".join([*lines[:-1], f"{number} {digest[::-1]} {moment}"]))
    later = tmp_path / "later.txt"
    later.write_text("\n".join([*lines, f"{int(number) + 1} {digest} {moment}"]))
    for given, words in ((other, f"seal {number} is"), (later, f"seal {int(number) + 1} is missing")):
        done = again(restored, "--checkpoints", str(given))
        assert done.returncode == 1
        assert len(broken(done)) == 1
        assert words in done.stdout
    done = again(restored, "--checkpoints", str(tmp_path / "none.txt"))
    assert done.returncode == 1
    assert "No such file" in done.stdout
    assert "NOT LOOKED AT" in again(restored).stdout


def test_a_database_that_holds_something_is_left_alone(restored):
    before = restored.data.ask(COUNTED)
    done = restored.data.manage("restore", str(restored.backups), "--secrets", str(restored.data.secrets))
    assert done.returncode == 1
    assert "into an empty one only" in done.stderr
    assert restored.data.ask(COUNTED) == before


def test_a_server_without_the_roles_is_told_so_before_anything_is_written(restored):
    name = restored.data.another_database("without_roles")
    restored.data.ask("ALTER ROLE portal_letters RENAME TO somebody")
    try:
        done = restored.data.manage("restore", str(restored.backups), database=name)
    finally:
        restored.data.ask("ALTER ROLE somebody RENAME TO portal_letters")
    assert done.returncode == 1
    assert "no role portal_letters: run docker/roles.sh" in done.stderr
    assert restored.data.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=name) == [
        (0,)
    ]


def test_secrets_that_are_missing_or_others_and_files_that_are_not_there_are_named(restored, tmp_path):
    name = restored.data.another_database("other_secrets")
    shutil.copytree(restored.data.secrets, tmp_path / "secrets")
    (tmp_path / "secrets" / "second_factor_key").write_text("another")
    (tmp_path / "secrets" / "pseudonym_key").unlink()
    (tmp_path / "secrets" / "email_url").write_text("smtp://elsewhere:25")
    shutil.copytree(restored.backups, tmp_path / "backups")
    shutil.rmtree(tmp_path / "backups" / "blobs")
    done = restored.data.manage(
        "restore", str(tmp_path / "backups"), "--secrets", str(tmp_path / "secrets"), database=name,
        OPENING_PUBLIC_KEY=restored.data.values["RECOVERY_PUBLIC_KEY"], VAR_DIR=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 1
    said = broken(done)
    assert f"secrets: second_factor_key is another one: {places.LOST['SECOND_FACTOR_KEY']}" in said
    assert f"secrets: pseudonym_key is missing: {places.LOST['PSEUDONYM_KEY']}" in said
    (blob,) = restored.data.ask("SELECT sha256 FROM ledger_blob")
    assert f"files: {blob[0]} is gone" in said
    keys = {line for line in said if "OPENING_PUBLIC_KEY" in line}
    assert {line.split(": ")[0] for line in keys} == {"public keys", "keys of sealed bids"}
    assert len(said) == 3 + len(keys)


def test_a_dump_of_another_moment_or_no_backup_at_all_is_refused(restored, tmp_path):
    name = restored.data.another_database("refusing")
    shutil.copytree(restored.backups, tmp_path / "backups")
    dump = backup.newest(tmp_path / "backups") / backup.DUMP
    content = dump.read_bytes()
    dump.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    done = restored.data.manage("restore", str(tmp_path / "backups"), database=name)
    assert done.returncode == 1
    assert "is not what was written" in done.stderr
    (dump.parent / backup.LIST).unlink()
    done = restored.data.manage("restore", str(tmp_path / "backups"), database=name)
    assert "there is no backup below" in done.stderr


def test_a_rotten_file_is_told_of_at_the_backup(restored, tmp_path):
    (blob,) = restored.data.ask("SELECT sha256 FROM ledger_blob")
    lay(tmp_path / "var", blob[0], WORDS + b"!")
    done = restored.data.manage("backup", str(tmp_path / "backups"), VAR_DIR=str(tmp_path / "var"))
    assert done.returncode == 1
    assert f"gone or rotten here: {blob[0]}" in done.stderr


# --- A backup of an earlier version -----------------------------------------------------------------------------

# `manage.py demo` of version 0.2, dumped after its first minute: pg_dump --format=custom --compress=none, then xz.
EARLIER = Path(__file__).resolve().parents[1] / "data" / "portal-0.2.dump.xz"
ITS_KEYS = {
    "OPENING_PUBLIC_KEY": "sR915666cNQgJ+tEY8ieSdEIcmyAYrYMgETsX6+6jDs=",
    "RECOVERY_PUBLIC_KEY": "QBi1rEAMVL/GjltGQkKjs2eIlPZTlBR6+81JwAqLSVE=",
    "EVALUATION_PUBLIC_KEY": "S6FzX+d6n9EbQHV/8G0G6tZYzeqNgO2Ueh/tPfGMG2o=",
}
ITS_SEAL = "1 bc514a1c28f192d217b7ccb32193d29adec03d4356e30a25e2f46a2d42d705a0 2024-07-10T01:30:00+00:00\n"
DERIVED = """
from portal.ground.ledger import trust
from portal.site.opendata import releases
from procurement.models import SearchEntry
from procurement.services.calls import search_entries
rows = lambda: list(SearchEntry.objects.order_by("pk").values_list("title", "body", "codes", "form"))
before = rows()
SearchEntry.objects.update(form=0, codes=[])
search_entries.carry_again(), search_entries.write_again()
print(len(before), before == rows(), releases.write_missing(), releases.write_untold(trust.standing().steady))
"""


@with_walks
def test_a_backup_of_an_earlier_version_comes_back_as_this_one_with_what_is_derived(tmp_path):
    place = tmp_path / "backups" / "2026-11-30T00-00-00Z"
    place.mkdir(parents=True)
    (place / backup.DUMP).write_bytes(lzma.decompress(EARLIER.read_bytes()))
    told = {
        "form": backup.FORM, "made_at": "2026-11-30T00:00:00+00:00", "sha256": backup.digest(place / backup.DUMP),
        "events": 285, "receipts": 15, "seal": ":".join(ITS_SEAL.split()[:2]), "keys": ITS_KEYS, "secrets": [],
    }  # fmt: skip
    (place / backup.LIST).write_text(json.dumps(told))
    (tmp_path / "checkpoints.txt").write_text(ITS_SEAL)
    new = keys.make()["CONFIDENCE_PUBLIC_KEY"]
    with kept.empty(ITS_KEYS | {"CONFIDENCE_PUBLIC_KEY": new}) as data:
        done = data.manage("restore", str(place), "--checkpoints", str(tmp_path / "checkpoints.txt"))
        assert done.returncode == 0, done.stdout + done.stderr
        calls, same, *missing = data.shell(DERIVED).split()
        assert (int(calls), same, missing) == (14, "True", ["0", "0"])
        # The version of then knew no release but those of notices.
        assert data.ask("SELECT count(*) > 25, count(notice_id) FROM opendata_release") == [(True, 25)]
        assert data.ask("SELECT count(*) FROM procurement_searchentry WHERE title = ''::tsvector") == [(0,)]
        clear = "SELECT count(*) FROM procurement_report WHERE kind = 'confidential' AND text <> ''"
        assert data.ask(clear) == [(0,)], "what stood in clear then is encrypted now"
        assert embedded.DATABASE in data.server.url("portal_web")


# --- Files in a bucket ------------------------------------------------------------------------------------------


@pytest.fixture
def aside(restored, tmp_path):
    """The one file of the portal and its name in a bucket; where a command finds that; an empty folder."""
    (blob,) = restored.data.ask("SELECT sha256 FROM ledger_blob")
    (tmp_path / "var").mkdir()

    def manage(server, *words, **more):
        environ = {"FILES_URL": server.url, "VAR_DIR": str(tmp_path / "var")} | more
        secrets = () if words[0] == "check_kept" else ("--secrets", str(restored.data.secrets))
        return restored.data.manage(*words, *secrets, **environ)

    name = f"portal/{blob[0][:2]}/{blob[0][2:4]}/{blob[0]}"
    yield SimpleNamespace(sha256=blob[0], name=name, manage=manage, backups=tmp_path / "backups")
    assert not list((tmp_path / "var").rglob("*"))


AWAY = "the files cannot be reached: EndpointConnectionError"


def test_files_are_copied_out_of_a_bucket_and_what_was_changed_there_is_told(aside, tmp_path):
    with bucket.server() as server:
        server.lay(aside.name, WORDS)
        done = aside.manage(server, "backup", str(aside.backups))
        assert done.returncode == 0, done.stderr
        assert f"files copied from the bucket files at http://127.0.0.1:{server.port}: whole" in done.stdout
        (copied,) = (path for path in (aside.backups / "blobs").rglob("*") if path.is_file())
        assert (copied.name, copied.read_bytes()) == (aside.sha256, WORDS)
        for text in (done.stdout, (backup.newest(aside.backups) / backup.LIST).read_text()):
            assert bucket.SECRET not in text
            assert "of%2Fthe" not in text
        server.lay(aside.name, WORDS + b"!")
        done = aside.manage(server, "check_kept")
        assert broken(done) == {f"files: {aside.sha256} is not what was kept"}
    done = aside.manage(server, "backup", str(tmp_path / "none"))
    assert (done.returncode, AWAY in done.stderr) == (1, True)
    assert not (tmp_path / "none").exists()


@with_walks
def test_files_are_brought_back_into_a_bucket(restored, aside, tmp_path):
    database = restored.data.another_database("into_a_bucket")
    with bucket.server() as server:
        done = aside.manage(server, "restore", str(restored.backups), database=database)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "1 files brought back into the bucket files at" in done.stdout
        assert server.names() == {aside.name}
        assert server.read(aside.name) == WORDS
        assert broken(aside.manage(server, "check_kept", database=database)) == set()
        server.take_away(aside.name)
        done = aside.manage(server, "check_kept", database=database)
        assert broken(done) == {f"files: {aside.sha256} is gone"}
    done = aside.manage(server, "check_kept", database=database)
    assert broken(done) == {f"files: from {aside.sha256} on nobody could look, {AWAY}"}
    other = restored.data.another_database("into_none")
    done = aside.manage(server, "restore", str(restored.backups), database=other)
    assert (done.returncode, AWAY in done.stderr) == (1, True)
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert restored.data.ask(tables, database=other) == [(0,)], "nothing was begun"
