"""The drill's checker, on a small sound record that each test breaks in one way; the breaks; the plan."""

import base64
import copy
import dataclasses
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.canaries import holders
from tests.faults.drill import checks, plan, report
from tests.faults.drill.__main__ import BREAKS, ROOT
from tests.faults.drill.browser import Answer
from tests.faults.drill.evidence import Evidence
from tests.faults.drill.journal import Journal, lines_of

DUE = datetime(2024, 7, 24, 10, tzinfo=UTC)
OFFSET = 1000.0  # the portal's clock is ahead of the machine's
NAMES = ("ack_before_commit", "chain_no_lock", "no_idempotency", "now_clock", "unsalted")
BROKEN = pytest.mark.parametrize("name", NAMES)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Small:
    """Four bidders: one seals, one replaces, one takes back, one is too late; all cut off once."""

    def __init__(self):
        self.seen = Evidence(due=DUE.timestamp() - OFFSET, offset=OFFSET, verified="OK")
        self.rows = {name: [] for name in (
            "bids", "intakes", "packages", "receipts", "openings", "offers", "opening_faults", "confirmations",
            "letters", "deliveries", "events", "seals",
        )}  # fmt: skip
        self.seen.rows = self.rows
        self.copies = []
        for bidder, acts in enumerate([[("lodge", -9)], [("lodge", -8), ("lodge", -1)],
                                       [("lodge", -7), ("withdraw", -2)], [("lodge", 0.5)]]):  # fmt: skip
            self.bidder(bidder, acts)
        self.open()
        self.letters()
        self.record()
        self.seen.plan = {
            "seed": 1,
            "parts": [],
            "faults": [{"part": "worker"}],
            "opener_steps": ["clocks read"],
        }
        self.line("fault", 0, part="worker", done=True)
        self.line("opener", 0, step="clocks read", killed=True)
        stolen = {"bidder": 3, "bid": "B-3", "act": "seal", "key": "key-0-0", "path": ""}
        self.line("presses", 5, **stolen, total="1.00")
        self.line("answer", 6, **stolen, status=302, location="/workspace/bids/B-3/")
        self.seen.before = {
            "found": {}, "control": ["/base/1", "/pg_wal/1", "/log/a", "/tmp/a", "dump", "broker"],
            "keys": {"web-1": ["DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY"], "opener": ["OPENING_KEY"]},
            "copies": self.copies, "pages": {},
        }  # fmt: skip
        self.seen.public_keys = [{"kid": "kid", "x": base64url(KEY.public_key().public_bytes_raw())}]

    def line(self, line, seconds, **more):
        self.seen.lines.append({"at": self.seen.due + seconds, "line": line, **more})

    def bidder(self, bidder, acts):
        bid = f"B-{bidder}"
        self.line("begins", -20, bidder=bidder, bid=bid, kind="plain", organization=f"O-{bidder}")
        for place, (act, seconds) in enumerate(acts):
            self.act(
                bidder, bid, act, seconds, f"key-{bidder}-{place}", total=100_000 + 1000 * bidder + place
            )
        late = acts[-1][1] >= 0
        status = {"withdraw": "withdrawn"}.get(acts[-1][0], "draft" if late else "opened")
        self.rows["bids"].append({"number": bid, "status": status, "organization": f"O-{bidder}"})

    def act(self, bidder, bid, act, seconds, key, total):
        number = len(self.rows["intakes"]) + 1
        verdict = "accepted" if seconds < 0 else "late"
        received = DUE + timedelta(seconds=seconds)
        package = self.package(bid, number, total) if act == "lodge" else None
        self.rows["intakes"].append(
            {"id": number, "key": key, "act": act, "bid": bid, "received_at": received, "due_at": DUE,
             "package_id": package and package["id"], "verdict": verdict, "decided_at": received, "email": ""}
        )  # fmt: skip
        said = {
            "receipt": f"R-{number}", "act": act, "verdict": verdict, "bid": bid, "kid": "kid",
            "received_at": received.isoformat(), "envelope": package and package["envelope_hash"], "seal": None,
        }  # fmt: skip
        text = checks.canonical(said)
        signature = base64url(KEY.sign(text.encode()))
        self.rows["receipts"].append(
            {"number": f"R-{number}", "intake_id": number, "text": text, "signature": signature}
        )
        line = {
            "bidder": bidder,
            "bid": bid,
            "act": "seal" if act == "lodge" else act,
            "key": key,
            "path": "",
        }
        self.line("presses", seconds - 0.1, **line, total=f"{total:.2f}")
        self.line("cut", seconds + 0.1, **line)
        self.line("presses", seconds + 0.2, **line, total=f"{total:.2f}")
        answered = max(seconds + 0.3, 0.1) if bidder == 1 else seconds + 0.3
        self.line("answer", answered, **line, status=302, location=f"/receipts/R-{number}/")
        document = {"receipt": said, "signature": signature}
        self.line("receipt", answered + 0.1, **line, receipt=f"R-{number}", document=document)

    def package(self, bid, number, total):
        salt = f"{number:02x}" * 32
        parts = {"answers": {"answers": {"team": bid}}, "budget": {"lots": [total]}}
        items = [
            {"name": name, "salt": salt[:62] + f"{place:02x}", "size": 1, "sha256": ""}
            for place, name in enumerate(parts)
        ]
        for item in items:
            content = checks.canonical(parts[item["name"]]).encode()
            item["sha256"] = checks.sha256(bytes.fromhex(item["salt"]) + content)
        manifest = {"version": 1, "parties": [], "items": items}
        commitment = checks.sha256(checks.canonical(manifest))
        revision = 1 + sum(one["bid"] == bid for one in self.rows["packages"])
        if revision == 1:
            self.copies.append({"bid": bid, "manifest": manifest, **parts})
        made = {
            "id": number, "bid": bid, "revision": revision, "envelope": f"envelope {number}", "total": total,
            "envelope_hash": checks.sha256(f"envelope {number}"), "commitment": commitment,
        }  # fmt: skip
        self.rows["packages"].append(made)
        return made

    def open(self):
        live = {one["id"]: one for one in self.rows["packages"] if one["id"] in (1, 3)}
        hashes = sorted(one["envelope_hash"] for one in live.values())

        def over(salt):
            return checks.sha256(checks.canonical([salt, *hashes]))

        self.rows["openings"].append(
            {"id": 1, "bids": 2, "alone": False, "bids_due": DUE, "live_hash": over(""), "opened_at": DUE}
        )
        for person in (1, 2):
            salt = f"salt {person}"
            self.rows["confirmations"].append(
                {"by_id": person, "at": DUE + timedelta(seconds=9), "salt": salt, "live_hash": over(salt)}
            )
        for one in live.values():
            self.rows["offers"].append(
                {"opening_id": 1, "package_id": one["id"], "bid": one["bid"], "total": f"{one['total']}.00"}
            )
        sums = " ".join(f"<td>¥{one['total']:,}</td>" for one in live.values())
        self.seen.notice_page = self.seen.official_page = f"<table>{sums}</table>"

    def letters(self):
        for one in self.rows["intakes"]:
            email, number = f"{one['bid']}@example.org", f"<{one['id']}@portal>"
            self.rows["letters"].append(
                {"message_id": number, "email": email, "state": "sent", "kind": "bid_receipt", "due": True,
                 "subject": f"bid:{one['bid']}/{one['id']}"}
            )  # fmt: skip
            self.line("taken", 10, address=email, message_id=number)

    def record(self):
        kinds = {"lodge": "bid_lodged", "withdraw": "bid_withdrawn"}
        for one in self.rows["intakes"]:
            moment = one["received_at"].isoformat(timespec="microseconds")
            self.event(kinds[one["act"]], f"bid:{one['bid']}", verdict=one["verdict"], received_at=moment)
        for one in self.rows["offers"]:
            self.event("bid_opened", f"bid:{one['bid']}")
        for kind in ("closed", "opening_confirmed", "opening_confirmed", "bids_opened"):
            self.event(kind, "tender:1", public=True)
        previous = "0" * 64
        for number in (1, 2):
            under = (
                self.rows["events"][(number - 1) * 6 : number * 6] if number == 1 else self.rows["events"][6:]
            )
            for one in under:
                one["seal_id"] = number
            private = [bytes.fromhex(one["digest"]) for one in under if not one["public"]]
            hidden = checks._merkle([*private, b"b" * 32]).hex()
            seal = {"number": number, "previous": previous, "hidden": hidden, "blind": (b"b" * 32).hex()}
            seal["digest"] = previous = checks.sha256(checks.canonical(seal))
            self.rows["seals"].append(seal)

    def event(self, kind, subject, *, public=False, **payload):
        made = {
            "id": len(self.rows["events"]) + 1, "at": DUE, "kind": kind, "subject": subject, "thread": "",
            "actor": "", "public": public, "payload": checks.canonical(payload), "salt": "ab" * 32,
        }  # fmt: skip
        self.rows["events"].append(made | {"digest": checks._digest(made), "seal_id": None})


@pytest.fixture
def seen():
    return Small().seen


def failing(seen):
    """Check -> its first fault, of those that fail."""
    return {one.name: one.faults[0] for one in checks.run_all(seen) if not one.passed}


def test_a_sound_record_passes_every_check(seen):
    assert failing(seen) == {}
    made = report.summary(seen, checks.run_all(seen))
    assert made["passed"]
    assert made["acts"] == {"lodge accepted": 4, "withdraw accepted": 1, "lodge late": 1}


def receipt_lost(seen):
    del seen.receipts[2]


def receipt_forged(seen):
    seen.of("receipt")[0]["document"]["receipt"]["verdict"] = "late"


def receipt_by_another_key(seen):
    seen.public_keys[0]["x"] = base64url(b"x" * 32)


def repetition_unanswered(seen):
    seen.lines.remove(seen.of("receipt")[0])


def repetition_answered_anew(seen):
    again = copy.deepcopy(seen.of("receipt")[0])
    seen.lines.append(again | {"receipt": "R-9"})


def key_of_another_answered(seen):
    line = seen.of("receipt")[0]
    seen.lines.append(line | {"bidder": 3})


def waited_and_was_late(seen):
    seen.intakes[2]["verdict"] = "late"


def late_and_was_accepted(seen):
    seen.intakes[5]["verdict"] = "accepted"


def never_decided(seen):
    seen.intakes[0]["verdict"] = None


def stamped_by_another_clock(seen):
    seen.intakes[0]["received_at"] -= timedelta(seconds=5)
    line, row = seen.of("receipt")[0], seen.receipts[0]
    said = line["document"]["receipt"] | {"received_at": seen.intakes[0]["received_at"].isoformat()}
    text = checks.canonical(said)
    signature = base64url(KEY.sign(text.encode()))
    line["document"] = {"receipt": said, "signature": signature}
    row |= {"text": text, "signature": signature}


def two_live_bids(seen):
    seen.bids.append({"number": "B-9", "status": "opened", "organization": "O-0"})


def word_on_disk(seen):
    seen.before["found"] = {"/base/16384": ["utf-8"]}


def search_blind(seen):
    seen.before["control"].remove("dump")


def key_in_the_wrong_process(seen):
    seen.before["keys"]["worker"] = ["OPENING_KEY"]


def page_tells(seen):
    seen.before["pages"] = {"/feeds/notices.atom": ["B-1"]}


def salts_shared(seen):
    for one in seen.before["copies"]:
        for item in one["manifest"]["items"]:
            item["salt"] = "00" * 32


def hash_of_confirmations_unsalted(seen):
    seen.confirmations[1]["live_hash"] = seen.confirmations[0]["live_hash"]


def never_opened(seen):
    del seen.offers[0]


def opened_twice(seen):
    seen.openings.append(dict(seen.openings[0]))


def replaced_one_opened(seen):
    seen.offers[1]["package_id"] = 2


def other_sum_opened(seen):
    seen.offers[0]["total"] = "1.00"


def other_sum_published(seen):
    seen.notice_page = seen.notice_page.replace("100,000", "100,001")


def one_person_confirmed_twice(seen):
    seen.confirmations[1]["by_id"] = 1


def letter_lost(seen):
    seen.lines.remove(seen.of("taken")[0])


def letter_unowed(seen):
    seen.lines.append(seen.of("taken")[0] | {"message_id": "<9@portal>"})


def letter_twice_in_the_ledger(seen):
    seen.letters.append(seen.letters[0] | {"message_id": "<8@portal>"})
    seen.lines.append(seen.of("taken")[0] | {"message_id": "<8@portal>"})


def event_missing(seen):
    del seen.events[0]


def event_changed(seen):
    seen.events[0]["subject"] = "bid:B-3"


def chain_forked(seen):
    seen.seals[1]["previous"] = "0" * 64


def script_says_no(seen):
    seen.verified = "BROKEN: line 3"


def something_else_failed(seen):
    seen.traces.append('web-1: KeyError: "x" (procurement/views/bids.py)')


def deadlock(seen):
    seen.traces.append(
        "web-1: psycopg2.errors.DeadlockDetected: deadlock detected > django.db.utils.OperationalError"
    )


def nothing_was_killed(seen):
    seen.of("fault")[0]["done"] = False


def nobody_stole(seen):
    seen.lines = [line for line in seen.lines if (line.get("bidder"), line.get("key")) != (3, "key-0-0")]


def nobody_was_cut(seen):
    seen.lines = [line for line in seen.lines if line["line"] != "cut"]


GENUINE, SAME, IN_TIME = (
    "receipts are genuine and kept",
    "a repeated request gives the same receipt",
    "in time means received",
)
ONE, UNREADABLE, UNTRIED = (
    "one live bid per organisation", "nothing is readable before the opening", "no price can be tried out",
)  # fmt: skip
OPENED, LETTERS, EVENTS = (
    "the opening record is the bids in force, once", "letters equal the ledger", "every act has its event",
)  # fmt: skip
WHOLE, ELSE, DRILL = "the record is whole", "nothing failed but what was killed", "the drill was one"


@pytest.mark.parametrize(
    ("how", "name"),
    [
        (receipt_lost, GENUINE), (receipt_forged, GENUINE), (receipt_by_another_key, GENUINE),
        (repetition_unanswered, SAME), (repetition_answered_anew, SAME), (key_of_another_answered, SAME),
        (waited_and_was_late, IN_TIME), (late_and_was_accepted, IN_TIME), (never_decided, IN_TIME),
        (stamped_by_another_clock, IN_TIME), (two_live_bids, ONE), (word_on_disk, UNREADABLE),
        (search_blind, UNREADABLE), (page_tells, UNREADABLE), (key_in_the_wrong_process, UNREADABLE),
        (salts_shared, UNTRIED),
        (hash_of_confirmations_unsalted, UNTRIED), (never_opened, OPENED), (opened_twice, OPENED),
        (replaced_one_opened, OPENED), (other_sum_opened, OPENED), (other_sum_published, OPENED),
        (one_person_confirmed_twice, OPENED), (letter_lost, LETTERS), (letter_unowed, LETTERS),
        (letter_twice_in_the_ledger, LETTERS), (event_missing, EVENTS), (event_changed, WHOLE),
        (chain_forked, WHOLE), (script_says_no, WHOLE), (something_else_failed, ELSE), (deadlock, ELSE),
        (nothing_was_killed, DRILL), (nobody_was_cut, DRILL), (nobody_stole, DRILL),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)  # fmt: skip
def test_each_way_of_breaking_it_fails_the_check_that_names_it(seen, how, name):
    how(seen)
    assert name in failing(seen)


def test_a_price_that_can_be_tried_out_is_tried_out(seen):
    """With one salt for all, a rival's own copy is enough to recognise the right guess."""
    plain = {"answers": "00" * 32, "budget": "00" * 32}
    victim = seen.before["copies"][1]
    next(one for one in seen.packages if one["bid"] == victim["bid"])["commitment"] = checks._guess(
        victim, plain
    )
    assert "can be tried out" in failing(seen)[UNTRIED]


def test_evidence_that_cannot_be_read_fails_its_check(seen):
    del seen.rows["seals"]
    assert "could not be made" in failing(seen)[WHOLE]


def test_the_same_seed_is_the_same_plan_and_every_kind_takes_part():
    made = plan.make(7, 220)
    assert made == plan.make(7, 220)
    assert made != plan.make(8, 220)
    assert {part.kind for part in made.parts} == set(plan.KINDS)
    assert sorted(fault.part for fault in made.faults) == sorted(plan.KILLED)
    assert [fault.after for fault in made.faults] == sorted(fault.after for fault in made.faults)
    assert set(plan.ALWAYS) < set(made.opener_steps)
    for part in made.parts:
        assert (part.victim >= 0) == (part.kind == "thief")


def test_twenty_seeds_kill_the_opener_at_every_step_there_is():
    from tests.faults.drill.opener_steps import COMMIT, STATEMENTS

    steps = {step for seed in range(1, 21) for step in plan.make(seed, 220).opener_steps}
    assert steps == {*COMMIT, *STATEMENTS}


def test_a_journal_of_somebody_killed_while_writing_is_read_up_to_there(tmp_path):
    journal = Journal(tmp_path / "a.jsonl", bidder=3)
    journal.write("presses", key="k")
    journal.write("receipt", key="k")
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write('{"at": 1, "line": "pre')
    assert [(line["line"], line["bidder"]) for line in lines_of(tmp_path / "a.jsonl")] == [
        ("presses", 3),
        ("receipt", 3),
    ]


def test_a_bidder_finds_the_form_and_its_hidden_fields():
    page = (
        '<form action="/notices/"><input name="q"></form>'
        '<form method="post" action="/workspace/bids/B-1/seal/"><input type="hidden" name="key" value="k"></form>'
        '<input name="outside" value="1"><form method="post"><input name="version" value="3"></form>'
    )
    answer = Answer(200, "", page.encode())
    assert dataclasses.asdict(answer.form("/seal/")) == {
        "action": "/workspace/bids/B-1/seal/",
        "fields": {"key": "k"},
    }
    assert answer.form("").fields == {"version": "3"}
    assert answer.form("/withdraw/") is None


def test_there_is_a_patch_for_each_break_and_no_other():
    assert sorted(path.stem for path in BREAKS.glob("*.patch")) == list(NAMES)


@BROKEN
def test_every_break_still_fits_the_tree(name, tmp_path):
    """Kept as patches, because a switch in the product could be switched."""
    patch = BREAKS / f"{name}.patch"
    for line in patch.read_text().splitlines():
        if line.startswith("--- a/"):
            target = tmp_path / line.removeprefix("--- a/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / line.removeprefix("--- a/"), target)
    done = subprocess.run(
        ["git", "apply", str(patch)], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)},
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stderr}Make the change anew and write the diff into {patch}."
    for changed in tmp_path.rglob("*.py"):
        original = (ROOT / changed.relative_to(tmp_path)).read_text()
        assert changed.read_text() != original
        compile(changed.read_text(), changed.name, "exec")


def test_the_words_that_are_searched_for_are_found_in_every_form(tmp_path):
    word = "canary0123456789abcdef"
    forms = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), json.dumps(word).encode()]
    forms += [base64.b64encode(b"x" * shift + f"{word}n17 und mehr".encode()) for shift in range(3)]
    for number, form in enumerate(forms):
        (tmp_path / str(number)).write_bytes(b"before" + form + b"after")
    assert len(holders(word, tmp_path)) == len(forms)
