"""The form of a published notice: canonical JSON, and one root over its parts.

Part digests make it possible to take one part's bytes away by law without losing the proof of the rest."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from procurement import stated
from procurement.rules.verdicts import Verdict


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spare space: the same value gives the same text, always."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def part_digests(parts: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of each part's canonical text, by name."""
    return {
        name: hashlib.sha256(canonical(part).encode()).hexdigest() for name, part in sorted(parts.items())
    }


def root_of(parts: Mapping[str, Any]) -> str:
    """SHA-256 over the names and digests of all parts."""
    return hashlib.sha256(canonical(part_digests(parts)).encode()).hexdigest()


def parse(body: str) -> dict[str, Any]:
    """The parts of a stored notice."""
    parts: dict[str, Any] = json.loads(body)
    return parts


def changes(body: str) -> dict[str, dict[str, Any]]:
    """What a correction changed, ``{name: {"before", "after", "weight"}}``; nothing for any other notice."""
    return parse(body).get("changes") or {}


def plain_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a notice keeps it: codes and figures, no sentence."""
    return {
        "rule": verdict.rule,
        "answer": str(verdict.answer),
        "field": verdict.field,
        "code": verdict.code,
        "earliest": stated.plain(verdict.earliest),
        "latest": stated.plain(verdict.latest),
        "source": verdict.source,
        "article": verdict.article,
        "confidence": verdict.confidence,
        "tier": verdict.tier,
        "confirmed_by": verdict.confirmed_by,
        "reason": verdict.reason,
    }
