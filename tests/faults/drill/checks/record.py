"""Of what was recorded and told: letters, events, seals."""

import hashlib
import json
from collections import Counter, defaultdict
from datetime import UTC
from typing import Any

from tests.faults.drill.checks.common import canonical, check, sha256
from tests.faults.drill.evidence import Evidence, Row


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
