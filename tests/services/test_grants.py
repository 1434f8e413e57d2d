"""The table of rights is what the database says: every table, every column, every role, no more and no less."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from portal.ground import grants
from tests.support import database

pytestmark = pytest.mark.django_db
KINDS = "'SELECT', 'INSERT', 'UPDATE', 'DELETE'"


def standing():
    """{(role, table): {act: columns}}, the columns empty where the whole table is meant."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges"
            " WHERE table_schema = 'public' AND (grantee LIKE 'portal%%' OR grantee = 'PUBLIC')"
            " AND grantee <> 'portal_owner'"
        )
        for role, table, act in cursor.fetchall():
            found.setdefault((role, table), {})[act] = ()
        cursor.execute(
            "SELECT a.grantee::regrole::text, c.relname, a.privilege_type, array_agg(t.attname ORDER BY t.attnum)"
            " FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a"
            " WHERE c.relnamespace = 'public'::regnamespace GROUP BY 1, 2, 3"
        )
        for role, table, act, columns in cursor.fetchall():
            found.setdefault((role, table), {})[act] = tuple(columns)
    return found


def test_the_database_says_what_the_table_of_rights_says():
    wanted = {}
    for table, row in grants.RIGHTS.items():
        for role, text in zip(grants.ROLES, row, strict=False):
            if told := grants.rights(text):
                wanted[role, table] = {grants.ACTS[act]: set(columns) for act, columns in told.items()}
    found = {
        key: {act: set(columns) for act, columns in acts.items()} for key, acts in standing_as_owner().items()
    }
    assert found == wanted


def standing_as_owner():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")  # the owner sees everybody's rights
        try:
            return standing()
        finally:
            database.back_to_work(cursor)


def test_every_table_has_a_row_and_every_row_a_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert {name for (name,) in cursor.fetchall()} == set(grants.RIGHTS)


def test_a_table_without_a_row_stops_the_release():
    rest = {name: row for name, row in grants.RIGHTS.items() if name != "procurement_score"}
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        with pytest.raises(grants.NoRowError, match="procurement_score"):
            grants.apply(rest)
        database.back_to_work(cursor)


@pytest.mark.parametrize(
    ("role", "act"),
    [
        ("web", "INSERT INTO procurement_opening (id) VALUES (1)"),
        ("web", "INSERT INTO procurement_openedoffer (id) VALUES (1)"),
        ("web", "INSERT INTO procurement_openingfault (id) VALUES (1)"),
        ("web", "INSERT INTO procurement_keywrap (bid_id, revision, recipient, key_id, wrapped)"
                " VALUES (1, 1, 'evaluation', 'k', 'w')"),
        ("web", "UPDATE procurement_keywrap SET recipient = 'evaluation'"),
        ("web", "UPDATE procurement_intakeverdict SET verdict = 'accepted'"),
        ("web", "UPDATE procurement_press SET received_at = now()"),
        ("web", "INSERT INTO procurement_press (bid_id, received_at) VALUES (1, now())"),
        ("web", "UPDATE procurement_receiptkey SET x = ''"),
        ("web", "UPDATE procurement_notice SET closes_at = now()"),
        ("web", "INSERT INTO ledger_seal (number) VALUES (1)"),
        ("web", "UPDATE ledger_event SET seal_id = 1"),
        ("web", "INSERT INTO ledger_timereading (source) VALUES ('ntp://x')"),
        ("web", "UPDATE ledger_timereading SET ahead = NULL"),
        ("worker", "DELETE FROM ledger_timereading"),
        ("opener", "UPDATE ledger_timereading SET ahead = NULL"),
        ("letters", "SELECT * FROM procurement_bid"),
        ("letters", "SELECT password FROM organizations_user"),
        ("letters", "SELECT * FROM django_session"),
        ("letters", "SELECT * FROM procurement_inquiry"),
        ("letters", "INSERT INTO ledger_event (kind) VALUES ('x')"),
        ("letters", "UPDATE ledger_letter SET recipient = ''"),
        ("letters", "UPDATE alerts_subscriber SET email = ''"),
        ("opener", "INSERT INTO procurement_notice (id) VALUES (1)"),
        ("opener", "INSERT INTO procurement_tender (id) VALUES (1)"),
        ("opener", "UPDATE procurement_tender SET bids_due = now()"),
        ("opener", "INSERT INTO procurement_openingconfirmation (id) VALUES (1)"),
        ("opener", "SELECT * FROM django_session"),
        ("opener", "SELECT * FROM procurement_report"),
        ("worker", "SELECT * FROM django_session"),
        ("worker", "INSERT INTO django_session VALUES ('k', 'd', now())"),
        ("worker", "SELECT * FROM mfa_authenticator"),
        ("worker", "SELECT ciphertext FROM procurement_biditem"),
        ("worker", "SELECT wrapped FROM procurement_keywrap"),
        ("worker", "INSERT INTO procurement_openingconfirmation (id) VALUES (1)"),
        ("worker", "INSERT INTO procurement_opening (id) VALUES (1)"),
        ("worker", "INSERT INTO procurement_intake (id) VALUES (1)"),
        ("worker", "UPDATE organizations_user SET password = ''"),
    ],
)  # fmt: skip
def test_what_each_process_must_never_do(role, act):
    with (
        database.as_role(role),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match=r"permission denied|only the opener"),
        transaction.atomic(),
    ):
        cursor.execute(act)


@pytest.mark.parametrize("role", grants.ROLES)
def test_no_process_owns_anything_or_may_become_another(role):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [role])
        assert cursor.fetchone() == (0,)
        others = [one for one in (*grants.ROLES, "portal_app", "portal_owner") if one != role]
        cursor.execute(
            "SELECT bool_or(pg_has_role(%s, one, 'MEMBER')) FROM unnest(%s) AS one", [role, others]
        )
        assert cursor.fetchone() == (False,)
