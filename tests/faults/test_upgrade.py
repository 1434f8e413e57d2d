"""A portal that ran before each process had rights of its own: what it published and took in stands after it."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from portal.ground import grants, keys, roles
from portal.listeners import LISTENERS, WRITE_SAID
from portal.running import embedded
from procurement import confiding
from procurement.kinds import KINDS
from procurement.publication.body import canonical, root_of
from procurement.rules.procedures import PROCEDURES
from tests.support.canaries import holders

ROOT = Path(__file__).resolve().parents[2]
BEFORE = {
    "procurement": "0006_pulse",
    "ledger": "0002_public_unsealed",
    "organizations": "0002_divisions",
    "alerts": "0002_rhythms_and_gateways",
}
DUE, LATER = "2024-07-30T17:00:00+08:00", "2024-08-06T17:00:00+08:00"
PRESSED, KEY = "2024-07-20T01:02:03.456789Z", "A" * 43
# Each name under which a delivery may have been left waiting by an earlier version.
WAITING = (
    "portal.alerts.listeners.tell_followers",
    "portal.opendata.releases.on_notice",
    "procurement.services.bid_letters.tell_bidders",
)
FACETS = ("who", "status", "level", "population", "service", "procedure", "instrument")
SAVED = {
    "fits": {"status": "{open,ended}", "who": "{hosted}", "population": "{youth,plwh}", "level": "{county}"},
    "fits, for it asks for nothing": {},
    "has another procedure": {"status": "{open}", "procedure": "{open_tender}"},
    "has a service": {"service": "{testing,training}"},
}
pytestmark = pytest.mark.faults


# A question held back, one that was kept unpublished, one that is shown, and what the province was told.
HELD, CONFIDED, OPEN = "我叫张三，电话13987654321", "局里有人把名单给了一家公司", "房租能不能列支？"
TOLD = (
    (
        "procurement_tender",
        {"id": 2, "number": "YN2024-000002", "step": "open", "regime": "programme", "object": "services"},
    ),
    ("procurement_inquiry", {"id": 1, "tender_id": 2, "tag": "AA", "state": "held", "text": HELD}),
    ("procurement_inquiry", {"id": 2, "tender_id": 2, "tag": "AB", "state": "refused", "text": HELD}),
    ("procurement_inquiry", {"id": 3, "tender_id": 2, "tag": "AC", "state": "shown", "text": OPEN}),
    ("procurement_report", {"id": 1, "number": "M-1", "kind": "confidential", "text": CONFIDED}),
    (
        "procurement_report",
        {
            "id": 2,
            "number": "M-2",
            "kind": "missing",
            "text": HELD,
            "code_hash": "2",
            "form_id": "0" * 31 + "2",
        },
    ),
    (
        "procurement_report",
        {
            "id": 3,
            "number": "M-3",
            "kind": "missing",
            "text": OPEN,
            "code_hash": "3",
            "form_id": "0" * 31 + "3",
        },
    ),
)


class Portal:
    """A database of the test's own, as the portal of that time left it."""

    def __init__(self, server: embedded.Postgres) -> None:
        self.server, self.given = server, {}

    def manage(self, *words: str) -> str:
        environ = (
            os.environ | {"DATABASE_URL": self.server.url(roles.OWNER), "DATABASE_ROLE": ""} | self.given
        )
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def ask(self, statement, *values, user=roles.SUPERUSER):
        connection = psycopg2.connect(self.server.url(user))
        with contextlib.closing(connection), connection, connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            if user == roles.SUPERUSER:
                # Rows are put down as they lay, without those they point at.
                cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def put(self, table, **row):
        """One row; whatever else it must have is filled in with what says nothing."""
        needed = self.ask(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
            table,
        )
        nothing = {
            "text": "",
            "character varying": "",
            "boolean": False,
            "date": "2024-07-02",
            "jsonb": "{}",
            "uuid": "0" * 31 + "1",
        }
        whole = {
            name: "2024-07-02T09:27:00+08:00" if kind.startswith("timestamp") else nothing.get(kind, 1)
            for name, kind in needed
        }
        whole |= row
        names = sql.SQL(", ").join(map(sql.Identifier, whole))
        holes = sql.SQL(", ").join(sql.Placeholder() * len(whole))
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), names, holes)
        self.ask(statement, *whole.values())


def notice(seq, kind, call):
    parts = {"identity": {"number": "YN2024-000001", "seq": seq, "kind": kind}, "call": call}
    return {
        "id": seq,
        "tender_id": 1,
        "seq": seq,
        "kind": kind,
        "body": canonical(parts),
        "digest": root_of(parts),
    }


@pytest.fixture(scope="module")
def upgraded():
    folder = embedded.runtime_folder()
    folder.chmod(0o755)
    with embedded.servers(folder, throwaway=True, environ={}) as running:
        portal = Portal(running.running[0])
        for app, name in BEFORE.items():
            portal.manage("migrate", app, name)
        portal.put("procurement_notice", **notice(1, "tender_notice", {"bids_due": DUE, "opens_at": None}))
        portal.put("procurement_notice", **notice(2, "correction", {"bids_due": LATER, "opens_at": LATER}))
        portal.put("procurement_notice", **notice(3, "award", {"name": "x"}))
        # A version between had a kind that this one has not.
        portal.ask(
            "ALTER TABLE procurement_notice DROP CONSTRAINT notice_kind_known,"
            " ADD CONSTRAINT notice_kind_known CHECK (kind <> '')"
        )
        portal.put("procurement_notice", **notice(4, "of_a_version_between", {"name": "x"}))
        portal.put("procurement_intake", id=1, act="withdraw", received_at=PRESSED, due_at=LATER)
        portal.put("procurement_intakeverdict", id=1, intake_id=1, verdict="accepted")
        said = {"act": "withdraw", "received_at": PRESSED, "due_at": LATER, "verdict": "accepted", "bid": "b"}
        portal.put("procurement_receipt", id=1, intake_id=1, number="R1", text=json.dumps(said), kid="old")
        portal.put(
            "procurement_intake",
            id=2,
            act="withdraw",
            received_at=PRESSED,
            due_at=PRESSED,
            key="0" * 31 + "2",
        )
        for number, day in ((1, "2024-07-01T00:00:00Z"), (2, "2024-07-15T00:00:00Z")):
            portal.put("procurement_receiptkey", id=number, kid=f"old{number}", x=KEY, valid_from=day)
        for event, name in enumerate(WAITING, start=1):
            portal.put("ledger_delivery", id=event, event_id=event, listener=name)
        portal.put(
            "procurement_searchentry",
            id=1,
            title="",
            body="",
            status="suspended",
            level="county",
            procedure="grant_call",
            instrument="grant",
            who_may_bid="{unregistered,hosted}",
            populations="{plwh}",
            services="{}",
        )
        for query, asked in SAVED.items():
            portal.put("alerts_savedsearch", query=query, **dict.fromkeys(FACETS, "{}") | asked)
        for table, row in TOLD:
            portal.put(table, **row)
        portal.keys = keys.make()
        portal.given = {name: portal.keys[name] for name in ("CONFIDENCE_PUBLIC_KEY", "RECOVERY_PUBLIC_KEY")}
        portal.before = portal.ask("SELECT to_jsonb(r) FROM procurement_receipt r")
        portal.manage("release")
        yield portal


def test_what_was_published_says_its_dates_in_columns_too(upgraded):
    found = upgraded.ask("SELECT closes_at, opens_at FROM procurement_notice ORDER BY seq")
    assert [tuple(one and one.isoformat() for one in row) for row in found] == [
        ("2024-07-30T09:00:00+00:00",) * 2, ("2024-08-06T09:00:00+00:00",) * 2, (None, None), (None, None),
    ]  # fmt: skip


def test_intakes_verdicts_and_receipts_stand_as_they_were(upgraded):
    assert upgraded.ask("SELECT to_jsonb(r) FROM procurement_receipt r") == upgraded.before
    assert upgraded.ask(
        "SELECT i.press_id, i.received_at = %s, v.verdict, v.held_at FROM procurement_intake i"
        " JOIN procurement_intakeverdict v ON v.intake_id = i.id", PRESSED,
    ) == [(None, True, "accepted", None)]  # fmt: skip


def test_what_was_pressed_before_is_judged_by_its_own_moment(upgraded):
    late = "INSERT INTO procurement_intakeverdict (intake_id, verdict, code, at) VALUES (2, %s, '', now())"
    with pytest.raises(psycopg2.Error, match="does not fit"):
        upgraded.ask(late, "accepted", user="portal_worker")
    upgraded.ask(late, "late", user="portal_worker")


def test_keys_known_in_silence_are_told_of_once(upgraded):
    told = (
        "SELECT payload::jsonb ->> 'kid' FROM ledger_event WHERE kind = 'receipt_key' AND public ORDER BY id"
    )
    assert upgraded.ask(told) == [("old1",), ("old2",)]
    upgraded.manage("tell_receipt_keys")
    assert upgraded.ask(told) == [("old1",), ("old2",)]


def test_who_was_still_owed_a_delivery_is_found_under_the_name_of_today(upgraded):
    waiting = upgraded.ask(
        "SELECT listener FROM ledger_delivery WHERE done_at IS NULL AND id <= 3 ORDER BY id"
    )
    # What no earlier version knew of has no earlier name.
    known = {name for names in LISTENERS.values() for name in names} - {WRITE_SAID}
    assert {name for (name,) in waiting} == known


def test_codes_are_rows_and_those_of_a_version_between_stay(upgraded):
    standing = "SELECT code FROM procurement_kindcode"
    assert {code for (code,) in upgraded.ask(standing)} == {*KINDS, "of_a_version_between"}
    assert {code for (code,) in upgraded.ask("SELECT code FROM procurement_procedurecode")} == {
        "",
        *PROCEDURES,
    }
    held = (
        "SELECT contype, convalidated FROM pg_constraint"
        " WHERE conname IN ('notice_kind_known', 'tender_procedure_known')"
    )
    assert upgraded.ask(held) == [("f", True)] * 2
    upgraded.manage("release")
    assert len(upgraded.ask(standing)) == len(KINDS) + 1


def test_calls_and_saved_searches_keep_their_facets(upgraded):
    fits = (
        "SELECT s.query FROM alerts_savedsearch s, procurement_searchentry e"
        " WHERE s.codes IS NULL OR array_to_tsvector(e.codes) @@ s.codes ORDER BY s.query"
    )
    assert [query for (query,) in upgraded.ask(fits)] == ["fits", "fits, for it asks for nothing"]
    ((codes,),) = upgraded.ask("SELECT codes FROM procurement_searchentry")
    assert set(codes) == {
        "status=open", "level=county", "procedure=grant_call", "instrument=grant", "who=unregistered",
        "who=hosted", "population=plwh",
    }  # fmt: skip


def test_what_was_told_in_confidence_is_encrypted_and_no_file_of_the_database_says_it_in_clear(upgraded):
    clear = "SELECT text FROM procurement_inquiry UNION ALL SELECT text FROM procurement_report"
    assert {text for (text,) in upgraded.ask(clear)} == {"", OPEN}
    held = keys.private_keys("CONFIDENCE_KEY", upgraded.keys["CONFIDENCE_KEY"]).values()
    kept = upgraded.ask("SELECT subject, words, reader FROM procurement_confidence ORDER BY subject")
    assert [
        confiding.unseal(words, held, to="confidant", subject=subject, part="words")["text"]
        for subject, words, _reader in kept
    ] == [HELD, HELD, CONFIDED, HELD]
    assert {reader for _subject, _words, reader in kept} == {""}
    upgraded.ask("CHECKPOINT")
    files = Path(upgraded.server.data, "base")
    assert holders(OPEN, files), "the search is blind"
    assert holders(CONFIDED, files) == holders("13987654321", files) == {}
    upgraded.manage("release")
    assert upgraded.ask("SELECT count(*) FROM procurement_confidence") == [(4,)]


def test_no_trigger_was_left_off(upgraded):
    assert upgraded.ask("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'D'") == []
    ours = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'"
    assert upgraded.ask(ours) == [(0,)]


def test_an_earlier_closing_is_refused_from_here_on(upgraded):
    earlier = notice(5, "correction", {"bids_due": DUE, "opens_at": None})
    with pytest.raises(psycopg2.Error, match="earlier than was published"):
        upgraded.put("procurement_notice", **earlier)


def test_the_login_of_the_version_before_has_no_right_left(upgraded):
    told = "SELECT count(*) FROM information_schema.table_privileges WHERE grantee = 'portal_app'"
    assert upgraded.ask(told) == [(0,)]
    assert upgraded.ask("SELECT count(*) FROM procurement_notice", user="portal_web") == [(4,)]


def test_a_server_without_the_roles_is_told_what_is_missing(upgraded):
    upgraded.ask("ALTER ROLE portal_letters RENAME TO somebody")
    try:
        with pytest.raises(AssertionError, match="no role portal_letters"):
            upgraded.manage("migrate")
    finally:
        upgraded.ask("ALTER ROLE somebody RENAME TO portal_letters")
    upgraded.manage("migrate")
    assert set(grants.ROLES) == set(roles.WORKING)
