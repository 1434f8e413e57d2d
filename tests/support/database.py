"""The test database as the portal knows it: migrated by the owner, used by a role that owns nothing."""

import contextlib
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

import psycopg2
from django.db import connection
from django.http import HttpRequest
from django.test.client import ClientHandler
from psycopg2 import sql

from portal.ground.roles import APP

SEED = "seed"
# What the processes beside the web begin with.
PARTS = {
    "organizations.services.retention.forget_sessions": "portal_worker",
    "organizations.services.retention.forget_invitations": "portal_worker",
    "portal.ground.ledger.letters.forget": "portal_worker",
    "procurement.services.retention.forget_bids": "portal_worker",
    "procurement.services.pools.forget_contacts": "portal_worker",
    "procurement.confidant.forget_now": "portal_confidant",
    "procurement.services.timekeeping.do_due": "portal_worker",
    "procurement.services.oversight.monthly.write_due": "portal_worker",
    "portal.ground.ledger.delivery.deliver": "portal_worker",
    "portal.ground.ledger.delivery.deliver_due": "portal_worker",
    "portal.ground.ledger.seals.seal": "portal_worker",
    "portal.ground.ledger.seals.seal_due": "portal_worker",
    "portal.site.alerts.digests.send_due": "portal_worker",
    "portal.site.alerts.services.forget": "portal_worker",
    "portal.site.mine.services.close_due": "portal_worker",
    "portal.ground.ledger.mail.send_due": "portal_letters",
    "portal.ground.ledger.mail.post_due": "portal_letters",
    "portal.ground.ledger.sources.read_all": "portal_letters",
    "procurement.opener.open_now": "portal_opener",
    "procurement.confidant.open_now": "portal_confidant",
}


def owner_connection() -> Any:
    """A connection of the owner's own, outside whatever transaction the test has open."""
    parameters = connection.get_connection_params()
    parameters.pop("options", None)
    return psycopg2.connect(**{**parameters, "cursor_factory": None})


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
    )
    return [name for (name,) in cursor.fetchall()]


def _filled(cursor: Any, schema: str, tables: list[str]) -> list[str]:
    """Those of the tables that hold a row, asked in one statement."""
    if not tables:
        return []
    probe = sql.SQL("SELECT {name} WHERE EXISTS (SELECT FROM {table})")
    parts = [probe.format(name=sql.Literal(t), table=sql.Identifier(schema, t)) for t in tables]
    cursor.execute(sql.SQL(" UNION ALL ").join(parts))
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> sql.Composed:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [f'public."{table}"'],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())


def keep_seed() -> None:
    """Put aside the rows that migrations wrote, for `restore`."""
    with contextlib.closing(owner_connection()) as owner, owner, owner.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SEED} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SEED}")
        for table in _filled(cursor, "public", _tables(cursor)):
            cursor.execute(
                sql.SQL("CREATE TABLE {} AS SELECT * FROM {}").format(
                    sql.Identifier(SEED, table), sql.Identifier("public", table)
                )
            )


@contextlib.contextmanager
def _triggers_off(cursor: Any, tables: list[str]) -> Iterator[None]:
    """Append-only tables refuse even their owner; only whoever may ALTER them can empty them."""
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND c.relname = ANY(%s) AND t.tgenabled <> 'D'",
        [tables],
    )
    found = cursor.fetchall()
    mode = {"O": "", "A": "ALWAYS", "R": "REPLICA"}
    alter = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
    for table, trigger, _ in found:
        cursor.execute(alter.format(sql.Identifier(table), sql.SQL("DISABLE"), sql.Identifier(trigger)))
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, trigger, enabled in found:
        state = sql.SQL(f"ENABLE {mode[enabled]}")
        cursor.execute(alter.format(sql.Identifier(table), state, sql.Identifier(trigger)))


def restore() -> None:
    """Empty every table but for what the migrations wrote, in one transaction of the owner's."""
    with contextlib.closing(owner_connection()) as owner, owner, owner.cursor() as cursor:
        cursor.execute(
            "SET lock_timeout = '20s'"
        )  # a thread that a test left behind is named, not waited for
        everything = _tables(cursor)
        tables = _filled(cursor, "public", everything)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SEED])
        seeded = [name for (name,) in cursor.fetchall()]
        if not tables and not seeded:
            return
        with _triggers_off(cursor, sorted({*tables, *seeded})):
            # Plain DELETE, because a TRUNCATE of every table that points here costs more than the rows do.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table)))
            for table in seeded:
                columns = _columns(cursor, table)
                cursor.execute(
                    sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {}").format(
                        sql.Identifier("public", table), columns, columns, sql.Identifier(SEED, table)
                    )
                )


def work_as_portal() -> Callable[[], None]:
    """From here every connection works under the portal's role, and a flush is done by the owner.

    Returns what undoes it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        known = cursor.fetchone() is not None
    keep_seed()
    options = connection.settings_dict.setdefault("OPTIONS", {})
    before = dict(options)
    connection.close()
    if known:
        options["options"] = f"-c role={APP}"
    flush = connection.ops.execute_sql_flush
    connection.ops.execute_sql_flush = lambda sql_list: restore()  # type: ignore[method-assign]

    def leave() -> None:
        connection.ops.execute_sql_flush = flush  # type: ignore[method-assign]
        connection.close()
        options.clear()
        options.update(before)

    return leave


@contextlib.contextmanager
def as_role(process: str) -> Iterator[None]:
    """Within, every query runs with the rights of one process alone: web, worker or opener."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(f"portal_{process}")))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            back_to_work(cursor)


@contextlib.contextmanager
def as_owner() -> Iterator[Any]:
    """Within, every query runs as the owner of the tables, as ``release`` does; gives a cursor. Tests log in as the
    owner and work as the portal: this takes the mask off."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() != (APP,)
        try:
            yield cursor
        finally:
            back_to_work(cursor)


def work_under_own_roles() -> None:
    """From here what a test client asks for is answered with the web's rights alone, and what other processes do is
    done with theirs, as in earnest: who needs a right that portal/ground/grants.py does not give fails its own test.
    Counts no query. A test that took on another role itself goes on under that."""
    answer = ClientHandler.get_response

    def as_web(handler: ClientHandler, request: HttpRequest) -> Any:
        try:
            connection.ensure_connection()
        except RuntimeError:  # a test that has no business with the database
            return answer(handler, request)
        if not _works_as_all():
            return answer(handler, request)
        _work_as("portal_web")
        try:
            return answer(handler, request)
        finally:
            # Where the transaction is broken nothing can be set; its end takes the role back.
            with contextlib.suppress(psycopg2.Error):
                _work_as(APP)

    ClientHandler.get_response = as_web  # type: ignore[method-assign]
    for path, role in PARTS.items():
        _work_under(path, role)


def _work_under(path: str, role: str) -> None:
    module, _, name = path.rpartition(".")
    work = getattr(import_module(module), name)

    @wraps(work)
    def as_part(*args: Any, **named: Any) -> Any:
        connection.ensure_connection()
        if not _works_as_all():
            return work(*args, **named)
        _work_as(role)
        try:
            return work(*args, **named)
        finally:
            with contextlib.suppress(psycopg2.Error):
                _work_as(APP)

    setattr(import_module(module), name, as_part)


def _works_as_all() -> bool:
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return bool(cursor.fetchone() == (APP,))


def _work_as(role: str) -> None:
    """Past Django, which would count it among the page's own questions."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))


def back_to_work(cursor: Any) -> None:
    """The role in which tests run: it has the rights of all three processes together, and owns nothing."""
    cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(APP)))
