"""A queue that goes round those who wait: visitors in turn, and the views of a visitor in turn.

What one visitor asks for in one go, such as all pictures of a gallery, never stands as a block before another's
request; and one visitor alone never has all of the workers. This is fair queueing in rounds, as in J. Nagle, "On
Packet Switches with Infinite Storage" (RFC 970, 1985).
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")

NOBODY = ""
"""The visitor of requests that are nobody's in particular."""


class Turns(Generic[Item]):
    """A queue of requests, each of a visitor's view. Thread-safe.

    Args:
        most: how many requests of one visitor are taken before one of them is `done`.

    Example:
        >>> turns = Turns(most=9)
        >>> for item, asker in [("1a", "one:x"), ("1b", "one:x"), ("1c", "one:y"), ("2a", "two:x")]:
        ...     turns.put(item, asker)
        >>> [turns.take(0)[0] for _ in range(4)]
        ['1a', '2a', '1c', '1b']
    """

    def __init__(self, most: int):
        self._most = most
        self._visitors: OrderedDict[str, OrderedDict[str, deque[Item]]] = OrderedDict()
        self._taken: Counter[str] = Counter()
        self._changed = threading.Condition()

    def __len__(self) -> int:
        """Count the requests that wait."""
        with self._changed:
            return sum(len(queue) for views in self._visitors.values() for queue in views.values())

    def put(self, item: Item, asker: str) -> None:
        """Let a request wait.

        Args:
            item: the request.
            asker: "visitor:view", or "visitor".
        """
        visitor, _, view = asker.partition(":")
        with self._changed:
            views = self._visitors.setdefault(visitor, OrderedDict())
            views.setdefault(view, deque()).append(item)
            self._changed.notify()

    def take(self, seconds: float, left: Callable[[], bool] = lambda: False) -> tuple[Item, str] | None:
        """Wait for the next request, and take it.

        Args:
            seconds: how long to wait for one.
            left: looked at after `wake`: whether whoever waits here takes no request any more.

        Returns:
            The request and its visitor, for whom `done` has to be called; None if there was none.
        """
        with self._changed:
            self._changed.wait_for(lambda: left() or self._next_visitor() is not None, seconds)
            visitor = None if left() else self._next_visitor()
            return None if visitor is None else (self._take_of(visitor), visitor)

    def wake(self) -> None:
        """Let all who wait in `take` look around."""
        with self._changed:
            self._changed.notify_all()

    def done(self, visitor: str) -> None:
        """Say that a request of this visitor that was taken has been answered."""
        with self._changed:
            self._taken[visitor] -= 1
            if not self._taken[visitor]:
                del self._taken[visitor]
            self._changed.notify()

    def drop(self, item: Item, asker: str) -> None:
        """Let a request wait no longer, if it still does."""
        visitor, _, view = asker.partition(":")
        with self._changed:
            views = self._visitors.get(visitor, OrderedDict())
            queue = views.get(view, deque())
            if item not in queue:
                return
            queue.remove(item)
            if not queue:
                del views[view]
            if not views:
                del self._visitors[visitor]

    def clear(self) -> list[Item]:
        """Let nothing wait any more; return what did."""
        with self._changed:
            items = [item for views in self._visitors.values() for queue in views.values() for item in queue]
            self._visitors.clear()
            return items

    def _next_visitor(self) -> str | None:
        """Return who is next; None: nobody waits who may have more."""
        return next((one for one in self._visitors if one == NOBODY or self._taken[one] < self._most), None)

    def _take_of(self, visitor: str) -> Item:
        """Take the next request of a visitor, who then goes to the end of the round, and the view likewise."""
        views = self._visitors[visitor]
        view, queue = next(iter(views.items()))
        item = queue.popleft()
        self._taken[visitor] += 1
        _go_to_the_end(views, view, bool(queue))
        _go_to_the_end(self._visitors, visitor, bool(views))
        return item


def _go_to_the_end(order: OrderedDict[str, Any], name: str, waits: bool) -> None:
    if waits:
        order.move_to_end(name)
    else:
        del order[name]
