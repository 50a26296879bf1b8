"""Who comes next: visitors in turn, the views of each in turn, and no visitor with everything."""

import threading
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from engine.turns import NOBODY, Turns

requests = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=40)


def put_all(turns: Turns[int], asked: list[tuple[str, str]]) -> None:
    for number, (visitor, view) in enumerate(asked):
        turns.put(number, f"{visitor}:{view}")


def take_all(turns: Turns[int]) -> list[int]:
    items = []
    while taken := turns.take(0):
        items.append(taken[0])
        turns.done(taken[1])
    return items


@given(requests)
def test_all_are_served_and_those_of_a_view_in_their_order(asked):
    turns: Turns[int] = Turns(most=1)
    put_all(turns, asked)
    taken = take_all(turns)
    assert sorted(taken) == list(range(len(asked)))
    for view in set(asked):
        served = [number for number in taken if asked[number] == view]
        assert served == sorted(served)


@given(requests)
def test_nobody_waits_for_more_than_one_request_of_each_of_the_others(asked):
    turns: Turns[int] = Turns(most=1)
    put_all(turns, asked)
    left = Counter(visitor for visitor, _ in asked)
    since: Counter[tuple[str, str]] = Counter()
    for number in take_all(turns):
        visitor = asked[number][0]
        for other in left:
            if other != visitor and left[other]:
                since[other, visitor] += 1
                assert since[other, visitor] <= 1, "one visitor was served twice while another waited"
            since[visitor, other] = 0
        left[visitor] -= 1


def test_a_knob_does_not_wait_for_a_gallery_of_its_own_visitor():
    turns: Turns[str] = Turns(most=9)
    for number in range(64):
        turns.put(f"photo {number}", "one:photos")
    turns.put("knob", "one:lab")
    assert [turns.take(0)[0] for _ in range(2)] == ["photo 0", "knob"]


def test_one_visitor_has_a_share_and_what_is_nobodys_has_none():
    turns: Turns[int] = Turns(most=2)
    for number in range(3):
        turns.put(number, "one:x")
    assert [turns.take(0), turns.take(0), turns.take(0)] == [(0, "one"), (1, "one"), None]
    turns.put(3, "two:x")
    turns.put(4, NOBODY)
    assert [turns.take(0), turns.take(0)] == [(3, "two"), (4, NOBODY)]
    turns.done("one")
    assert turns.take(0) == (2, "one")


@given(requests, st.sets(st.integers(0, 39)))
def test_what_is_dropped_is_served_no_more(asked, dropped):
    turns: Turns[int] = Turns(most=1)
    put_all(turns, asked)
    for number in dropped:
        turns.drop(number, ":".join(asked[number]) if number < len(asked) else "a:x")
    assert sorted(take_all(turns)) == [number for number in range(len(asked)) if number not in dropped]


def test_nothing_waits_after_it_was_cleared():
    turns: Turns[int] = Turns(most=1)
    put_all(turns, [("a", "x"), ("b", "y"), ("a", "x")])
    assert sorted(turns.clear()) == [0, 1, 2]
    assert turns.take(0) is None


def test_who_waits_gets_what_comes_and_leaves_when_woken():
    turns: Turns[str] = Turns(most=1)
    left = threading.Event()
    got: list[object] = []
    waiting = threading.Thread(target=lambda: [got.append(turns.take(60, left.is_set)) for _ in range(2)])
    waiting.start()
    turns.put("request", "one:x")
    while not got:
        waiting.join(0.01)
    left.set()
    turns.wake()
    waiting.join(60)
    assert got == [("request", "one"), None]
