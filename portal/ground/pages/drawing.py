"""The arithmetic behind drawn parts: the sun of the home page, and bars."""

from collections.abc import Iterable
from datetime import datetime
from math import cos, pi, sin

from portal.ground.clock import LEGAL_ZONE


def sunrise(now: datetime) -> tuple[float, float, bool]:
    """Centre of the sun on the home page's arc (radius 196 round 240, 240), and whether it is more than
    half way: it rises at 6 and sets at 20, Beijing time."""
    local = now.astimezone(LEGAL_ZONE)
    share = min(max((local.hour + local.minute / 60 - 6) / 14, 0), 1)
    return round(240 - 196 * cos(pi * share), 1), round(240 - 196 * sin(pi * share), 1), share > 0.5


def bars(values: Iterable[float], *, room: float = 58, most: float | None = None) -> list[float]:
    """Widths in percent of bars that start at zero; the largest (or `most`) takes `room`."""
    figures = list(values)
    top = most if most is not None else max(figures, default=0)
    return [round(value / top * room, 1) if top > 0 else 0.0 for value in figures]
