"""Seals: gapless, chained, blind to what is not public, and checked by a script that knows nothing of us."""

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from portal.ground import ledger
from portal.ground.ledger import seals, verify
from portal.ground.ledger.models import Event, Seal

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SUBJECT = "tender:YN2026-000001"


def record(kind="published", *, public=True, **payload):
    return ledger.record(kind, subject=SUBJECT, at=NOON, actor="9f3c", public=public, **payload)


def export():
    return list(seals.audit_lines())


# The reference values of RFC 6962's own test data: the tree over these eight leaves, growing.
RFC_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
RFC_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_tree_is_that_of_rfc_6962(size):
    leaves = [bytes.fromhex(leaf) for leaf in RFC_LEAVES[:size]]
    assert verify.merkle_root(leaves).hex() == RFC_ROOTS[size - 1]


def test_the_empty_tree():
    assert verify.merkle_root([]) == hashlib.sha256(b"").digest()


@pytest.mark.django_db
class TestSealing:
    def test_it_seals_also_when_nothing_happened(self):
        first, second = seals.seal(NOON), seals.seal(NOON)
        assert (first.number, second.number) == (1, 2)
        assert first.previous == "0" * 64
        assert second.previous == first.digest
        assert first.public_events == second.public_events == 0

    def test_every_event_gets_one_seal(self):
        record()
        record(public=False)
        assert seals.seal(NOON).public_events == 1
        record("corrected")
        seals.seal(NOON)
        assert list(Event.objects.order_by("id").values_list("seal_id", flat=True)) == [1, 1, 2]

    def test_the_schedule_seals_once_an_interval(self):
        assert seals.seal_due(NOON).number == 1
        assert seals.seal_due(NOON + timedelta(seconds=20)) is None
        assert seals.seal_due(NOON + timedelta(minutes=5)).number == 2
        assert seals.seal_due(NOON + timedelta(minutes=9, seconds=50)).number == 3
        # A demonstration's clock set back by a month must not stop the sealing for a month.
        assert seals.seal_due(NOON - timedelta(days=30)).number == 4

    def test_a_backlog_is_sealed_in_pieces(self, monkeypatch):
        monkeypatch.setattr(seals, "MOST_EVENTS", 4)
        for _ in range(10):
            record()
        assert seals.seal(NOON).number == 3
        assert [seal.public_events for seal in Seal.objects.order_by("number")] == [4, 4, 2]
        assert len(verify.verify_lines(export())) == 3

    @pytest.mark.parametrize("gap", [{"number": 3}, {"number": 2, "previous": "5" * 64}])
    def test_the_database_refuses_a_gap_and_a_fork(self, gap):
        first = seals.seal(NOON)
        link = {"number": 2, "previous": first.digest, "at": NOON, "root": "1" * 64, "hidden": "2" * 64,
                "blind": "3" * 64, "public_events": 0, "digest": "4" * 64} | gap  # fmt: skip
        with pytest.raises(IntegrityError, match="seal_follows_seal"), transaction.atomic():
            Seal.objects.create(**link)


@pytest.mark.django_db
class TestAuditFile:
    def test_it_verifies(self):
        for kind in ("published", "corrected", "answered"):
            record(kind, notice=1)
            record("submitted", public=False)
        seals.seal(NOON)
        seals.seal(NOON)
        record("closed")
        seals.seal(NOON)
        record("not_sealed_yet")
        lines = export()
        assert len(lines) == 4 + 3
        assert verify.verify_lines(lines) == dict(Seal.objects.values_list("number", "digest"))
        assert verify.verify_checkpoints(verify.verify_lines(lines), seals.checkpoint_lines()) == 3

    def test_neither_a_person_nor_a_private_event_nor_their_number_is_in_it(self):
        record()
        for _ in range(7):
            record("bid_lodged", public=False, package="a1b2c3d4e5f6")
        seals.seal(NOON)
        text = "".join(export())
        for secret in ("bid_lodged", "a1b2c3d4e5f6", "9f3c\"", *Event.objects.values_list("salt", flat=True),
                       *Event.objects.filter(public=False).values_list("digest", flat=True),
                       Seal.objects.get().blind):  # fmt: skip
            assert secret not in text
        quiet = json.loads(export()[-1])["seal"]
        assert set(quiet) == verify.SEAL_KEYS

    def test_the_same_private_events_look_different_every_time(self):
        """Without the random leaf, a seal with nothing hidden could be told from one with something."""
        assert seals.seal(NOON).hidden != seals.seal(NOON).hidden

    def test_a_private_event_stands_under_the_seal_all_the_same(self):
        event = record("bid_lodged", public=False)
        link = seals.seal(NOON)
        leaves = [bytes.fromhex(event.digest), bytes.fromhex(link.blind)]
        assert verify.merkle_root(leaves).hex() == link.hidden

    def test_reading_it_takes_three_questions_however_long_it_is(self, django_assert_num_queries):
        for _ in range(5):
            record()
            seals.seal(NOON)
        with django_assert_num_queries(3):
            assert len(export()) == 10


@pytest.fixture
def lines(db):
    """Three seals: two events, none, one event."""
    record("published", notice=1)
    record("corrected", notice=2)
    seals.seal(NOON)
    seals.seal(NOON)
    record("closed")
    seals.seal(NOON)
    return export()


def rewritten(line, **changes):
    entry = json.loads(line)
    (part,) = entry.values()
    part.update(changes)
    return verify.canonical(entry) + "\n"


def resealed(line):
    """A forger who also computes the seal's digest anew."""
    entry = json.loads(line)
    entry["seal"]["digest"] = verify.seal_digest(entry["seal"])
    return verify.canonical(entry) + "\n"


FORGERIES = {
    "a changed event": lambda f: [rewritten(f[0], kind="terminated"), *f[1:]],
    "a changed payload": lambda f: [rewritten(f[0], payload={"notice": 3}), *f[1:]],
    "another actor": lambda f: [rewritten(f[0], actor="0" * 64), *f[1:]],
    "an event left out": lambda f: f[1:],
    "an event twice": lambda f: [f[0], *f],
    "two events exchanged": lambda f: [f[1], f[0], *f[2:]],
    "an event under another seal": lambda f: [f[1], f[2], f[0], *f[3:]],
    "a seal left out": lambda f: [*f[:3], *f[4:]],
    "two seals exchanged": lambda f: [*f[:2], f[3], f[2], *f[4:]],
    "a changed seal": lambda f: [*f[:2], rewritten(f[2], at="2026-03-02T05:00:00.000000+00:00"), *f[3:]],
    "a changed seal, digest mended": lambda f: [*f[:2], resealed(rewritten(f[2], hidden="0" * 64)), *f[3:]],
    "the first seal dated anew, digest mended": lambda f: [
        *f[:2], resealed(rewritten(f[2], at="2026-03-02T05:00:00.000000+00:00")), *f[3:]],
    "an event left out, seal mended": lambda f: [f[1], resealed(rewritten(f[2], public_events=1)), *f[3:]],
    "an event added at the end": lambda f: [*f, f[0]],
    "an extra key": lambda f: [rewritten(f[0], comment="x"), *f[1:]],
    "not JSON": lambda f: [*f[:2], "{\n", *f[2:]],
    "not an object": lambda f: [*f[:2], "[]\n", *f[2:]],
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_file_is_found_out(lines, forgery):
    assert len(verify.verify_lines(lines)) == 3
    with pytest.raises(verify.BrokenError):
        verify.verify_lines(FORGERIES[forgery](lines))


def test_a_cut_tail_is_found_by_a_checkpoint_or_a_printed_seal(lines):
    cut = verify.verify_lines(lines[:3])
    with pytest.raises(verify.BrokenError, match="ends at seal 1"):
        verify.verify_checkpoints(cut, seals.checkpoint_lines())
    newest = seals.newest()
    number, _, printed = str(newest).partition(":")
    verify.verify_seal(verify.verify_lines(lines), int(number), printed)
    with pytest.raises(verify.BrokenError):
        verify.verify_seal(cut, int(number), printed)
    with pytest.raises(verify.BrokenError):
        verify.verify_seal(verify.verify_lines(lines), 3, newest.digest[:15])


def test_a_wholly_new_chain_does_not_fit_the_old_checkpoints(lines):
    kept = list(seals.checkpoint_lines())
    forged = [rewritten(lines[0], kind="terminated"), *lines[1:]]
    digests, previous, new = [], verify.ORIGIN, []
    for line in forged:
        entry = json.loads(line)
        if "event" in entry:
            digests.append(verify.digest_of(entry["event"]))
        else:
            seal = entry["seal"] | {"previous": previous}
            seal["root"] = verify.root_over(digests, seal["hidden"])
            previous, digests = verify.seal_digest(seal), []
            line = verify.canonical({"seal": seal | {"digest": previous}}) + "\n"
        new.append(line)
    rebuilt = verify.verify_lines(new)
    with pytest.raises(verify.BrokenError, match="seal 1 is"):
        verify.verify_checkpoints(rebuilt, kept)


def test_the_script_runs_alone(lines, tmp_path):
    """Copied out of the project, under an interpreter that finds none of it."""
    script = tmp_path / "verify.py"
    script.write_text(Path(verify.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "audit.jsonl").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "checkpoints.txt").write_text("".join(seals.checkpoint_lines()), encoding="utf-8")

    def run(*arguments):
        command = [sys.executable, "-I", "-S", str(script), str(tmp_path / "audit.jsonl"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    good = run("--checkpoints", str(tmp_path / "checkpoints.txt"), "--seal", str(seals.newest()))
    assert (good.returncode, good.stderr) == (0, "")
    assert "OK: 3 seals hold" in good.stdout
    assert run("--seal", "3:0000000000000000").returncode == 1
    (tmp_path / "audit.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    bad = run()
    assert bad.returncode == 1
    assert "BROKEN: line 2, seal 1" in bad.stderr


@pytest.mark.django_db(transaction=True)
def test_one_sealer_at_a_time():
    """While one worker seals, another goes away instead of waiting or making a second chain."""
    inside, let_go = threading.Event(), threading.Event()

    def first_worker():
        with contextlib.closing(connection), transaction.atomic():
            assert seals.seal(NOON).number == 1
            inside.set()
            assert let_go.wait(10)

    worker = threading.Thread(target=first_worker)
    worker.start()
    try:
        assert inside.wait(10)
        assert seals.seal(NOON) is None
    finally:
        let_go.set()
        worker.join(10)
    assert seals.seal(NOON).number == 2


@pytest.mark.django_db(transaction=True)
def test_sealing_while_others_record_loses_nothing():
    stop = threading.Event()

    def write():
        with contextlib.closing(connection):
            for _ in range(30):
                with transaction.atomic():
                    record()

    def keep_sealing():
        with contextlib.closing(connection):
            while not stop.is_set():
                seals.seal(NOON)

    writers = [threading.Thread(target=write) for _ in range(3)]
    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join(30)
    stop.set()
    for thread in sealers:
        thread.join(30)
    seals.seal(NOON)
    assert Event.objects.filter(seal=None).count() == 0
    numbers = list(Seal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    lines = export()
    assert len(lines) == 90 + len(numbers)
    assert verify.verify_lines(lines)
