"""The bounded cache of the core, the engine and the pages."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from cnn_core.storage.recent import Recent


def test_a_value_is_made_once_while_it_is_in_use():
    cache, made = Recent(2), []
    for key in ("first", "second", "first", "third", "first", "second"):
        cache.get(key, lambda key=key: made.append(key) or key)
    assert made == ["first", "second", "third", "second"]
    assert cache.values() == ["first", "second"]


def test_values_are_kept_by_their_size_the_one_used_last_in_any_case():
    cache = Recent(maximum=10, size=lambda size: size)
    assert [cache.get(size, lambda size=size: size) for size in (4, 5, 6, 20)] == [4, 5, 6, 20]
    assert (len(cache), cache.total) == (1, 20)


def test_a_value_that_grows_is_measured_when_it_is_used():
    cache = Recent(maximum=10, size=len)
    growing = cache.get("growing", list)
    cache.put("small", [1])
    growing.extend(range(10))
    assert len(cache) == 2
    assert cache.find("growing") is growing
    assert cache.values() == [growing]


def test_what_is_pinned_stays_and_what_is_evicted_is_reported():
    evicted, pinned = [], {"a"}
    cache = Recent(2, pinned=pinned.__contains__, on_evict=evicted.append)
    for key in "abcd":
        cache.put(key, key)
    assert (cache.values(), evicted) == (["a", "d"], ["b", "c"])
    pinned.add("d")
    cache.put("e", "e")
    assert cache.values() == ["a", "d", "e"]
    pinned.clear()
    assert cache.find("e") == "e"
    assert cache.values() == ["d", "e"]


def test_an_evicted_value_may_use_the_cache_from_another_thread():
    cache: Recent[str] = Recent(1, on_evict=lambda value: _in_a_thread(lambda: cache.find("b")))
    cache.put("a", "a")
    cache.put("b", "b")
    assert cache.values() == ["b"]


def _in_a_thread(act):
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()


def test_what_cannot_be_made_leaves_nothing_behind():
    cache: Recent[float] = Recent(2)
    try:
        cache.get("a", lambda: 1 / 0)
    except ZeroDivisionError:
        assert len(cache) == 0
    assert cache.get("a", lambda: 2.0) == 2.0


def test_a_removed_value_is_not_reported_as_evicted():
    evicted = []
    cache = Recent(2, size=lambda value: 5, on_evict=evicted.append)
    cache.put("a", 1)
    cache.remove("a")
    cache.remove("a")
    assert (cache.find("a"), cache.total, evicted) == (None, 0, [])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9))), st.integers(1, 4), st.integers(0, 20))
def test_the_bounds_hold_and_the_total_is_the_sum(puts, most, maximum):
    cache = Recent(most, maximum=maximum, size=lambda size: size)
    for key, size in puts:
        cache.put(key, size)
        assert cache.values()[-1] == size
        assert cache.total == sum(cache.values())
        assert len(cache) == 1 or (len(cache) <= most and cache.total <= maximum)
