"""Where a bid stands: one honest word for each case, with the reason, from facts alone."""

from dataclasses import dataclass, replace
from datetime import datetime

# Steps of a call in which it takes bids, in which its result is public, and after which nothing follows.
TAKES = ("open", "suspended")
RESULT_STEPS = ("publicity", "awarded", "contracted", "completed")
ENDED = ("terminated", "void")

# Every word there is, each with its tone: what counts is ok, what the bidder must act on or has lost is bad.
TONES = {
    "writing": "wait",
    "deciding": "wait",
    "missed": "bad",
    "late": "bad",
    "sealed": "ok",
    "on_hold": "ok",
    "confirm": "bad",
    "confirm_on_hold": "bad",
    "waits": "ok",
    "lapsed": "bad",
    "not_opened": "bad",
    "judged": "ok",
    "set_aside": "bad",
    "final_asked": "bad",
    "final_sealed": "ok",
    "final_missed": "bad",
    "chosen": "ok",
    "won": "ok",
    "signed": "ok",
    "finished": "ok",
    "lost": "plain",
    "passed_over": "plain",
    "invalid": "bad",
    "void": "plain",
    "ended": "plain",
    "withdrawn": "plain",
    "discarded": "plain",
}
# What the group has to do, and its host cannot do in its place.
GROUPS_TURN = ("confirm", "confirm_on_hold", "final_asked")
REASONS = ("not_confirmed", "does_not_open", "unreadable", "too_few")


@dataclass(frozen=True)
class BidFacts:
    """What is known of a bid and its call at ``now``.

    ``stands``: a sealed version was taken in time. ``confirmed``: it answers the terms in force. ``draft``: an
    unsealed version is there. ``pressed``: what became of the last press of *seal* on that version: ``""``
    for none, ``waiting`` without a verdict, else the verdict. ``fault``: why it was not opened. ``too_few``:
    its opening found too few bids. ``outcome``: its last result. ``contract``: how far its agreement is."""

    status: str
    step: str
    now: datetime
    bids_due: datetime | None = None
    draft: bool = False
    pressed: str = ""
    confirmed: bool = True
    fault: str = ""
    too_few: bool = False
    aside: bool = False
    final_due: datetime | None = None
    final_current: bool = False
    final_opened: bool = False
    outcome: str = ""
    contract: str = ""

    @property
    def takes(self) -> bool:
        """Whether the call takes bids: before its closing, or while the closing is on hold."""
        if self.step == "suspended":
            return True
        return self.step == "open" and self.bids_due is not None and self.now < self.bids_due

    @property
    def stands(self) -> bool:
        return self.status in ("lodged", "opened", "not_opened")


@dataclass(frozen=True)
class BidState:
    """``code`` is one of :data:`TONES`; ``reason`` says why, of ``not_opened`` one of :data:`REASONS` and of
    ``ended`` the step of the call; ``until`` is the moment by which the bidder must act or until which it
    waits. ``rewriting``: a newer version is written and not sealed, the sealed one stands. ``signs``: it is told to
    a host that only signs, which has nothing to do."""

    code: str
    reason: str = ""
    until: datetime | None = None
    rewriting: bool = False
    signs: bool = False

    @property
    def tone(self) -> str:
        return "wait" if self.signs and self.code in GROUPS_TURN else TONES[self.code]

    @property
    def counts(self) -> bool:
        """Whether what was sealed is in force and nothing more is asked for it."""
        return self.code in ("sealed", "on_hold", "waits", "judged", "final_sealed")


def state_of(facts: BidFacts) -> BidState:
    """The state of a bid. Every page, list, letter and receipt that says one says this one."""
    if facts.status in ("withdrawn", "discarded"):
        return BidState(facts.status)
    if facts.step in ENDED:
        return BidState("ended", "too_few" if facts.too_few and facts.step == "void" else facts.step)
    if facts.status == "draft":
        return _unsealed(facts)
    if facts.status == "not_opened":
        return BidState("not_opened", facts.fault)
    if facts.status == "lodged":
        return _sealed(facts)
    return _opened(facts)


def seen_by_host(state: BidState) -> BidState:
    """The same state, told to a host that only signs."""
    return replace(state, signs=True)


def _unsealed(facts: BidFacts) -> BidState:
    due = None if facts.step == "suspended" else facts.bids_due
    if facts.pressed == "waiting":
        return BidState("deciding")
    if facts.takes:
        return BidState("writing", "suspended" if facts.step == "suspended" else "", due)
    return BidState("late" if facts.pressed in ("late", "refused") else "missed", until=facts.bids_due)


def _sealed(facts: BidFacts) -> BidState:
    if facts.takes:
        hold = facts.step == "suspended"
        due = None if hold else facts.bids_due
        if not facts.confirmed:
            return BidState("confirm_on_hold" if hold else "confirm", "not_confirmed", due, facts.draft)
        return BidState("on_hold" if hold else "sealed", "", due, facts.draft)
    if facts.too_few:
        return BidState("not_opened", "too_few")
    if not facts.confirmed:
        return BidState("lapsed", "not_confirmed", facts.bids_due, facts.draft)
    return BidState("waits", rewriting=facts.draft)


def _opened(facts: BidFacts) -> BidState:
    if facts.step in RESULT_STEPS and facts.outcome:
        return _result(facts)
    if facts.aside:
        return BidState("set_aside")
    if facts.final_due is None:
        return BidState("judged")
    if facts.now < facts.final_due:
        code = "final_sealed" if facts.final_current else "final_asked"
        return BidState(code, until=facts.final_due, rewriting=facts.draft)
    if not facts.final_current:
        return BidState("final_missed", until=facts.final_due)
    return BidState("judged" if facts.final_opened else "final_sealed")


def _result(facts: BidFacts) -> BidState:
    if facts.outcome != "won":
        return BidState(facts.outcome)
    if facts.step == "publicity":
        return BidState("chosen")
    if facts.step == "completed" or facts.contract in ("accepted", "completed", "ended"):
        return BidState("finished")
    return BidState("signed" if facts.contract else "won")
