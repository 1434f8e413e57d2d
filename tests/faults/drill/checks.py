"""What must hold after a drill. Each check is a function of the evidence and gives its faults in words."""

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.faults.drill.evidence import Evidence, Row

# One machine, one clock; a process may be stopped between its two readings of it.
SLACK = 0.01
STANDING = ("draft", "lodged", "opened", "not_opened")
# How one notices that a part was killed: its connection is refused or gone, nothing else.
PART_AWAY = re.compile(
    r"(?:OperationalError|DatabaseError): (?:connection to server|server closed the connection|terminating connection"
    r"|could not receive data|SSL SYSCALL)"
    r"|AdminShutdown|CrashShutdown|CannotConnectNow|InterfaceError: (?:connection|cursor) already closed"
    r"|redis\.exceptions\.(?:ConnectionError|TimeoutError|BusyLoadingError)"
    r"|ConnectionRefusedError|ConnectionResetError|BrokenPipeError|smtplib\.SMTP|WorkerLostError"
)


@dataclass
class Result:
    name: str
    question: str
    faults: list[str]
    numbers: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.faults


Check = Callable[[Evidence], tuple[list[str], dict[str, Any]]]
CHECKS: list[tuple[str, str, Check]] = []


def check(name: str, question: str) -> Callable[[Check], Check]:
    def add(function: Check) -> Check:
        CHECKS.append((name, question, function))
        return function

    return add


def run_all(seen: Evidence) -> list[Result]:
    """Every check, whatever the others find."""
    results = []
    for name, question, function in CHECKS:
        try:
            faults, numbers = function(seen)
        except Exception as error:  # evidence that cannot even be read is a fault of its own
            faults, numbers = [f"the check could not be made: {type(error).__name__}: {error}"], {}
        results.append(Result(name, question, faults, numbers))
    return results


# --- What several checks ask ------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def portal_time(seen: Evidence, machine: float) -> float:
    return machine + seen.offset


def said_at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def live_by_journals(seen: Evidence) -> dict[str, Row]:
    """Bid -> the receipt that is in force: the last accepted *lodge*, unless it was withdrawn after it."""
    acts: dict[str, list[Row]] = defaultdict(list)
    for line in seen.of("receipt"):
        said = line["document"]["receipt"]
        if said["verdict"] == "accepted":
            acts[said["bid"]].append(line)
    live = {}
    for bid, lines in acts.items():
        last = max(lines, key=lambda line: line["document"]["receipt"]["received_at"])
        if last["document"]["receipt"]["act"] == "lodge":
            live[bid] = last
    return live


def live_by_tables(seen: Evidence) -> dict[str, int]:
    """The same from the intakes and their verdicts: bid -> package."""
    last: dict[str, Row] = {}
    for one in seen.intakes:  # in the order they were received
        if one["verdict"] == "accepted" and one["act"] in ("lodge", "withdraw"):
            last[one["bid"]] = one
    return {bid: one["package_id"] for bid, one in last.items() if one["act"] == "lodge"}


# --- The checks -------------------------------------------------------------------------------------------


@check(
    "receipts are genuine and kept", "Is every receipt that was given signed by a published key, and kept?"
)
def receipts_are_genuine_and_kept(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    keys = {one["kid"]: base64.urlsafe_b64decode(one["x"] + "==") for one in seen.public_keys}
    kept = {one["number"]: one for one in seen.receipts}
    intakes = {one["id"]: one for one in seen.intakes}
    packages = {one["id"]: one for one in seen.packages}
    faults, held = [], seen.of("receipt")
    for line in seen.of("answer"):
        number = line["location"].strip("/").rpartition("/")[2]
        if number.startswith("R-") and number not in kept:
            faults.append(
                f"bidder {line['bidder']} was answered with {number}, which is in no table: given and lost"
            )
    for line in held:
        document, number = line["document"], line["receipt"]
        said, text = document["receipt"], canonical(document["receipt"])
        try:
            signature = base64.urlsafe_b64decode(document["signature"] + "==")
            Ed25519PublicKey.from_public_bytes(keys[said["kid"]]).verify(signature, text.encode())
        except (InvalidSignature, KeyError, ValueError):
            faults.append(f"receipt {number} of bidder {line['bidder']} is signed by no published key")
            continue
        standing = kept.get(number)
        if standing is None:
            continue  # said above
        if (standing["text"], standing["signature"]) != (text, document["signature"]):
            faults.append(f"receipt {number} is not what the bidder was given")
        intake = intakes.get(standing["intake_id"])
        if intake is None or (intake["bid"], intake["act"], intake["verdict"]) != (
            said["bid"], said["act"], said["verdict"],
        ):  # fmt: skip
            faults.append(f"receipt {number} does not say what its intake says")
        elif abs(intake["received_at"].timestamp() - said_at(said["received_at"])) > 1e-6:
            faults.append(f"receipt {number} names another moment than its intake")
        elif intake["package_id"] and packages[intake["package_id"]]["envelope_hash"] != said["envelope"]:
            faults.append(f"receipt {number} names another envelope than its package")
    for one in seen.packages:
        if sha256(one["envelope"]) != one["envelope_hash"]:
            faults.append(
                f"the envelope of {one['bid']}/{one['revision']} does not have the hash it is known by"
            )
    return faults, {"receipts held": len(held), "receipts kept": len(kept)}


@check(
    "a repeated request gives the same receipt", "Is every press answered, and each repetition by the same?"
)
def repeated_requests(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    faults: list[str] = []
    owner = {one["bid"]: one["bidder"] for one in seen.of("begins", "begins anew")}
    first_key: dict[str, int] = {}
    for line in seen.of("presses"):
        first_key.setdefault(line["key"], line["bidder"])
    tried: Counter[tuple[int, str]] = Counter()
    receipts: dict[tuple[int, str], set[str]] = defaultdict(set)
    by_bid: dict[str, set[str]] = defaultdict(set)
    for line in seen.of("presses"):
        tried[line["bidder"], line["key"]] += 1
    for line in seen.of("receipt"):
        receipts[line["bidder"], line["key"]].add(line["receipt"])
        by_bid[line["bid"]].add(line["receipt"])
    kinds = {one["bidder"]: one["kind"] for one in seen.of("begins")}
    for line in seen.of("answer"):
        bidder, key = line["bidder"], line["key"]
        stolen = first_key[key] != bidder or owner.get(line["bid"]) != bidder
        if stolen or receipts[bidder, key]:
            continue
        if kinds[bidder] == "tabs" and by_bid[line["bid"]]:
            continue  # the other window's press was first, and its receipt is the bid's
        faults.append(
            f"bidder {bidder} ({kinds[bidder]}) pressed {line['act']} and got no receipt: "
            f"{line['status']} {line['location']}"
        )
    for (bidder, key), numbers in receipts.items():
        if len(numbers) > 1:
            faults.append(f"bidder {bidder} got {len(numbers)} receipts for one request ({key})")
        if first_key[key] != bidder:
            faults.append(f"bidder {bidder} got a receipt by the key of bidder {first_key[key]}")
    faults += [f"bidder {one['bidder']} gave up: {one['why']}" for one in seen.of("gave up")]
    acted = Counter((one["bid"], one["key"]) for one in seen.intakes)
    faults += [f"{bid}: one request became {times} intakes" for (bid, _), times in acted.items() if times > 1]
    thieves = [line for line in seen.of("answer") if first_key[line["key"]] != line["bidder"]]
    return faults, {
        "requests": len(tried),
        "sent again": sum(times - 1 for times in tried.values()),
        "with another's key": len(thieves),
    }


@check("in time means received", "Is exactly what was received before the closing accepted?")
def in_time_means_received(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    faults, numbers = [], Counter[str]()
    due = portal_time(seen, seen.due)
    for one in seen.intakes:
        name = f"{one['act']} of {one['bid']}"
        if one["verdict"] is None:
            faults.append(f"{name} was never decided")
            continue
        received, before = one["received_at"].timestamp(), one["received_at"] < one["due_at"]
        numbers[one["verdict"]] += 1
        numbers["received before and decided after the closing"] += (
            before and one["decided_at"] >= one["due_at"]
        )
        if abs(one["due_at"].timestamp() - due) > SLACK:
            faults.append(f"{name} was measured by another closing than the published one")
        if before and one["verdict"] != "accepted":
            early = one["due_at"].timestamp() - received
            faults.append(f"{name} was received {early:.3f} s before the closing and is {one['verdict']}")
        if not before and one["verdict"] != "late":
            faults.append(
                f"{name} was received {received - due:.3f} s after the closing and is {one['verdict']}"
            )
    faults += _by_the_bidders_watches(seen, due)
    return faults, dict(numbers)


def _by_the_bidders_watches(seen: Evidence, due: float) -> list[str]:
    """A receipt's moment lies between the press and its answer, by the bidder's own clock."""
    faults = []
    pressed: dict[tuple[int, str], float] = {}
    intakes = {one["key"]: one for one in seen.intakes}
    for line in seen.of("presses"):
        pressed.setdefault((line["bidder"], line["key"]), portal_time(seen, line["at"]))
    for line in seen.of("receipt"):
        said = line["document"]["receipt"]
        received, answered = said_at(said["received_at"]), portal_time(seen, line["at"])
        sent = pressed[line["bidder"], line["key"]]
        own = line["key"] in intakes  # else it is that of a press at the same moment, by another key
        if own and not sent - SLACK <= received <= answered + SLACK:
            faults.append(
                f"receipt {line['receipt']} says {received - due:+.3f} s from the closing, but was pressed at "
                f"{sent - due:+.3f} s and answered at {answered - due:+.3f} s"
            )
        if own and sent >= due + SLACK and said["verdict"] != "late":
            faults.append(f"receipt {line['receipt']} was pressed after the closing and is {said['verdict']}")
        if answered < due - SLACK and said["verdict"] != "accepted":
            faults.append(
                f"receipt {line['receipt']} was answered before the closing and is {said['verdict']}"
            )
    return faults


@check(
    "one live bid per organisation",
    "Does each organisation stand behind at most one bid, as its receipts say?",
)
def one_live_bid(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    standing: dict[str, list[str]] = defaultdict(list)
    for one in seen.bids:
        if one["status"] in STANDING:
            standing[one["organization"]].append(one["number"])
    faults = [f"{who} stands behind {', '.join(them)}" for who, them in standing.items() if len(them) > 1]
    by_journals, by_tables = set(live_by_journals(seen)), set(live_by_tables(seen))
    faults += [f"{bid} is in force by its receipts, not by the tables" for bid in by_journals - by_tables]
    faults += [f"{bid} is in force by the tables, not by any receipt" for bid in by_tables - by_journals]
    lodged = {one["number"] for one in seen.bids if one["status"] in ("lodged", "opened", "not_opened")}
    faults += [f"{bid} is in force, but its row does not say so" for bid in by_tables - lodged]
    faults += [f"{bid} counts as lodged without a press in force" for bid in lodged - by_tables]
    return faults, {"organisations": len(standing), "bids in force": len(by_tables)}


@check(
    "nothing is readable before the opening",
    "Is no word of a bid anywhere on disk, and each key where it belongs?",
)
def nothing_is_readable(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    faults = [
        f"a word of a bid lies in {place} ({', '.join(how)})" for place, how in seen.before["found"].items()
    ]
    control = seen.before["control"]
    for place in ("/base/", "/pg_wal/", "/log/", "/tmp/", "dump", "broker"):
        if not any(place in one for one in control):
            faults.append(f"the search is blind: it does not even find a public word in {place}")
    for page, told in seen.before["pages"].items():
        faults.append(f"{page} tells of bids: {', '.join(told[:3])}")
    wanted = {"web-1": {"DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY"}, "opener": {"OPENING_KEY"}}
    wanted["web-2"] = wanted["web-1"]
    for process, held in seen.before["keys"].items():
        if set(held) != wanted.get(process, set()):
            faults.append(f"{process} is given {', '.join(held) or 'no key'}")
    return faults, {"places searched": len(control)}


@check(
    "no price can be tried out",
    "Does a commitment say nothing to whoever guesses the bid but has not its salts?",
)
def no_price_can_be_tried_out(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    copies, faults = seen.before["copies"], []
    salts = [item["salt"] for copy in copies for item in copy["manifest"]["items"]]
    if len(set(salts)) != len(salts):
        faults.append(f"{len(salts)} parts share {len(set(salts))} salts")
    if any(not re.fullmatch("[0-9a-f]{64}", salt) for salt in salts):
        faults.append("a salt is not 32 bytes")
    commitments = {one["bid"]: one["commitment"] for one in seen.packages if one["revision"] == 1}
    # What a rival has: the salts of the own copy, the plain ones, and a good guess at words and sum.
    own = [{item["name"]: item["salt"] for item in copy["manifest"]["items"]} for copy in copies[:3]]
    tries = 0
    for copy in copies:
        for salts_of in (*own, defaultdict(lambda: "00" * 32), defaultdict(str)):
            if any(item["salt"] is salts_of.get(item["name"]) for item in copy["manifest"]["items"]):
                continue  # the own bid
            tries += 1
            if _guess(copy, salts_of) == commitments.get(copy["bid"]):
                faults.append(f"the sum of {copy['bid']} can be tried out: its commitment fits a guess")
                break
    hashes = [one["live_hash"] for one in seen.confirmations] + [one["live_hash"] for one in seen.openings]
    if len(set(hashes)) != len(hashes):
        faults.append("two hashes over the bids in force are alike: they tell whether anything changed")
    return faults, {"copies": len(copies), "guesses": tries}


def _guess(copy: Row, salts: Any) -> str:
    """The commitment that this content would have under these salts."""
    parts = {name: canonical(copy[name]).encode() for name in ("answers", "budget")}
    items = []
    for item in copy["manifest"]["items"]:
        salt = salts[item["name"]]
        digest = hashlib.sha256(bytes.fromhex(salt) + parts[item["name"]]).hexdigest()
        items.append({**item, "salt": salt, "sha256": digest})
    return sha256(canonical({**copy["manifest"], "items": items}))


@check(
    "the opening record is the bids in force, once", "Is each bid in force opened once, as it was written?"
)
def opening_record(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    faults = []
    if len(seen.openings) != 1:
        return [f"there are {len(seen.openings)} openings"], {}
    opening, live = seen.openings[0], live_by_tables(seen)
    hashes = {one["id"]: one["envelope_hash"] for one in seen.packages}
    opened = Counter(one["package_id"] for one in seen.offers)
    faults += [
        f"{bid} is in force and was not opened" for bid, package in live.items() if not opened[package]
    ]
    faults += [f"package {one} was opened {times} times" for one, times in opened.items() if times > 1]
    foreign = set(opened) - set(live.values())
    faults += [
        f"{one['bid']} was opened and is not in force" for one in seen.offers if one["package_id"] in foreign
    ]
    faults += [f"{one['bid']} is recorded as {one['code']}" for one in seen.opening_faults]
    if opening["bids"] != len(live):
        faults.append(f"the record counts {opening['bids']} bids, {len(live)} are in force")
    if opening["live_hash"] != sha256(canonical(["", *sorted(hashes[one] for one in live.values())])):
        faults.append("the record's hash is not that of the bids in force")
    for one in seen.confirmations:
        if one["live_hash"] != sha256(
            canonical([one["salt"], *sorted(hashes[two] for two in live.values())])
        ):
            faults.append("a person confirmed over other bids than those in force")
    people = {one["by_id"] for one in seen.confirmations if one["at"] >= opening["bids_due"]}
    if len(people) < 2 or opening["alone"]:
        faults.append(f"{len(people)} people confirmed after the closing")
    faults += _sums(seen, live)
    return faults, {"bids": len(live), "offers": len(seen.offers), "people": len(people)}


def _sums(seen: Evidence, live: dict[str, int]) -> list[str]:
    """What was opened is what the bidder wrote; what the public reads is what was opened."""
    faults = []
    written = {
        (line["bid"], line["key"]): line["total"] for line in seen.of("presses") if line["act"] == "seal"
    }
    keys = {one["package_id"]: one["key"] for one in seen.intakes if one["act"] == "lodge"}
    for one in seen.offers:
        wrote = written.get((one["bid"], keys.get(one["package_id"], "")))
        if wrote is not None and Decimal(wrote) != Decimal(one["total"]):
            faults.append(f"{one['bid']} asks for {one['total']}, its bidder wrote {wrote}")
    for name, page in (("public", seen.notice_page), ("officials'", seen.official_page)):
        text = re.sub(r"<[^>]+>", " ", page)
        for one in seen.offers:
            shown = f"{Decimal(one['total']):,.0f}"
            if len(re.findall(rf"(?<![\d,]){re.escape(shown)}(?![\d,])", text)) != 1:
                faults.append(f"the sum of {one['bid']} ({shown}) does not stand once on the {name} page")
    return faults[:20]


@check("letters equal the ledger", "Did every letter that is owed arrive under its one number, and no other?")
def letters_equal_the_ledger(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    faults = []
    rows = {one["message_id"]: one for one in seen.letters}
    arrived: dict[str, list[Row]] = defaultdict(list)
    for line in seen.of("taken"):
        arrived[line["message_id"]].append(line)
    for number, lines in arrived.items():
        row = rows.get(number)
        if row is None:
            faults.append(f"a letter to {lines[0]['address']} arrived that nobody owes ({number})")
        elif {line["address"] for line in lines} != {row["email"]}:
            faults.append(f"the letter {number} arrived at an address it was not owed to")
    for number, row in rows.items():
        if not row["due"]:
            continue  # a reminder of a day to come
        wanted = "sent" if row["email"] else "suppressed"
        if row["state"] != wanted:
            faults.append(f"the letter about {row['subject']} is {row['state']} and should be {wanted}")
        if row["email"] and number not in arrived:
            faults.append(f"the letter about {row['subject']} never arrived at {row['email']}")
        if not row["email"] and number in arrived:
            faults.append(f"a letter about {row['subject']} arrived at somebody without an address")
    told = Counter(one["subject"] for one in seen.letters if one["kind"] == "bid_receipt")
    for one in seen.intakes:
        if (times := told.pop(f"bid:{one['bid']}/{one['id']}", 0)) != 1:
            faults.append(f"{times} letters are owed for one {one['act']} of {one['bid']}")
    faults += [f"a letter is owed about {subject}, where nothing was pressed" for subject in told]
    waiting = sum(one["done_at"] is None for one in seen.deliveries)
    if waiting:
        faults.append(f"{waiting} listeners were never told")
    return faults, {
        "owed": sum(row["due"] for row in rows.values()),
        "arrived": len(arrived),
        "arrived again": sum(len(lines) - 1 for lines in arrived.values()),
        "refused": len(seen.of("refused")),
        "hung up": len(seen.of("hung up")),
    }


@check("every act has its event", "Does the record hold each act once, and no act that was none?")
def every_act_has_its_event(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    kinds = {"lodge": "bid_lodged", "withdraw": "bid_withdrawn", "confirm": "bid_confirmed"}
    wanted: Counter[tuple[str, ...]] = Counter()
    for one in seen.intakes:
        moment = one["received_at"].astimezone(UTC).isoformat(timespec="microseconds")
        wanted[kinds[one["act"]], f"bid:{one['bid']}", str(one["verdict"]), moment] += 1
    for one in seen.offers:
        wanted["bid_opened", f"bid:{one['bid']}", "", ""] += 1
    found: Counter[tuple[str, ...]] = Counter()
    for one in seen.events:
        if one["kind"] in (*kinds.values(), "bid_opened", "bid_not_opened"):
            said = json.loads(one["payload"])
            found[one["kind"], one["subject"], said.get("verdict", ""), said.get("received_at", "")] += 1
    faults = [f"{' '.join(act[:3])} has no event" for act in wanted - found]
    faults += [f"{' '.join(act[:3])} stands in the record, and was not done" for act in found - wanted]
    call = Counter(one["kind"] for one in seen.events if one["subject"].startswith("tender:"))
    once = {"closed": 1, "bids_opened": len(seen.openings), "opening_confirmed": len(seen.confirmations)}
    faults += [
        f"{kind} stands {call[kind]} times in the record" for kind, n in once.items() if call[kind] != n
    ]
    return faults, {"events": len(seen.events), "of bids": sum(found.values())}


@check("the record is whole", "Do the seals hold, by the portal's own script and over what is not public?")
def the_record_is_whole(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    faults = [] if seen.verified == "OK" else [f"verify.py says: {seen.verified}"]
    under: dict[int | None, list[Row]] = defaultdict(list)
    for one in seen.events:
        under[one["seal_id"]].append(one)
        if _digest(one) != one["digest"]:
            faults.append(f"event {one['id']} ({one['kind']}) was changed")
    if under[None]:
        faults.append(f"{len(under[None])} events stand under no seal")
    previous = "0" * 64
    for number, seal in enumerate(seen.seals, start=1):
        if (seal["number"], seal["previous"]) != (number, previous):
            faults.append(
                f"seal {seal['number']} does not follow the one before it: the chain forks or has a hole"
            )
        hidden = [bytes.fromhex(one["digest"]) for one in under[seal["number"]] if not one["public"]]
        if _merkle([*hidden, bytes.fromhex(seal["blind"])]).hex() != seal["hidden"]:
            faults.append(f"seal {seal['number']} does not cover the events under it that are not public")
        previous = seal["digest"]
    return faults, {"seals": len(seen.seals), "events": len(seen.events)}


def _digest(event: Row) -> str:
    return sha256(
        canonical(
            {
                "actor": sha256(bytes.fromhex(event["salt"]) + event["actor"].encode()),
                "at": event["at"].astimezone(UTC).isoformat(timespec="microseconds"),
                "kind": event["kind"],
                "payload": json.loads(event["payload"]),
                "subject": event["subject"],
                "thread": event["thread"],
            }
        )
    )


def _merkle(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, written anew from its definition."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + _merkle(leaves[:half]) + _merkle(leaves[half:])).digest()


@check(
    "nothing failed but what was killed", "Do the logs hold no error beside those of parts that were away?"
)
def nothing_else_failed(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    strange = Counter(one for one in seen.traces if not PART_AWAY.search(one))
    return [f"{times} times {one}" for one, times in strange.most_common()], {"traces": len(seen.traces)}


@check("the drill was one", "Did everything happen that was to be survived?")
def the_drill_was_one(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    killed = Counter(one["part"] for one in seen.of("fault") if one["done"])
    planned = Counter(one["part"] for one in seen.plan["faults"])
    faults = [f"{part} was to be killed and was not" for part in planned - killed]
    died = [one["step"] for one in seen.of("opener") if one["killed"]]
    missed = set(seen.plan["opener_steps"]) - set(died)
    faults += [f"the opener was to be killed at: {step}, and was not" for step in sorted(missed)]
    verdicts = Counter(one["verdict"] for one in seen.intakes)
    straddling = _straddling(seen)
    for what, number in (
        ("accepted bid", verdicts["accepted"]), ("late bid", verdicts["late"]), ("client cut off", len(seen.of("cut"))),
        ("bid received before and answered after the closing", straddling),
        ("receipt after a lost answer", _recovered(seen)),
        ("press with somebody else's key", _stolen(seen)),
    ):  # fmt: skip
        if not number:
            faults.append(f"there was no {what}")
    return faults, {
        "killed": sum(killed.values()) + len(died) + 1,
        "opener killed at": died,
        "cut by the proxy": sum(one.get("by") == "proxy" for one in seen.of("cut")),
        "answers lost": sum("bidder" in one for one in seen.of("cut", "failed")),
        "received before and answered after the closing": straddling,
    }


def _straddling(seen: Evidence) -> int:
    """Requests that were under way at the closing, and in time."""
    first: dict[str, float] = {}
    for line in seen.of("answer"):
        first.setdefault(line["key"], line["at"])
    before = [one["key"] for one in seen.intakes if one["received_at"] < one["due_at"]]
    return sum(first.get(key, 0.0) >= seen.due for key in before)


def _stolen(seen: Evidence) -> int:
    first: dict[str, int] = {}
    for line in seen.of("presses"):
        first.setdefault(line["key"], line["bidder"])
    return sum(first[line["key"]] != line["bidder"] for line in seen.of("presses"))


def _recovered(seen: Evidence) -> int:
    lost = {(one["bidder"], one["key"]) for one in seen.of("cut", "failed") if "bidder" in one}
    return len(lost & {(one["bidder"], one["key"]) for one in seen.of("receipt")})
