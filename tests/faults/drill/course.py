"""The phases of one drill, and the faults within them: seed, prepare, rush, look, open, drain."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2

from portal.ground import clock
from portal.running import children, embedded
from tests.faults.drill import before, plan
from tests.faults.drill.house import ROOT, House
from tests.faults.drill.journal import Journal, lines_of
from tests.faults.drill.officials import Official

# Of one kind's receipts: how many it gets if all goes well.
RECEIPTS = {"replace": 2, "withdraw": 2, "anew": 3, "twice": 2, "tabs": 2}
HOUR = 3600
LOCK_BEFORE, LOCK_AFTER = 1.5, 0.8  # seconds around the closing in which nobody can be judged
SEALERS = 3
STOPS_ALL = ("database", "database backend", "web-1", "web-2")
QUIET_BEFORE = 10.0  # seconds before the closing, enough for what fell to answer again
LONGEST_RUSH, SHORTEST_RUSH = 60.0, 5.0
# How many readings of a page one bidder's acts in the rush cost.
WORK = 9


class Course:
    """One drill over a started house. ``folder`` takes the journals; it lies outside the house."""

    def __init__(self, house: House, made: plan.Plan, folder: Path) -> None:
        self.house, self.plan, self.folder = house, made, folder
        self.journals = folder / "journals"
        self.journals.mkdir(parents=True)
        self.journal = Journal(folder / "course.jsonl")
        self.acks = self.ready = 0
        self.started: list[subprocess.Popen[bytes]] = []
        self.due = 0.0
        self.times: dict[str, float] = {}

    def run(self) -> None:
        """Raises TimeoutError, RuntimeError, children.StartError: then there is nothing to judge."""
        with self.phase("seed"):
            told = self.house.manage(
                "drill_seed",
                "--bids",
                str(len(self.plan.parts)),
                "--due-in",
                str(2 * HOUR),
                "--unsealed",
                "--json",
            )
            self.seed = json.loads(told)
            self.house.wait_ready()
        with self.phase("prepare"):
            self.start_bidders()
            while self.ready < len(self.plan.parts):
                self.step(0.05)
        with self.phase("rush"):
            self.begin()
            self.rush()
        with self.phase("look"):
            self.before = before.look(self.house, self.seed, self.journals)
        with self.phase("open"):
            self.open()
        with self.phase("drain"):
            self.drain()

    def close(self) -> None:
        """Nobody of the course's own outlives it."""
        for one in self.started:
            children.end_group(one)
            one.wait()

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        self.journal.write("phase", name=name)
        yield
        self.times[name] = round(time.monotonic() - began, 1)

    # --- Prepare ------------------------------------------------------------------------------------------

    def start_bidders(self) -> None:
        number = len(self.plan.parts)
        self.spread = number * 0.01
        settings = self.folder / "bidders.json"
        bidders = [
            {**who, "call": self.seed["call"], "part": part.__dict__}
            for who, part in zip(self.seed["bidders"], self.plan.parts, strict=True)
        ]
        settings.write_text(
            json.dumps(
                {
                    "address": self.house.address,
                    "folder": str(self.journals),
                    "prepare": self.spread,
                    "bidders": bidders,
                }
            )
        )
        with (self.folder / "bidders.log").open("wb") as errors:
            self.bidders = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.drill.bidders", str(settings)], cwd=ROOT,
                stdout=subprocess.PIPE, stderr=errors, start_new_session=True,
            )  # fmt: skip
        self.started.append(self.bidders)
        assert self.bidders.stdout is not None
        os.set_blocking(self.bidders.stdout.fileno(), False)
        self.watch = selectors.DefaultSelector()
        self.watch.register(self.bidders.stdout, selectors.EVENT_READ)
        self.began, self.prepare_until = time.monotonic(), time.monotonic() + 400

    def step(self, pause: float) -> None:
        """Hear what the bidders got, for as long as ``pause`` at most, and tend the house."""
        assert self.bidders.stdout is not None
        if self.watch.select(pause):
            heard = os.read(self.bidders.stdout.fileno(), 65536)
            self.acks += heard.count(b"ack\n")
            self.ready += heard.count(b"ready\n")
            if not heard:
                time.sleep(pause)
        self.house.tend()
        if self.ready < len(self.plan.parts):
            if self.bidders.poll() is not None:
                raise RuntimeError("the bidders ended before they began; see bidders.log and the journals")
            if time.monotonic() > self.prepare_until:
                raise TimeoutError(f"only {self.ready} bidders were ready in time")

    # --- Rush ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Move the closing to the end of the rush, and tell the bidders."""
        number = len(self.plan.parts)
        copies = sum(one.keeps_copy for one in self.plan.parts)
        reading = max(0.004, (time.monotonic() - self.began - self.spread) / (number + copies))
        length = min(LONGEST_RUSH, max(SHORTEST_RUSH, number * WORK * reading))
        self.due = time.time() + length + 1.0
        due_at = datetime.fromisoformat(self.seed["due_at"])
        self.offset = (due_at - datetime.fromtimestamp(self.due, UTC)).total_seconds()
        self.owner(clock.clock_sql(f"clock_timestamp() + interval '{round(self.offset * 1e6)} microseconds'"))
        self.journal.write("go", due=self.due, length=length, offset=self.offset, reading=reading)
        file = self.journals / "go.tmp"
        file.write_text(json.dumps({"due": self.due, "length": length}))
        file.rename(self.journals / "go.json")
        self.sealers = self.seal(length + 8, SEALERS)
        self.length = length

    def owner(self, statement: str) -> None:
        with (
            contextlib.closing(
                psycopg2.connect(host=str(self.house.runtime), user=embedded.OWNER, dbname=embedded.DATABASE)
            ) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def seal(self, seconds: float, processes: int) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.faults.drill.sealers", str(seconds), str(processes)]
        env = self.house.own() | self.house.parts["worker"].environment(self.house.values)
        running = children.start(words, log=self.house.logs / "sealers.log", env=env, cwd=self.house.tree)
        self.started.append(running)
        return running

    def rush(self) -> None:
        expected = sum(RECEIPTS.get(one.kind, 1) + one.replays for one in self.plan.parts)
        waiting = list(self.plan.faults)
        threading.Thread(target=self.hold_the_call, daemon=True).start()
        first, rung = self.official(0), 0.0
        until = self.due + 400
        while self.bidders.poll() is None or waiting:
            heard = self.acks
            self.step(0.02)
            over = self.bidders.poll() is not None
            # At once after an answer: that is when what was answered may not be lost any more.
            due = self.acks > heard and waiting and self.acks * 100 >= waiting[0].after * expected
            if waiting and (over or due) and self.may_strike(waiting[0]):
                self.strike(waiting.pop(0))
            if time.time() > self.due + 1:
                if not first.is_alive() and first.ident is None:
                    first.start()
                if time.monotonic() - rung > 1:
                    rung = time.monotonic()
                    self.house.ring("procurement.keep_clock")
            if time.time() > until:
                raise TimeoutError("the bidders did not end")
        self.house.until(lambda: self.sealers.poll() is not None, 60, "the sealers did not end")
        self.settle(first)

    def may_strike(self, fault: plan.Fault) -> bool:
        """One fault at a time: the next waits until what fell is there again. What stops every press does not
        fall right before the closing, for then nobody would press around it."""
        around = -QUIET_BEFORE < time.time() - self.due < LOCK_AFTER
        return not self.house.fallen and not (around and fault.part in STOPS_ALL)

    def strike(self, fault: plan.Fault) -> None:
        done = self.house.kill(fault.part)
        self.journal.write("fault", part=fault.part, after=self.acks, done=done)
        time.sleep(0.02)
        self.house.tend()

    def hold_the_call(self) -> None:
        """A lock on the call's row across the closing, as a slow transaction of somebody else's holds it."""
        time.sleep(max(0.0, self.due - LOCK_BEFORE - time.time()))
        while time.time() < self.due + LOCK_AFTER:
            try:
                connection = psycopg2.connect(
                    host=str(self.house.runtime), user=embedded.OWNER, dbname=embedded.DATABASE
                )
                with contextlib.closing(connection), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT FROM procurement_tender WHERE number = %s FOR UPDATE", [self.seed["call"]]
                    )
                    self.journal.write("lock held")
                    while (left := self.due + LOCK_AFTER - time.time()) > 0:
                        time.sleep(min(left, 0.05))
                        cursor.execute("SELECT 1")
                    connection.rollback()
                self.journal.write("lock released")
            except psycopg2.Error:
                time.sleep(0.1)  # the database was killed under it

    def official(self, place: int) -> Official:
        return Official(
            self.seed["officials"][place], self.seed["call"], self.house.address, self.journal, self.due + 600
        )

    def settle(self, official: Official) -> None:
        """Everything is up again, and the first of the two has confirmed."""
        self.house.wait_ready()
        if official.ident is None:
            official.start()

        def confirmed() -> bool:
            self.house.ring("procurement.keep_clock")
            return official.confirmed

        self.house.until(confirmed, 180, "the first official could not confirm", pause=0.5)

    # --- Open ---------------------------------------------------------------------------------------------

    def open(self) -> None:
        """The second confirms; the opener dies at one step after another, then opens."""
        house = self.house
        house.stop("opener")
        words = [sys.executable, "-m", "tests.faults.drill.opener_steps", *self.plan.opener_steps]
        house.start_as("opener", words)
        house.stopped.add("opener")
        second = self.official(1)
        second.start()

        def opened() -> bool:
            house.ring("procurement.keep_clock")
            if house.running["opener"].poll() is not None:
                raise RuntimeError(f"the opener ended:\n{children.tail(house.logs / 'opener.log')}")
            return second.confirmed and len(self.deaths()) == len(self.plan.opener_steps) and self.is_open()

        house.until(opened, 300, "the bids were not opened", pause=0.3)
        house.stop("opener")
        house.resume("opener")

    def deaths(self) -> list[dict[str, Any]]:
        """The steps at which the opener died so far."""
        found = []
        for line in (self.house.logs / "opener.log").read_text().splitlines():
            if line.startswith('{"at": ') and '"line": "opener"' in line:
                found.append(json.loads(line))
        return found

    def is_open(self) -> bool:
        with self.house.sql() as cursor:
            cursor.execute(
                "SELECT 1 FROM procurement_opening o JOIN procurement_tender t ON t.id = o.tender_id"
                " WHERE t.number = %s",
                [self.seed["call"]],
            )
            return cursor.fetchone() is not None

    # --- Drain --------------------------------------------------------------------------------------------

    def drain(self) -> None:
        """Letters leave, the last events are sealed."""
        self.house.kill("letters")
        self.letters_leave()
        sealing = self.seal(1.0, 2)
        # What the mail server refused for good is queued again once its cause is mended.
        self.house.manage("letters", "--retry-failed", "--addresses")
        self.letters_leave()
        self.house.until(lambda: sealing.poll() is not None, 60, "the sealers did not end")

    def letters_leave(self) -> None:
        def left() -> bool:
            self.house.ring("portal.ledger.tasks.deliver_due")
            self.house.ring("portal.ledger.tasks.send_letters")
            with self.house.sql() as cursor:
                cursor.execute(
                    "SELECT (SELECT count(*) FROM ledger_letter l WHERE state IN ('queued', 'sending')"
                    "        AND due_at <= portal_clock())"
                    " + (SELECT count(*) FROM ledger_delivery WHERE done_at IS NULL AND due_at <= portal_clock())"
                )
                return cursor.fetchone()[0] == 0

        self.house.until(left, 240, "letters are waiting still", pause=0.5)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Everything anybody wrote down, in no order."""
        yield from lines_of(self.folder / "course.jsonl")
        for file in sorted(self.journals.glob("bidder-*.jsonl")):
            yield from lines_of(file)
        yield from self.house.deaths
        yield from self.deaths()
        for name in ("proxy", "sink"):
            for line in lines_of(self.house.folder / "run" / f"{name}.jsonl"):
                yield {**line, "by": name}
