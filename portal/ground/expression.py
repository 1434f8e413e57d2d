"""Regular expressions compiled when they are first used: there are a thousand, most processes never read a text, and
each would pay for all of them at every start."""

import re
from typing import Any, cast


class Expression:
    """What :func:`expression` gives: a pattern as far as its methods go."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._given = flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._given)
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """That pattern. Its first use raises re.error where it is none."""
    return cast("re.Pattern[str]", Expression(pattern, flags))
