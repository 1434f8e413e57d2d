"""What a box says of a value that it cannot take."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.ground.values import UnreadableError

SHOWN = 40

# What a box counts in: as a sentence says it, an example, and what stands behind the box.
UNITS: dict[str, tuple[Any, str, Any]] = {
    "yuan": (pgettext_lazy("counted in", "yuan"), "12000", pgettext_lazy("behind a box", "yuan")),
    "percent": (pgettext_lazy("counted in", "percent"), "20%", "%"),
    "points": (pgettext_lazy("counted in", "points"), "40", pgettext_lazy("behind a box", "points")),
    "weight": (pgettext_lazy("counted in", "points"), "40", pgettext_lazy("behind a box", "points")),
    "days": (pgettext_lazy("counted in", "calendar days"), "30", pgettext_lazy("behind a box", "days")),
    "months": (pgettext_lazy("counted in", "months"), "12", pgettext_lazy("behind a box", "months")),
    "awards": (
        pgettext_lazy("counted in", "organisations"),
        "8",
        pgettext_lazy("behind a box", "organisations"),
    ),
    "lots": (pgettext_lazy("counted in", "lots"), "2", pgettext_lazy("behind a box", "lots")),
    "persons": (pgettext_lazy("counted in", "people"), "8", pgettext_lazy("behind a box", "people")),
    "years": (pgettext_lazy("counted in", "years"), "2", pgettext_lazy("behind a box", "years")),
}
SAID: dict[str, Any] = {
    "no_day": _("“%(typed)s” is not read as a day. Write it like this: 2024-07-30, or 2024年7月30日."),
    "no_such_day": _("“%(typed)s”: there is no such day in the calendar."),
    "year": _("“%(typed)s”: please check the year. Write all four figures, for example 2024-07-30."),
    "no_hour": _("“%(typed)s” is not read as an hour. Write it like this: 17:00; the end of a day is 24:00."),
    "no_number": _("“%(typed)s” is not read as a figure. Write it like this: %(example)s"),
    "no_money": _("“%(typed)s” is not read as a sum. Write it like this: 12000, 12,000 or 1.2万"),
    "unit": _("“%(typed)s”: this box counts in %(unit)s. Write it like this: %(example)s"),
    "uneven": _("“%(typed)s” does not come out even. Write the share as a figure, for example 33.33%%"),
    "too_large": _("“%(typed)s” is too large. Please check the figure."),
    "not_whole": _("“%(typed)s”: please write a whole figure, such as 30."),
    "broken": _("Some signs did not arrive as they were typed (they show as �). Please write them again."),
    "choice": _("“%(typed)s” is not among the choices any more. Please choose again."),
    "page_too_old": _(
        "Something of this page was lost on the way. Please look through it and send it again."
    ),
}


def said(code: str, typed: object = "", unit: str = "") -> ValidationError:
    """The sentence for ``code``, quoting what was typed; ``unit`` is what the box counts in."""
    text = " ".join(str(typed).split())
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    name, example, _behind = UNITS.get(unit, ("", "12.5", ""))
    params = {"typed": short, "unit": name, "example": example}
    return ValidationError(SAID[code], code=code, params=params)


def of(error: UnreadableError, unit: str = "") -> ValidationError:
    return said(error.code, error.typed, unit)
