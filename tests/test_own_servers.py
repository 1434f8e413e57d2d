"""`make demo` on a PostgreSQL and a Redis of one's own: made ready, or refused with part, reason and remedy."""

import contextlib
import json
import shutil
import urllib.request

import psycopg2
import pytest

from portal.ground import roles
from portal.running import embedded, own_servers
from portal.running.children import StartError
from tests.support.stack import Stack
from tests.support.whole import with_walks


@pytest.fixture(scope="module")
def own():
    """A server that has never heard of the portal: its administrator, an empty database and a plain login."""
    folder = embedded.runtime_folder()
    folder.chmod(0o755)
    with embedded.servers(folder, throwaway=True, environ={}) as running:
        server = running.running[0]
        admin = server.url(roles.SUPERUSER, "postgres")
        run(admin, f"DROP DATABASE {embedded.DATABASE}")
        run(admin, f"DROP ROLE {roles.OWNER}")
        run(admin, f"DROP ROLE {roles.APP}")
        run(admin, "CREATE ROLE clerk LOGIN")
        run(admin, "CREATE DATABASE theirs")
        yield server, running.redis_url
    shutil.rmtree(folder, ignore_errors=True)


def run(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def refused(**environ):
    with pytest.raises(StartError) as caught:
        own_servers.check(environ)
    return caught.value


@pytest.mark.parametrize(
    ("name", "url", "part"),
    [
        ("DATABASE_URL", "postgres://me:hush-hush@127.0.0.1:1/none", "database"),
        ("DATABASE_URL", "hello", "database"),
        ("REDIS_URL", "redis://:hush-hush@127.0.0.1:1/0", "broker"),
        ("REDIS_URL", "hello", "broker"),
    ],
)
def test_what_cannot_be_reached_is_said_at_once(name, url, part):
    error = refused(**{name: url})
    assert error.part == part
    assert name in error.why
    assert name in error.remedy
    assert "hush-hush" not in str(error)


def test_nothing_given_asks_nothing():
    own_servers.check({})


def test_a_login_that_may_not_make_the_role_is_told_what_to_ask_for(own):
    server, _ = own
    error = refused(DATABASE_URL=server.url("clerk", "theirs"))
    assert error.part == "database"
    assert (
        f"GRANT {roles.APP}, portal_web, portal_worker, portal_letters, portal_opener, portal_confidant TO"
        in error.remedy
    )


@with_walks
def test_the_demonstration_runs_on_servers_of_ones_own(own):
    server, broker = own
    url = server.url(roles.SUPERUSER, "theirs")
    stack = Stack("--empty", DATABASE_URL=url, REDIS_URL=broker).wait()
    try:
        with urllib.request.urlopen(f"{stack.url}/readyz", timeout=10) as answer:
            assert set(json.load(answer)["checks"].values()) == {"ok"}
        assert not stack.runs("database")
        assert not stack.runs("broker")
        assert run(url, "SHOW log_min_error_statement") == ("panic",)
    finally:
        assert stack.stop() == 0
