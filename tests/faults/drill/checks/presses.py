"""Of what bidders pressed: receipts, repetitions, the closing, one bid for each."""

import base64
from collections import Counter, defaultdict
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.faults.drill.checks.common import (
    canonical,
    check,
    live_by_journals,
    live_by_tables,
    portal_time,
    said_at,
    sha256,
)
from tests.faults.drill.evidence import Evidence, Row

# One machine, one clock; a process may be stopped between its two readings of it.
SLACK = 0.01
SAID = ("bid", "act", "verdict")
STANDING = ("draft", "lodged", "opened", "not_opened")


@check(
    "receipts are genuine and kept", "Is every receipt that was given signed by a published key, and kept?"
)
def receipts_are_genuine_and_kept(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    keys = {one["kid"]: base64.urlsafe_b64decode(one["x"] + "==") for one in seen.public_keys}
    kept = {one["number"]: one for one in seen.receipts}
    faults, held = [], seen.of("receipt")
    for line in seen.of("answer"):
        number = line["location"].strip("/").rpartition("/")[2]
        if number.startswith("R-") and number not in kept:
            faults.append(
                f"bidder {line['bidder']} was answered with {number}, which is in no table: given and lost"
            )
    for line in held:
        document, number = line["document"], line["receipt"]
        try:
            signature = base64.urlsafe_b64decode(document["signature"] + "==")
            key = Ed25519PublicKey.from_public_bytes(keys[document["receipt"]["kid"]])
            key.verify(signature, canonical(document["receipt"]).encode())
        except (InvalidSignature, KeyError, ValueError):
            faults.append(f"receipt {number} of bidder {line['bidder']} is signed by no published key")
        else:
            faults += _against_the_tables(seen, number, document, kept.get(number))
    for one in seen.packages:
        if sha256(one["envelope"]) != one["envelope_hash"]:
            faults.append(
                f"the envelope of {one['bid']}/{one['revision']} does not have the hash it is known by"
            )
    return faults, {"receipts held": len(held), "receipts kept": len(kept)}


def _against_the_tables(seen: Evidence, number: str, document: Row, standing: Row | None) -> list[str]:
    """What a genuine receipt says, held against its row, its intake and its package."""
    if standing is None:
        return []  # said of its answer
    said, text = document["receipt"], canonical(document["receipt"])
    if (standing["text"], standing["signature"]) != (text, document["signature"]):
        return [f"receipt {number} is not what the bidder was given"]
    intake = next((one for one in seen.intakes if one["id"] == standing["intake_id"]), None)
    if intake is None or [intake[name] for name in SAID] != [said[name] for name in SAID]:
        return [f"receipt {number} does not say what its intake says"]
    if abs(intake["received_at"].timestamp() - said_at(said["received_at"])) > 1e-6:
        return [f"receipt {number} names another moment than its intake"]
    package = next((one for one in seen.packages if one["id"] == intake["package_id"]), None)
    if package and package["envelope_hash"] != said["envelope"]:
        return [f"receipt {number} names another envelope than its package"]
    return []


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
