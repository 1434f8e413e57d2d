"""What a sentence reads like where no row of the table says it: its strings of one to three signs are weighed, by
weights learnt from sentences of known truth (bench/weigh.py; ADR 40).

Plain arithmetic over one file of data. It says no more than *reads like*: that asks for a reason and bans nothing."""

import gzip
import math
import re
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("weights.tsv.gz")
# How many signs make a string at most, and in which steps a weight is kept.
LONGEST, STEPS = 3, 2
# From this probability on a sentence reads like one that asks for something, here as the logarithm of its odds: so
# measured that it adds hardly a false alarm.
SURE_ENOUGH = math.log(0.8 / (1 - 0.8))
ANY = "any"
_SECTIONS = {"conditions": "C", "criteria": "K", "payments": "P", "title": "T"}
_NUMBER, _BLANK = re.compile(r"\d+"), re.compile(r"\s+")


def strings(text: str, section: str) -> frozenset[str]:
    """The strings of signs of a folded sentence and of where it stands; a number is a number, whichever it is."""
    said = f"^{_SECTIONS.get(section, 'O')}{_BLANK.sub(' ', _NUMBER.sub('0', text.lower()))}$"
    return frozenset(
        said[begin : begin + length]
        for length in range(1, LONGEST + 1)
        for begin in range(len(said) - length + 1)
    )


def reads_like(text: str, section: str) -> frozenset[str]:
    """The codes of what such sentences ask for."""
    codes, bias, weights = _weights()
    sums, there = [0] * len(codes), strings(text, section)
    for one in there:
        for code, weight in weights.get(one, ()):
            sums[code] += weight
    scale = STEPS * math.sqrt(len(there))
    found = {
        code
        for code, total, base in zip(codes, sums, bias, strict=True)
        if total / scale + base >= SURE_ENOUGH
    }
    return frozenset(found - {ANY}) if ANY in found else frozenset()


@cache
def _weights() -> tuple[list[str], list[float], dict[str, tuple[tuple[int, int], ...]]]:
    """The codes, the bias of each, and by string the weights of those it speaks for or against."""
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        next(lines)  # what it was learnt from
        codes = next(lines).rstrip("\n").split("\t")
        bias = [float(one) for one in next(lines).split("\t")]
        weights = {}
        for line in lines:
            said, *told = line.rstrip("\n").split("\t")
            pairs = (one.split(":") for one in told)
            weights[said] = tuple((int(code), int(weight)) for code, weight in pairs)
    return codes, bias, weights
