"""One call under judgement: its facts beside the book and the calendar they are judged by."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from procurement.rules.asked import Asked, asked
from procurement.rules.calendar import Count, WorkCalendar
from procurement.rules.facts import Facts
from procurement.rules.procedures import PROCEDURES, Procedure
from procurement.rules.rulebook import Row, Rulebook, Undecided
from procurement.rules.verdicts import NOTHING, Answer, Verdict

# A call without any date is judged by the rules as they stand last.
LATEST = date(2100, 12, 31)
SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Case:
    """``reasons`` are published reasons, ``waivers`` a supervisor's published waivers, both by rule id; ``cleared`` are
    a second person's reasons why a passage is harmless, by :attr:`Asked.key`."""

    facts: Facts
    book: Rulebook
    calendar: WorkCalendar
    reasons: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTHING)
    waivers: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTHING)
    cleared: Mapping[str, str] = dataclasses.field(default_factory=lambda: NOTHING)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What the call's own words ask for, whatever its fields say."""
        return asked(self.facts, grants=self.procedure is not None and self.procedure.gives_grants)

    def asks_in_words(self, code: str) -> bool:
        """Whether the words ask for ``code`` in a passage that nobody has found harmless."""
        return any(one.code == code and one.key not in self.cleared for one in self.asked)

    @property
    def procedure(self) -> Procedure | None:
        return PROCEDURES.get(self.facts.procedure or "")

    @property
    def regime(self) -> str:
        """The stated regime, or the only one of the procedure; "" when neither is known."""
        if self.facts.regime or self.procedure is None:
            return self.facts.regime or ""
        return self.procedure.regimes[0]

    @property
    def on(self) -> date:
        """The day whose rules apply: that of publication, else the earliest other date of the call."""
        known = (self.facts.documents_from, self.facts.intention_published_on, self.facts.closes_on)
        return self.facts.legal_from or min((day for day in known if day), default=LATEST)

    def possible(self, parameter: str) -> tuple[Row, ...]:
        """The row in force; several when money or level is not stated and decides; () when none is."""
        try:
            row = self.book.find(
                parameter,
                procedure=self.facts.procedure or "",
                regime=self.regime,
                level=self.facts.level,
                largest_award=self.facts.award,
                on=self.on,
                object=self.facts.bought,
            )
        except Undecided as doubt:
            return tuple(doubt.rows)
        return () if row is None else (row,)

    def row(self, parameter: str) -> Row | None:
        """The row in force; of several possible ones the first that stops publication, else the first."""
        rows = self.possible(parameter)
        return next((row for row in rows if row.enforcement == "block"), rows[0] if rows else None)

    def meets(self, rule: Row | str, field: str, code: str, **more: object) -> Verdict:
        return self._say(rule, Answer.MEETS, field, code, more)

    def cannot_tell(self, rule: Row | str, field: str, code: str, **more: object) -> Verdict:
        return self._say(rule, Answer.CANNOT_TELL, field, code, more)

    def asks_reason(self, rule: Row | str, field: str, code: str, **more: object) -> Verdict:
        return self._say(rule, Answer.NEEDS_REASON, field, code, more)

    def breaks(self, rule: Row | str, field: str, code: str, **more: object) -> Verdict:
        """A fault that stops, unless a supervisor has waived the row and the row lets itself be waived."""
        waived = "" if isinstance(rule, str) else self.waivers.get(rule.id, "")
        if waived and not isinstance(rule, str) and SUPERVISOR in rule.overridable_by:
            return self._say(rule, Answer.NEEDS_REASON, field, code, more | {"reason": waived})
        return self._say(rule, Answer.BREAKS, field, code, more)

    def fails(self, rule: Row | str, field: str, code: str, **more: object) -> Verdict:
        """A fault, as hard as its row's enforcement says."""
        enforcement = "block" if isinstance(rule, str) else rule.enforcement
        if enforcement == "block":
            return self.breaks(rule, field, code, **more)
        asked = self.asks_reason(rule, field, code, **more)
        return asked if enforcement == "require_reason" else replace(asked, advises=True)

    def _say(
        self, rule: Row | str, answer: Answer, field: str, code: str, more: Mapping[str, object]
    ) -> Verdict:
        """``rule`` is a row, or the id of a check that is this portal's own and has no figure."""
        params = dict(more)
        earliest, latest, counted = (params.pop(name, None) for name in ("earliest", "latest", "counted"))
        reason = str(params.pop("reason", "") or "")
        verdict = Verdict(
            rule=rule if isinstance(rule, str) else rule.id,
            answer=answer,
            field=field,
            code=code,
            params=params,
            earliest=earliest if isinstance(earliest, date) else None,
            latest=latest if isinstance(latest, date) else None,
            counted=counted if isinstance(counted, Count) else None,
            confidence="H",
            tier="portal",
            reason=reason,
        )
        if not isinstance(rule, str):
            figure = {} if rule.number is None else {"number": rule.number, "unit": rule.unit}
            verdict = replace(
                verdict,
                params=figure | params,
                source=rule.source,
                article=rule.article,
                confidence=rule.confidence,
                tier=rule.tier,
                confirmed_by=rule.confirmed_by or "",
            )
        if answer is Answer.NEEDS_REASON and not reason:
            verdict = replace(verdict, reason=self.reasons.get(verdict.rule, ""))
        return verdict


def number_of(row: Row) -> Decimal:
    """The figure of a row that must have one; the book's loader has seen to it."""
    if row.number is None:
        raise TypeError(f"row {row.id} has no figure")
    return row.number
