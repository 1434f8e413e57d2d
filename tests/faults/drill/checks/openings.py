"""Of the opening: what was in force, once, as it was written, confirmed by two."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from tests.faults.drill.checks.common import canonical, check, live_by_tables, sha256
from tests.faults.drill.evidence import Evidence


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
