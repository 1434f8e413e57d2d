"""What was made once, remembered by what it shows: a key that changes with it needs no clearing."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.utils.safestring import SafeString

V = TypeVar("V")


class Remembered(Generic[V]):
    """The last ``most`` things of one kind, of this process alone. The key says all that a thing depends on: what
    is shown, in which version, language and moment."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, made: V) -> V:
        """Remember ``made`` and give it back."""
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def of(self, key: Hashable, make: Callable[[], V]) -> V:
        """The thing of that key, made where it is not there."""
        found = self.get(key)
        return self.keep(key, make()) if found is None else found

    def clear(self) -> None:
        """Forget everything, to see what a page costs that nobody has read yet."""
        with self._lock:
            self._kept.clear()


class Fragments(Remembered[SafeString]):
    """Ready pieces of pages."""
