"""What a box says of a value that it cannot take."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.values import UnreadableError

SHOWN = 40

SAID: dict[str, Any] = {
    "no_day": _("“%(typed)s” is not read as a day. Write it like this: 2024-07-30, or 2024年7月30日."),
    "no_such_day": _("“%(typed)s”: there is no such day in the calendar."),
    "year": _("“%(typed)s”: please check the year. Write all four figures, for example 2024-07-30."),
    "no_hour": _("“%(typed)s” is not read as an hour. Write it like this: 17:00; the end of a day is 24:00."),
    "no_number": _("“%(typed)s” is not read as a figure. Write it like this: 12.5"),
    "no_money": _("“%(typed)s” is not read as a sum. Write it like this: 12000, 12,000 or 1.2万"),
    "too_large": _("“%(typed)s” is too large. Please check the figure."),
    "not_whole": _("“%(typed)s”: please write a whole figure, such as 30."),
    "broken": _("Some signs did not arrive as they were typed (they show as �). Please write them again."),
    "choice": _("“%(typed)s” is not among the choices any more. Please choose again."),
    "page_too_old": _(
        "Something of this page was lost on the way. Please look through it and send it again."
    ),
}


def said(code: str, typed: object = "") -> ValidationError:
    """The sentence for ``code``, quoting what was typed."""
    text = " ".join(str(typed).split())
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return ValidationError(SAID[code], code=code, params={"typed": short})


def of(error: UnreadableError) -> ValidationError:
    return said(error.code, error.typed)
