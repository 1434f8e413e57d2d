"""Of what could be found out before the opening."""

import hashlib
import re
from collections import defaultdict
from typing import Any

from tests.faults.drill.checks.common import canonical, check, sha256
from tests.faults.drill.evidence import Evidence, Row


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
    return faults, {"public words found": len(control)}


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
