"""How much of what could be asked a run asks: everything with ``make walks``, with ``make test`` a part of each."""

import os
from collections.abc import Iterable
from typing import TypeVar
from zlib import crc32

import pytest

T = TypeVar("T")
WHOLE = os.environ.get("WALKS") == "all"
# What starts whole portals to ask what a cheaper test asks already, in part.
with_walks = pytest.mark.skipif(not WHOLE, reason="with make walks")


def part(of: Iterable[T], each: int, *, of_what: str) -> list[T]:
    """Every ``each``th, at least one; begun elsewhere for another thing, so that all of them are asked somewhere, and
    the same in every run. Everything where the whole is wanted."""
    found = list(of)
    if WHOLE or not found:
        return found
    return found[crc32(of_what.encode()) % min(each, len(found)) :: each]


def has_turn(of_what: str, each: int) -> bool:
    """Whether this is among the one in ``each`` that are asked, the same in every run; always where the whole is."""
    return WHOLE or crc32(of_what.encode()) % each == 0
