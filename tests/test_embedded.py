"""The servers from the wheels: they start, keep their data, and leave nothing behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis
from django.db import DatabaseError, connection, transaction

from portal.ground import clock, ledger
from portal.ground.ledger.models import Event
from portal.running import embedded
from portal.running.children import StartError
from tests.support import database


@pytest.fixture
def folder():
    """A folder that the database's own user can reach, unlike pytest's own one when we are root."""
    made = Path(tempfile.mkdtemp(prefix="yangguang-data-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def started(folder, **more):
    with embedded.servers(folder, environ={}, **more) as running:
        yield running


def query(url, statement, *, fetch=True):
    with contextlib.closing(psycopg2.connect(url)) as connected, connected, connected.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if fetch else None


def running_process(pid):
    """A process that ended stays in the table until its parent asks, which in a container may be never."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.django_db
def test_queries_run_under_the_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_app",)
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True)
def test_the_clean_up_empties_append_only_tables_and_leaves_them_append_only():
    before = Event.objects.count()
    with transaction.atomic():
        event = ledger.record("published", subject="tender:T1", at=clock.now())
    assert Event.objects.count() == before + 1
    database.restore()
    assert Event.objects.count() == before
    with transaction.atomic():
        event = ledger.record("published", subject="tender:T1", at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    with (
        contextlib.closing(database.owner_connection()) as owner,
        owner.cursor() as cursor,
        pytest.raises(psycopg2.Error, match="append-only"),
    ):
        cursor.execute("DELETE FROM ledger_event")


@pytest.mark.django_db(transaction=True)
def test_the_clean_up_brings_back_what_migrations_wrote():
    with contextlib.closing(database.owner_connection()) as owner, owner, owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM seed.django_content_type")
        kinds = cursor.fetchone()[0]
        assert kinds > 5
        cursor.execute("DELETE FROM auth_permission")
        cursor.execute("DELETE FROM django_content_type")
    database.restore()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type")
        assert cursor.fetchone()[0] == kinds


def test_data_outlives_a_stop_and_nothing_is_left_running(folder):
    with started(folder) as running:
        query(running.owner_url, "CREATE TABLE kept (word text)", fetch=False)
        query(running.owner_url, "INSERT INTO kept VALUES ('阳光购买')", fetch=False)
        sockets = Path(running.owner_url.partition("?host=")[2])
        with contextlib.closing(redis.Redis.from_url(running.redis_url)) as broker:
            assert broker.ping()
    assert not sockets.exists()
    assert not (folder / "postgres" / "postmaster.pid").exists()
    with started(folder) as running:
        assert query(running.owner_url, "SELECT word FROM kept") == ("阳光购买",)


def test_the_database_knows_chinese_and_keeps_values_out_of_its_log(folder):
    with started(folder) as running:
        query(running.owner_url, "CREATE EXTENSION pg_trgm", fetch=False)
        assert query(running.owner_url, "SELECT show_trgm('艾滋病') <> '{}'") == (True,)
        for name, value in embedded.SILENT_LOG.items():
            assert query(running.urls["portal_web"], f"SHOW {name}") == (value,)
        assert query(running.urls["portal_web"], "SHOW listen_addresses") == ("",)
        assert query(running.urls["portal_web"], "SHOW fsync") == ("on",)
        query(running.owner_url, "CREATE TABLE strict (word text CHECK (word = 'x'))", fetch=False)
        with pytest.raises(psycopg2.errors.CheckViolation):
            query(running.owner_url, "INSERT INTO strict VALUES ('报价八十万')", fetch=False)
        assert "报价八十万" not in (folder / "log" / "database.log").read_text()


def test_a_given_address_wins(folder):
    given = {"DATABASE_URL": "postgres://there/db", "REDIS_URL": "redis://there/1"}
    with embedded.servers(folder, environ=given) as running:
        assert (running.owner_url, running.redis_url) == (given["DATABASE_URL"], given["REDIS_URL"])
    assert list(folder.iterdir()) == []


def test_a_killed_server_is_not_followed_by_another_while_part_of_it_still_works(folder):
    """Two servers over one folder would destroy it: a backend that did not notice is ended first."""
    with started(folder) as running:
        server = running.running[0]
        query(running.owner_url, "CREATE TABLE kept (word text)", fetch=False)
        with contextlib.closing(psycopg2.connect(running.owner_url)) as busy, busy.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone()
            os.kill(backend, signal.SIGSTOP)  # deaf, as one that computes for long
            server.process.kill()
            server.process.wait()
            assert running_process(backend)
            server.start()
            assert not running_process(backend)
        assert query(running.owner_url, "SELECT count(*) FROM kept") == (0,)


START = """
import os, signal, sys
from pathlib import Path
from portal.running import embedded
with embedded.servers(Path(sys.argv[1]), environ={}) as running:
    print(running.owner_url, flush=True)
    signal.pause()
"""


def test_an_unclean_end_of_the_portal_loses_nothing_and_blocks_nothing(folder):
    portal = subprocess.Popen([sys.executable, "-c", START, folder], stdout=subprocess.PIPE, text=True)
    url = portal.stdout.readline().strip()
    query(url, "CREATE TABLE kept AS SELECT 7 AS number", fetch=False)
    pid = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    portal.send_signal(signal.SIGKILL)
    portal.wait()
    portal.stdout.close()
    with started(folder) as running:
        assert query(running.owner_url, "SELECT number FROM kept") == (7,)
        assert not running_process(pid)
        assert not Path(url.partition("?host=")[2]).exists()


def test_a_server_that_outlived_its_portal_is_ended(folder):
    """As on a system that does not tell children of their parent's end."""
    sockets = embedded.runtime_folder()
    orphan = embedded.Postgres(folder, sockets)
    orphan.start()
    with started(folder) as running:
        assert query(running.owner_url, "SELECT 1") == (1,)
        assert orphan.process.wait(timeout=10) == 0
    shutil.rmtree(sockets, ignore_errors=True)


def test_a_number_that_now_belongs_to_another_process_blocks_nothing(folder):
    with started(folder):
        pid_file = folder / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    with subprocess.Popen(["/bin/sleep", "60"], user="nobody" if os.geteuid() == 0 else None) as other:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]))
        with started(folder) as running:
            assert query(running.owner_url, "SELECT 1") == (1,)
        assert other.poll() is None
        other.kill()


def test_a_failure_says_which_part_why_and_what_to_do(folder):
    with started(folder):
        pass
    (folder / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(StartError) as caught, started(folder):
        pass
    assert caught.value.part == "database"
    assert "incompatible" in caught.value.why
    assert "DATABASE_URL" in caught.value.remedy


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_below_a_private_folder(folder):
    """The server's own user can reach neither the project nor its data there."""
    folder.chmod(0o700)
    inside = folder / "var"
    inside.mkdir()
    with started(inside) as running:
        query(running.owner_url, "CREATE TABLE kept AS SELECT 7 AS number", fetch=False)
    elsewhere = (inside / "postgres").readlink()
    try:
        with started(inside) as running:
            assert query(running.owner_url, "SELECT number FROM kept") == (7,)
    finally:
        shutil.rmtree(elsewhere)
    with pytest.raises(StartError, match="gone"), started(inside):
        pass
