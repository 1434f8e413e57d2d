"""How far the number of awards and the money of a call reach down its ranking, in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from portal.ground.formatting import money, reader_language
from procurement.labels import awards as words
from procurement.models import Lot
from procurement.rules.awarding import REACHED, Standing


def in_words(
    lot: Lot,
    lines: Mapping[str, Standing],
    *,
    ticked: Mapping[str, Any] | None = None,
    typed: Mapping[str, Standing] | None = None,
) -> dict[str, str]:
    """What the call gives and how far that reaches; of a form also what is ``ticked``, and how far its sums reach
    where ``typed`` ones lead elsewhere. Nothing for a call that awards one: there the ranking says it."""
    budget = lot.money
    if lot.most_awards == 1 or budget is None:
        return {}
    reached = _reached(lines)
    asked = reached[-1].running if reached else Decimal(0)
    said = {
        "budget": _sum(budget),
        "most": lot.most_awards,
        "reached": len(reached),
        "all": len(lines),
        "asked": _sum(asked),
        "left": _sum(budget - asked),
    }
    gives = (
        gettext("The call gives %(budget)s to as many as the money lasts.")
        if lot.most_awards is None
        else gettext("The call gives %(budget)s, to at most %(most)s.")
    )
    reach = gettext(
        "In the order of the ranking this reaches %(reached)s of %(all)s; they ask for %(asked)s together, and "
        "%(left)s is left."
    )
    return {
        "gives": gives % said,
        "reach": reach % said,
        "ticked": _ticked(ticked, budget) if ticked else "",
        "typed": _typed(len(_reached(typed)), len(reached)) if typed else "",
    }


def _reached(lines: Mapping[str, Standing]) -> list[Standing]:
    return [one for one in lines.values() if one.line == REACHED]


def _typed(reached: int, asked: int) -> str:
    if reached == asked:
        return ""
    return gettext("With the sums and the reasons typed below it reaches %(reached)s.") % {"reached": reached}


def _ticked(ticked: Mapping[str, Any], budget: Decimal) -> str:
    left = budget - ticked["sum"]
    said = {"count": ticked["count"], "sum": _sum(ticked["sum"]), "left": _sum(abs(left))}
    if left < 0:
        return gettext("%(count)s ticked, %(sum)s together: %(left)s more than there is.") % said
    return gettext("%(count)s ticked, %(sum)s together; %(left)s is left.") % said


def _sum(value: Decimal) -> str:
    return money(value, reader_language())


def with_line(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """``rows``, of which the first that is not reached is marked: above it the line is drawn."""
    open_ = True
    for row in rows:
        row["below"] = open_ and row["line"] in words.BEYOND
        open_ = open_ and not row["below"]
    return list(rows)
