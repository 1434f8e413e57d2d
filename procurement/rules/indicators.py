"""How the keeping of the rules is measured, and what gives a reason to look. Figures only; no verdict on anybody."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

# A share of fewer cases than this says nothing; the cases are shown instead.
LEAST_CASES = 5
# An award at or above this part of the ceiling counts as made at the ceiling.
NEAR_CEILING = Decimal("0.98")
# What agencies owe the public: the duties of the plan whose keeping is published.
PUBLISHED_DUTIES = (
    "correct_date_fault",
    "answer_question",
    "open_bids",
    "answer_objection",
    "decide_void",
    "score_bids",
    "decide_award",
    "publish_result",
    "make_award",
    "sign_contract",
    "make_first_payment",
    "accept_contract",
    "file_contract",
)
# Whoever presses a button takes some minutes: sooner nothing is called overdue, and an opening that the law wants at
# one moment and not by the end of a day is in time.
GRACE = timedelta(minutes=15)
# What cannot be done before its moment: nobody is warned of it ahead.
AT_ITS_MOMENT = ("open_bids",)
# A reason to look, in the order in which they are shown.
INDICATORS = ("not_public", "one_bidder", "at_ceiling", "moved_deadline", "date_fault")


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole`` cases."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole per cent; None where there are fewer than LEAST_CASES cases."""
        if self.whole < LEAST_CASES:
            return None
        return int((Decimal(100 * self.part) / self.whole).to_integral_value())


@dataclass(frozen=True)
class Kept:
    """How duties of one kind were kept: done by their last moment, done after it, past it and still to be done
    (``overdue``), or past it when the call went another way, so that they never were (``never``)."""

    kind: str
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    never: int = 0

    @property
    def undone(self) -> int:
        return self.overdue + self.never

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.undone

    @property
    def share(self) -> Share:
        return Share(self.on_time, self.due)


def together(rows: "list[Kept]", kind: str = "") -> Kept:
    """The duties of all ``rows`` as one."""
    return Kept(
        kind,
        sum(row.on_time for row in rows),
        sum(row.late for row in rows),
        sum(row.overdue for row in rows),
        sum(row.never for row in rows),
    )
