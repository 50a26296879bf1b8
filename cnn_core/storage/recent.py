"""A bounded cache that evicts the least recently used values."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """A cache of the most recently used values, bounded by their number and their sizes. Thread-safe.

    Attributes:
        total: the sizes of all values together, each as measured when it was last used.

    Example:
        >>> cache = Recent(most=2)
        >>> cache.get("a", lambda: 1), cache.get("b", lambda: 2), cache.get("a", lambda: 3), cache.get("c", lambda: 4)
        (1, 2, 1, 4)
        >>> cache.find("b"), len(cache)
        (None, 2)
    """

    def __init__(
        self,
        most: float = math.inf,
        *,
        maximum: float = math.inf,
        size: Callable[[Value], float] = lambda value: 1,
        pinned: Callable[[Value], bool] = lambda value: False,
        on_evict: Callable[[Value], Any] = lambda value: None,
    ):
        """Make an empty cache.

        Args:
            most: how many values are kept.
            maximum: of the sizes of all values together. The value used last is kept however large it is.
            size: of a value, for example its bytes; measured again at each use, as a value may grow.
            pinned: tells whether a value must not be evicted now, for example because it is still being computed.
            on_evict: called with each evicted value, when the cache's lock has been released.
        """
        self._most, self._maximum = most, maximum
        self._size, self._pinned, self._on_evict = size, pinned, on_evict
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._sizes: dict[Hashable, float] = {}
        self._lock = threading.RLock()
        self.total = 0.0

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key; if there is none, ``make`` makes it, once even if several threads ask."""
        with self._lock:
            value = self._values[key] if key in self._values else make()
            evicted = self._use(key, value)
        self._report(evicted)
        return value

    def find(self, key: Hashable) -> Value | None:
        """Return the value of a key, which now counts as used, or None."""
        with self._lock:
            value = self._values.get(key)
            evicted = [] if value is None else self._use(key, value)
        self._report(evicted)
        return value

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value, in the place of the one that the key had."""
        with self._lock:
            evicted = self._use(key, value)
        self._report(evicted)

    def remove(self, key: Hashable) -> None:
        """Forget the value of a key, if there is one; it does not count as evicted."""
        with self._lock:
            if key in self._values:
                self._drop(key)

    def values(self) -> list[Value]:
        """Return all values, the least recently used first; none of them counts as used by this."""
        with self._lock:
            return list(self._values.values())

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._values)

    def _use(self, key: Hashable, value: Value) -> list[Value]:
        """Make a value the most recently used one; return what was evicted for it."""
        size = self._size(value)
        self.total += size - self._sizes.get(key, 0)
        self._values[key], self._sizes[key] = value, size
        self._values.move_to_end(key)
        evicted = []
        while self._is_over():
            old = next((old for old in self._values if old != key and not self._pinned(self._values[old])), None)
            if old is None:
                break
            evicted.append(self._drop(old))
        return evicted

    def _is_over(self) -> bool:
        return len(self._values) > self._most or self.total > self._maximum

    def _drop(self, key: Hashable) -> Value:
        self.total -= self._sizes.pop(key)
        return self._values.pop(key)

    def _report(self, evicted: list[Value]) -> None:
        for value in evicted:
            self._on_evict(value)
