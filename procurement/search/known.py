"""What the index knows of a call beside its words: its days, its sums and its step, each as one lexeme that no text
can make."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

# The days of a call that it is found by: when it closes, when it appeared, the last day for questions.
DAYS = ("due", "pub", "ask")


def facts(*, step: str, days: Mapping[str, date | None], amounts: Iterable[Decimal | None]) -> list[str]:
    """The lexemes of a call. ``days``: by their names of DAYS; ``amounts``: its budget, and what was awarded."""
    return [
        f"step={step}",
        *(lexeme for name in DAYS if (day := days[name]) for lexeme in _of_day(name, day)),
        *dict.fromkeys(f"sum={plain_sum(amount)}" for amount in amounts if amount is not None),
    ]


def _of_day(name: str, day: date) -> Iterator[str]:
    yield f"{name}={day.isoformat()}"
    yield f"{name}={day:%m-%d}"


def plain_sum(amount: Decimal) -> str:
    """Yuan in digits, without zeros behind the point."""
    whole = amount.to_integral_value()
    return f"{whole:f}" if whole == amount else f"{amount.normalize():f}"


def of_steps(steps: Iterable[str]) -> str:
    """Calls at one of these steps, as the literal of a ``tsquery``."""
    return _any(f"'step={step}'" for step in steps)


def of_sum(amount: Decimal) -> str:
    return f"'sum={plain_sum(amount)}'"


def on_days(stamp: str, names: Iterable[str] = DAYS) -> str:
    """Calls with one of these days: ``stamp`` is 2024-07-22, 07-22, or the beginning of several: 2024-07, 07, 2024."""
    whole = stamp.count("-") == 2 or (stamp.count("-") == 1 and len(stamp) == len("07-22"))
    return _any(f"'{name}={stamp}'{'' if whole else ':*'}" for name in names)


def _any(lexemes: Iterable[str]) -> str:
    return f"({' | '.join(lexemes)})"
