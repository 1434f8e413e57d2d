"""The one memory of parts of pages: what was made once for everybody, under all that it depends on."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from decimal import Decimal
from threading import Lock
from types import NoneType
from typing import Any, TypeVar

from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

T = TypeVar("T")


class Parts:
    """The ``most`` parts used last, of this process alone.

    Each is found again by where the portal is mounted, by the language, and by the key its maker gives: everything
    else that it shows, with the version or the standing of the record it was made of, so that nothing is ever
    cleared. A part never shows who reads, and no host but one that its key names."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> Any:
        """The part of that key; None where there is none."""
        whole = self._whole(key)
        with self._lock:
            found = self._kept.get(whole)
            if found is not None:
                self._kept.move_to_end(whole)
            return found

    def keep(self, key: Any, made: T) -> T:
        """Remember ``made`` and give it back."""
        whole = self._whole(key)
        with self._lock:
            self._kept[whole] = made
            self._kept.move_to_end(whole)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def of(self, key: Any, make: Callable[[], T]) -> T:
        """The part of that key, made where there is none."""
        found: T | None = self.get(key)
        return self.keep(key, make()) if found is None else found

    def clear(self) -> None:
        """Forget everything, to see what a page costs that nobody has read yet."""
        with self._lock:
            self._kept.clear()

    @staticmethod
    def _whole(key: Any) -> Hashable:
        return get_script_prefix(), get_language(), plain(key)


# What is the same wherever it looks the same. Text that is escaped and text that is not are of two types.
_PLAIN = frozenset({str, SafeString, int, float, bool, Decimal, date, datetime, NoneType})


def plain(value: Any) -> Hashable:
    """``value`` as part of a key, with the type of everything in it: what is equal draws the same.

    Raises TypeError for what two pages may see differently though it is one, such as a row of a table."""
    kind = type(value)
    if kind in _PLAIN:
        return kind, value
    if isinstance(value, (tuple, list)):
        return tuple([plain(one) for one in value])
    if isinstance(value, Mapping):
        return tuple([(name, plain(one)) for name, one in value.items()])
    if isinstance(value, (str, Promise)):
        return str(value)
    raise TypeError(f"no part of a key: {value!r}")


PARTS = Parts(1_500)
