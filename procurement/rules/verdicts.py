"""What a rule answers: one value per rule and field, never a bare yes or no."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from procurement.rules.calendar import Count

NOTHING: Mapping[str, str] = MappingProxyType({})


class Answer(StrEnum):
    MEETS = "meets"
    BREAKS = "breaks"
    NEEDS_REASON = "needs_reason"
    CANNOT_TELL = "cannot_tell"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Verdict:
    """``earliest`` and ``latest`` are the lawful days; ``reason`` is the published reason, if any.

    ``advises``: a recommendation, or what somebody else must look at; a reason is welcome, nothing stops without it."""

    rule: str
    answer: Answer
    field: str
    code: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    earliest: date | None = None
    latest: date | None = None
    counted: Count | None = None
    source: str = ""
    article: str = ""
    confidence: str = ""
    tier: str = ""
    reason: str = ""
    advises: bool = False

    @property
    def stops(self) -> bool:
        """Publication cannot go on."""
        if self.answer is Answer.NEEDS_REASON:
            return not (self.advises or self.reason.strip())
        return self.answer is Answer.BREAKS or (self.answer is Answer.CANNOT_TELL and not self.advises)


class RuleError(Exception):
    """Raised with every verdict that stops the act."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__(", ".join(f"{one.field}: {one.code}" for one in verdicts))
        self.verdicts = verdicts


def enforce(
    verdicts: Iterable[Verdict],
    *,
    reasons: Mapping[str, str] = NOTHING,
    not_yet: Collection[str] = (),
) -> None:
    """Raise :class:`RuleError` with all verdicts that stop.

    ``reasons`` are published reasons by rule id. ``not_yet`` names fields that cannot be known at this step,
    such as the official medium's address when a statutory draft is approved."""
    stopped = [
        one
        for one in verdicts
        if one.stops
        and one.field not in not_yet
        and not (one.answer is Answer.NEEDS_REASON and reasons.get(one.rule, "").strip())
    ]
    if stopped:
        raise RuleError(stopped)
