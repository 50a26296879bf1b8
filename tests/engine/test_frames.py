import socket
import threading

import numpy as np
import pytest

from engine.frames import pack, receive, send, size, unpack

ARRAYS = [
    np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    np.arange(24, dtype=np.uint8).reshape(2, 3, 4)[::-1, ::2],
    np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    np.zeros((0, 4), np.int32),
    np.array(3.5),
    np.broadcast_to(np.float32(2), (4, 5)),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: str(array.shape))
def test_an_array_survives_and_is_read_only(array):
    (back,) = unpack([bytes(block) for block in pack((array,))])
    np.testing.assert_array_equal(back, array)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert not back.flags.writeable


def test_arrays_are_not_copied():
    array = np.ones(1000)
    body, block = pack(array)
    assert np.shares_memory(np.asarray(block), array.view(np.uint8))
    assert size([body, block]) == len(body) + 8000


def test_blocks_larger_than_the_socket_holds_pass():
    ours, theirs = socket.socketpair()
    array = np.random.default_rng(1).random(500_000)
    with ours, theirs:
        sender = threading.Thread(target=send, args=(ours, pack({"array": array, "nothing": b""})))
        sender.start()
        back = unpack(receive(theirs))
        sender.join()
    np.testing.assert_array_equal(back["array"], array)


def test_the_other_sides_end_is_an_eof_error():
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(EOFError):
            receive(ours)


def test_tick_is_called_while_nothing_comes():
    ours, theirs = socket.socketpair()
    ours.settimeout(0.01)

    def give_up():
        raise RuntimeError("enough")

    with ours, theirs, pytest.raises(RuntimeError, match="enough"):
        receive(ours, give_up)
    with pytest.raises(OSError, match=r"closed|descriptor"):
        send(ours, [b"x"])
