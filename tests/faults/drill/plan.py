"""What one seed makes of a drill: who presses what and when, and which part dies when. Nothing here is measured."""

import random
from dataclasses import asdict, dataclass
from typing import Any

# Kind of bidder -> so many in a hundred.
KINDS = {
    "plain": 44,  # seals once, some time before the closing
    "edge": 16,  # within four tenths of a second of it, either way
    "late": 10,  # after it
    "replace": 10,  # seals, writes another revision, seals again about the closing
    "withdraw": 6,  # seals, takes it back about the closing
    "anew": 2,  # seals, takes it back, writes another bid
    "twice": 5,  # presses twice at once
    "tabs": 3,  # presses at once in two windows, each with a key of its own
    "thief": 4,  # presses with the key that somebody else's receipt came by
}
TWO_STEPS = ("replace", "withdraw", "anew")
# Which parts are killed in the rush, in what order the seed says.
KILLED = (
    "web-1", "web-2", "web worker", "web worker", "worker", "letters", "opener", "beat", "broker",
    "database", "database", "database backend", "database backend",
)  # fmt: skip
CUT_SHARE = 0.15
# Steps of the opener at which it is killed: the first and the last ones always, of the others some.
ALWAYS = ("opening written", "before the commit", "after the commit")
SOMETIMES = (
    "call locked", "clocks read", "latecomers waited for", "an offer written", "a key wrapped anew",
    "a bid settled", "the call moved", "the event written",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One bidder's part. ``moment`` and ``first`` are (share of the rush, seconds) from the closing."""

    number: int
    kind: str
    first: tuple[float, float]
    moment: tuple[float, float]
    keeps_copy: bool
    replays: bool
    victim: int
    arrives: float  # share of the time before the rush at which the pages are fetched


@dataclass(frozen=True)
class Fault:
    """``part`` dies once the bidders have got ``after`` of a hundred expected answers."""

    part: str
    after: float


@dataclass(frozen=True)
class Plan:
    seed: int
    parts: list[Part]
    faults: list[Fault]
    opener_steps: list[str]

    def as_mapping(self) -> dict[str, Any]:
        return asdict(self)


def make(seed: int, bidders: int) -> Plan:
    """The same seed and number of bidders, the same plan."""
    choice = random.Random(f"{seed}/{bidders}")
    kinds = _kinds(choice, bidders)
    parts = [_part(choice, number, kinds) for number in range(bidders)]
    killed = choice.sample(KILLED, len(KILLED))
    share = 84 / len(killed)
    faults = [
        Fault(name, 6 + share * place + choice.uniform(0.1, 0.9) * share) for place, name in enumerate(killed)
    ]
    chosen = {*ALWAYS, *choice.sample(SOMETIMES, 3)}
    steps = [step for step in (*SOMETIMES[:3], ALWAYS[0], *SOMETIMES[3:], *ALWAYS[1:]) if step in chosen]
    return Plan(seed, parts, faults, steps)


def _kinds(choice: random.Random, bidders: int) -> list[str]:
    """Each kind at least once where there are enough bidders, the shares of KINDS otherwise."""
    made = list(KINDS)[:bidders]
    made += choice.choices(list(KINDS), weights=list(KINDS.values()), k=bidders - len(made))
    choice.shuffle(made)
    return made


def _part(choice: random.Random, number: int, kinds: list[str]) -> Part:
    kind = kinds[number]
    if kind == "edge":
        moment = (0.0, choice.uniform(-0.4, 0.4))
    elif kind == "late":
        moment = (choice.uniform(0.0, 0.25), 0.1)
    elif kind in TWO_STEPS:
        moment = (choice.uniform(-0.35, 0.1), 0.0)
    else:
        moment = (choice.uniform(-0.9, -0.02), 0.0)
    victims = [other for other, its in enumerate(kinds) if its == "plain"]
    return Part(
        number=number,
        kind=kind,
        first=(choice.uniform(-1.0, -0.6), 0.0),
        moment=moment,
        keeps_copy=kind == "replace" or choice.random() < 0.4,
        replays=choice.random() < 0.2,
        victim=choice.choice(victims) if kind == "thief" and victims else -1,
        arrives=choice.random(),
    )
