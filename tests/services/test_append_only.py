"""Append-only tables refuse the portal's role by privilege and the owner by trigger."""

import contextlib

import psycopg2
import pytest
from django.db import connection, migrations, models, transaction
from django.db.migrations.state import ProjectState
from django.db.utils import IntegrityError, ProgrammingError

from portal.ground import clock, ledger
from portal.ground.ledger.append_only import AppendOnly
from portal.ground.ledger.models import Event, Seal
from tests.support.database import as_owner

pytestmark = pytest.mark.django_db

ACTS = {
    "ledger_event": [
        "UPDATE ledger_event SET kind = 'other'",
        "UPDATE ledger_event SET payload = '{\"x\":1}'",
    ],
    "ledger_seal": ["UPDATE ledger_seal SET root = repeat('0', 64)"],
    "ledger_blob": ["UPDATE ledger_blob SET size = 0"],
}
EVERY_ACT = [
    (table, act)
    for table, updates in ACTS.items()
    for act in [*updates, f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"]
]


@pytest.fixture
def filled(settings, tmp_path):
    """A row in every append-only table, so that a refusal is not the refusal of nothing."""
    settings.VAR_DIR = tmp_path
    now = clock.now()
    with transaction.atomic():
        event = ledger.record("published", subject="tender:YN2026-000001", at=now)
    ledger.seals.seal(now)
    ledger.blobs.put(b"content", "text/plain")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks would refuse TRUNCATE before us
    return event


@pytest.mark.parametrize(("table", "act"), EVERY_ACT)
def test_the_portal_has_no_right_to_change_history(filled, table, act):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


@pytest.mark.parametrize(("table", "act"), EVERY_ACT)
def test_the_owner_meets_the_triggers(filled, table, act):
    with as_owner() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute(act)


@pytest.mark.parametrize(("table", "act"), EVERY_ACT)
def test_replica_mode_does_not_silence_the_triggers(filled, table, act):
    """Ordinary triggers sleep under session_replication_role = replica; ours are ENABLE ALWAYS."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'append%%'",
            [table],
        )
        assert cursor.fetchall() == [("A",)] * 3


def test_deleting_nothing_is_refused_too():
    with as_owner() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute("DELETE FROM ledger_event WHERE false")


def test_the_seal_is_set_once(filled):
    event = Event.objects.get(pk=filled.pk)
    assert event.seal_id == 1
    ledger.seals.seal(clock.now())
    for role, value in [("portal_app", "2"), ("NONE", "2"), ("portal_app", "NULL"), ("NONE", "NULL")]:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
            with pytest.raises(IntegrityError, match="set once"), transaction.atomic():
                cursor.execute(f"UPDATE ledger_event SET seal_id = {value}")
            cursor.execute("SET ROLE portal_app")


def test_the_exception_does_not_carry_another_column_along():
    ledger.record("published", subject="tender:YN2026-000001", at=clock.now())
    Seal.objects.create(
        number=1, at=clock.now(), previous="0" * 64, root="1" * 64, hidden="2" * 64, blind="3" * 64,
        public_events=1, digest="4" * 64,
    )  # fmt: skip
    with as_owner() as cursor, pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        cursor.execute("UPDATE ledger_event SET seal_id = 1, kind = 'other'")


def test_the_portals_role_owns_nothing_and_creates_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'portal_app'::regrole")
        assert cursor.fetchone() == (0,)
        for act in ["CREATE TABLE mine (id int)", "ALTER TABLE ledger_event DISABLE TRIGGER ALL",
                    "DROP TRIGGER append_only_update ON ledger_event"]:  # fmt: skip
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(act)


def test_a_table_made_later_is_closed_and_the_operation_takes_rights_and_returns_them():
    operation = AppendOnly("later", updatable=("seen_at",))
    state = ProjectState()
    with as_owner() as cursor:
        cursor.execute("CREATE TABLE later (id int, word text, seen_at timestamptz)")
        cursor.execute("INSERT INTO later VALUES (1, 'a', NULL)")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM later")
    with as_owner() as cursor:
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON later TO portal_app")

    def migrate(direction):
        with as_owner(), connection.schema_editor(atomic=False) as editor:
            getattr(operation, f"database_{direction}")("any", editor, state, state)

    def attempt(sql):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    attempt("UPDATE later SET word = 'b'")
    migrate("forwards")
    attempt("INSERT INTO later VALUES (2, 'c', NULL)")
    attempt("UPDATE later SET seen_at = now() WHERE id = 1")
    for refused in ["UPDATE later SET word = 'd'", "DELETE FROM later"]:
        with pytest.raises(ProgrammingError, match="permission denied"):
            attempt(refused)
    with pytest.raises(IntegrityError, match="set once"):
        attempt("UPDATE later SET seen_at = now() + interval '1 day' WHERE id = 1")
    migrate("backwards")
    attempt("UPDATE later SET word = 'e'")
    attempt("DELETE FROM later")


def test_the_operation_can_be_written_into_a_migration():
    operation = AppendOnly("later", updatable=("seen_at",))
    assert isinstance(operation, migrations.operations.base.Operation)
    _, args, kwargs = operation.deconstruct()
    assert AppendOnly(*args, **kwargs).updatable == ("seen_at",)


@pytest.mark.django_db(transaction=True)
def test_superusers_triggers_fire_in_replica_mode(filled, servers):
    """The one session that could try: a superuser's. Needs the test's own server."""
    if "DATABASE_URL" in servers.given:
        pytest.skip("a superuser of a foreign server is not ours to use")
    parameters = {**connection.get_connection_params(), "user": "postgres", "cursor_factory": None}
    parameters.pop("options", None)
    with contextlib.closing(psycopg2.connect(**parameters)) as root, root.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for act in ["DELETE FROM ledger_event", "TRUNCATE ledger_event CASCADE"]:
            with pytest.raises(psycopg2.IntegrityError, match="append-only"):
                cursor.execute(act)
            root.rollback()
            cursor.execute("SET session_replication_role = replica")


def test_models_say_the_same_as_the_database():
    """No check of a model is missing in the database: every constraint stands under its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        standing = {name for (name,) in cursor.fetchall()}
    for model in (Event, Seal):
        wanted = {constraint.name for constraint in model._meta.constraints}
        wanted |= {index.name for index in model._meta.indexes}
        assert wanted <= standing
    assert "seal_follows_seal" in standing
    assert isinstance(Event._meta.get_field("seal"), models.ForeignKey)
