"""Figures and sums of money as people write them: 12,000, 3.6万, 12000元, 22万元, ３６０００."""

import re
from decimal import Decimal

from portal.values import UnreadableError
from portal.values.text import narrow

# No budget of a province comes near; what is longer is no sum.
MOST = Decimal(10) ** 12
_FIGURE = r"(?P<figure>[-−]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,8})?)"
_NUMBER = re.compile(_FIGURE)
_MONEY = re.compile(
    rf"(?:[¥$]|人民币|RMB|CNY)?{_FIGURE}(?P<unit>[千万萬亿])?(?:元|圆|块|yuan)?整?", re.IGNORECASE
)
_UNITS = {"千": 1000, "万": 10_000, "萬": 10_000, "亿": 10**8, None: 1}


def read_number(typed: str) -> Decimal:
    """A finite figure, thousands commas allowed. Raises UnreadableError ``no_number``, ``too_large``."""
    found = _NUMBER.fullmatch("".join(narrow(typed).split()))
    if not found:
        raise UnreadableError("no_number", typed)
    return _bounded(Decimal(_plain(found["figure"])), typed)


def read_money(typed: str) -> Decimal:
    """Yuan. A unit of ten thousand is multiplied out. Raises UnreadableError ``no_money``, ``too_large``."""
    found = _MONEY.fullmatch("".join(narrow(typed).split()))
    if not found or "$" in typed:
        raise UnreadableError("no_money", typed)
    value = Decimal(_plain(found["figure"])) * _UNITS[found["unit"]]
    return _bounded(
        value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), typed
    )


def _plain(figure: str) -> str:
    return figure.replace(",", "").replace("−", "-")


def _bounded(value: Decimal, typed: str) -> Decimal:
    if abs(value) > MOST:
        raise UnreadableError("too_large", typed)
    return value
