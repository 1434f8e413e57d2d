"""What is left after a drill, as plain rows: journals, tables by plain SQL, letters, pages. No service is asked."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2.extras

from tests.faults.drill.browser import Browser
from tests.faults.drill.house import House

Row = dict[str, Any]

QUERIES = {
    "bids": """
        SELECT b.id, b.number, b.status, b.lead_id, o.number AS organization, b.current_id
        FROM procurement_bid b JOIN procurement_tender t ON t.id = b.tender_id
        JOIN organizations_organization o ON o.id = b.lead_id WHERE t.number = %(call)s""",
    "intakes": """
        SELECT i.id, i.key::text, i.act, b.number AS bid, i.received_at, i.due_at, i.package_id,
               v.verdict, v.code, v.at AS decided_at, u.username AS by, u.email
        FROM procurement_intake i JOIN procurement_bid b ON b.id = i.bid_id
        JOIN procurement_tender t ON t.id = b.tender_id JOIN organizations_user u ON u.id = i.by_id
        LEFT JOIN procurement_intakeverdict v ON v.intake_id = i.id
        WHERE t.number = %(call)s ORDER BY i.received_at, i.id""",
    "packages": """
        SELECT p.id, b.number AS bid, p.revision, p.envelope, p.envelope_hash, p.commitment
        FROM procurement_bidpackage p JOIN procurement_bid b ON b.id = p.bid_id
        JOIN procurement_tender t ON t.id = b.tender_id WHERE t.number = %(call)s""",
    "receipts": """
        SELECT r.number, r.intake_id, r.text, r.signature, r.kid FROM procurement_receipt r
        JOIN procurement_intake i ON i.id = r.intake_id JOIN procurement_bid b ON b.id = i.bid_id
        JOIN procurement_tender t ON t.id = b.tender_id WHERE t.number = %(call)s""",
    "openings": """
        SELECT o.id, o.opened_at, o.live_hash, o.bids, o.alone, t.bids_due, t.step
        FROM procurement_opening o JOIN procurement_tender t ON t.id = o.tender_id WHERE t.number = %(call)s""",
    "offers": """
        SELECT f.opening_id, f.package_id, b.number AS bid, f.total::text, f.lines::text AS lines
        FROM procurement_openedoffer f JOIN procurement_bid b ON b.id = f.bid_id
        JOIN procurement_tender t ON t.id = b.tender_id WHERE t.number = %(call)s""",
    "opening_faults": """
        SELECT x.package_id, x.code, b.number AS bid FROM procurement_openingfault x
        JOIN procurement_bid b ON b.id = x.bid_id JOIN procurement_tender t ON t.id = b.tender_id
        WHERE t.number = %(call)s""",
    "confirmations": """
        SELECT c.by_id, c.at, c.salt, c.live_hash FROM procurement_openingconfirmation c
        JOIN procurement_tender t ON t.id = c.tender_id WHERE t.number = %(call)s""",
    "letters": """
        SELECT l.recipient, l.address, l.subject, l.kind, l.state, l.message_id, l.tries, u.email,
               l.due_at <= portal_clock() AS due
        FROM ledger_letter l LEFT JOIN organizations_user u ON l.recipient = 'user:' || u.id""",
    "deliveries": "SELECT event_id, listener, done_at FROM ledger_delivery",
    "events": """
        SELECT id, at, kind, subject, thread, actor, public, payload, salt, digest, seal_id
        FROM ledger_event ORDER BY id""",
    "seals": "SELECT number, at, previous, root, hidden, blind, digest FROM ledger_seal ORDER BY number",
}
TRACE = re.compile(r'"trace": "((?:[^"\\]|\\.)*)"')
# The line of a trace that names the exception; what the database adds to it stands below.
RAISED = re.compile(r"[A-Za-z_][\w.]*(?:: .*)?")
NOT_RAISED = ("DETAIL:", "HINT:", "CONTEXT:", "The above", "During handling", "Traceback")


@dataclass
class Evidence:
    """``lines`` are those of all journals in order of time; ``offset`` in seconds leads from the machine's clock
    to the portal's; ``due`` is the closing by the machine's clock."""

    lines: list[Row] = field(default_factory=list)
    due: float = 0.0
    offset: float = 0.0
    plan: Row = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    before: Row = field(default_factory=dict)
    public_keys: list[Row] = field(default_factory=list)
    verified: str = ""
    notice_page: str = ""
    official_page: str = ""
    traces: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> list[Row]:
        try:
            found: list[Row] = self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None
        return found

    def of(self, *names: str) -> list[Row]:
        """The lines of these kinds."""
        return [line for line in self.lines if line["line"] in names]


def gather(house: House, seed: Row, folder: Path) -> Evidence:
    """Read everything. Journals and what was seen before the opening are the course's to add."""
    seen = Evidence()
    with house.sql() as cursor:
        reader = cursor.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor)
        for name, question in QUERIES.items():
            reader.execute(question, {"call": seed["call"]})
            seen.rows[name] = [dict(row) for row in reader.fetchall()]
    public = Browser(house.address, "")
    seen.public_keys = public.get("/.well-known/receipt-keys.json").json()["keys"]
    seen.notice_page = public.get(f"/en/notices/{seed['call']}/").text
    official = Browser(house.address, seed["officials"][0]["session"])
    seen.official_page = official.get(f"/en/workspace/calls/{seed['call']}/opening/").text
    seen.verified = _verified(public, folder, seen)
    seen.traces = _traces(house.logs)
    return seen


def _verified(public: Browser, folder: Path, seen: Evidence) -> str:
    """What the portal's own script says of its own files and of every seal that stands on a receipt."""
    for name in ("audit.jsonl", "checkpoints.txt", "verify.py"):
        (folder / name).write_bytes(public.get(f"/data/{name}").body)
    printed = {
        f"{seal['number']}:{seal['digest']}"
        for one in seen.receipts
        if (seal := json.loads(one["text"])["seal"])
    }
    words = [word for one in sorted(printed) for word in ("--seal", one)]
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "audit.jsonl", "--checkpoints", "checkpoints.txt", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "OK" if done.returncode == 0 else done.stderr.strip() or f"code {done.returncode}"


def _traces(logs: Path) -> list[str]:
    """Every exception in the logs of the portal's processes with what it came of, and the last place of ours."""
    found = []
    for file in sorted(logs.glob("*.log")):
        for line in file.read_text("utf-8", "replace").splitlines():
            if hit := TRACE.search(line):
                trace = json.loads(f'"{hit[1]}"').strip().splitlines()
                ours = [
                    at.strip()
                    for at in trace
                    if "/procurement/" in at or "/portal/" in at or "/organizations/" in at
                ]
                raised = [one for one in trace if RAISED.fullmatch(one) and not one.startswith(NOT_RAISED)]
                place = ours[-1].removeprefix("File ") if ours else "elsewhere"
                found.append(f"{file.stem}: {' > '.join(raised)} ({place})")
    return found
