"""Checks a downloaded audit file by itself: this one script, Python and nothing else.

    python verify.py audit.jsonl [--checkpoints checkpoints.txt] [--seal NUMBER:DIGEST ...]

The file holds, for every seal, the public events in their order and then the seal. Each event's digest
is computed anew, the digests become a Merkle tree (RFC 6962), its root and the seal before it become
the digest of the seal. A line that was changed, taken out or moved no longer fits. A tail cut off at a
seal is seen by holding the file against `checkpoints.txt` or a seal printed on a receipt (`--seal`).
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ORIGIN = "0" * 64
EVENT_KEYS = {"actor", "at", "kind", "payload", "subject", "thread"}
SEAL_KEYS = {"at", "digest", "hidden", "number", "previous", "public_events", "root"}


class BrokenError(Exception):
    """The file does not hold together. Says where and why."""


def canonical(value: object) -> str:
    """One text for one value: sorted keys, no spaces, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(value: object) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    # Complete subtrees of falling size wait on the stack until a neighbour of their size arrives.
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, node = 1, hashlib.sha256(b"\x00" + leaf).digest()
        while stack and stack[-1][0] == size:
            node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
            size *= 2
        stack.append((size, node))
    _, root = stack.pop()
    while stack:
        root = hashlib.sha256(b"\x01" + stack.pop()[1] + root).digest()
    return root


def root_over(digests: Iterable[str], hidden: str) -> str:
    """The root of a seal: the public events in order, then the root over those that are not public."""
    return merkle_root([bytes.fromhex(digest) for digest in (*digests, hidden)]).hex()


def seal_digest(seal: Mapping[str, Any]) -> str:
    """The digest of a seal covers everything published of it but the digest."""
    return digest_of({key: seal[key] for key in SEAL_KEYS - {"digest"}})


def verify_lines(lines: Iterable[str]) -> dict[int, str]:
    """Every seal of the file, number to digest. Raises BrokenError at the first line that does not fit."""
    seals: dict[int, str] = {}
    digests: list[str] = []
    for place, line in enumerate(lines, start=1):
        entry = _parse(place, line)
        if set(entry) == {"event"}:
            if set(entry["event"]) != EVENT_KEYS:
                raise BrokenError(f"line {place}: an event has the keys {', '.join(sorted(EVENT_KEYS))}")
            digests.append(digest_of(entry["event"]))
            continue
        if set(entry) != {"seal"} or set(entry["seal"]) != SEAL_KEYS:
            raise BrokenError(f"line {place}: neither an event nor a seal")
        seal = entry["seal"]
        _check_seal(place, seal, digests, previous=seals.get(len(seals), ORIGIN), number=len(seals) + 1)
        seals[seal["number"]] = seal["digest"]
        digests = []
    if digests:
        raise BrokenError(f"the last {len(digests)} events stand under no seal")
    return seals


def _parse(place: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise BrokenError(f"line {place}: not JSON ({error})") from error
    if not isinstance(entry, dict) or not all(isinstance(value, dict) for value in entry.values()):
        raise BrokenError(f"line {place}: neither an event nor a seal")
    return entry


def _check_seal(place: int, seal: dict[str, Any], digests: list[str], *, previous: str, number: int) -> None:
    where = f"line {place}, seal {seal['number']}"
    if seal["number"] != number:
        raise BrokenError(f"{where}: seal {number} was expected here")
    if seal["previous"] != previous:
        raise BrokenError(f"{where}: does not follow the seal before it")
    if seal["public_events"] != len(digests):
        raise BrokenError(f"{where}: covers {seal['public_events']} events, {len(digests)} are here")
    if root_over(digests, seal["hidden"]) != seal["root"]:
        raise BrokenError(f"{where}: an event under it was changed, exchanged or moved")
    if seal_digest(seal) != seal["digest"]:
        raise BrokenError(f"{where}: the seal itself was changed")


def verify_checkpoints(seals: Mapping[int, str], lines: Iterable[str]) -> int:
    """How many checkpoints (`number digest at`) agree with the seals; BrokenError when one does not."""
    count = 0
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        number, digest = line.split()[:2]
        verify_seal(seals, int(number), digest)
        count += 1
    return count


def verify_seal(seals: Mapping[int, str], number: int, digest: str) -> None:
    """Raises BrokenError unless the file holds that seal. A digest may be shortened, to 16 places."""
    if number not in seals:
        raise BrokenError(f"seal {number} is missing: the file ends at seal {len(seals)}")
    if len(digest) < 16 or not seals[number].startswith(digest.lower()):
        raise BrokenError(f"seal {number} is {seals[number]}, not {digest}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check a downloaded audit file of the portal.")
    parser.add_argument("audit", help="audit.jsonl as downloaded")
    parser.add_argument("--checkpoints", help="checkpoints.txt, downloaded now or kept from before")
    parser.add_argument("--seal", action="append", default=[], metavar="NUMBER:DIGEST", help="a printed seal")
    options = parser.parse_args(arguments)
    try:
        with open(options.audit, encoding="utf-8") as lines:
            seals = verify_lines(lines)
        if options.checkpoints:
            with open(options.checkpoints, encoding="utf-8") as lines:
                print(f"{verify_checkpoints(seals, lines)} checkpoints agree")
        for printed in options.seal:
            number, _, digest = printed.partition(":")
            verify_seal(seals, int(number), digest)
            print(f"seal {number} agrees")
    except (BrokenError, OSError, ValueError) as error:
        print(f"BROKEN: {error}", file=sys.stderr)
        return 1
    print(f"OK: {len(seals)} seals hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
