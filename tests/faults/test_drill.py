"""The drill's checker, on a small sound record that each test breaks in one way; the breaks; the plan."""

import base64
import copy
import dataclasses
import json
import os
import shutil
import subprocess
from datetime import timedelta

import pytest

from tests.faults import small_drill
from tests.faults.drill import checks, plan, report
from tests.faults.drill.__main__ import BREAKS, ROOT
from tests.faults.drill.browser import Answer
from tests.faults.drill.checks import secrecy
from tests.faults.drill.checks.common import canonical
from tests.faults.drill.journal import Journal, lines_of
from tests.support.canaries import holders

NAMES = ("ack_before_commit", "chain_no_lock", "no_idempotency", "now_clock", "unsalted")
BROKEN = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def seen():
    return small_drill.Small().seen


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
    seen.public_keys[0]["x"] = small_drill.base64url(b"x" * 32)


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
    text = canonical(said)
    signature = small_drill.base64url(small_drill.KEY.sign(text.encode()))
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
    seen.traces.append('web-1: KeyError: "x" (procurement/views/bids/bids.py)')


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
    next(one for one in seen.packages if one["bid"] == victim["bid"])["commitment"] = secrecy._guess(
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
