"""Small tasks for the workers of these tests; found through PYTHONPATH and an allowed prefix."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np


class RefusalError(ValueError):
    """A ValueError of our own: its message is for the visitor."""


class OurError(ValueError):
    """A ValueError that pickle cannot bring across."""

    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


@dataclass(frozen=True)
class Options:
    name: str
    strides: tuple[int, int] = (1, 1)


def process_id():
    return os.getpid()


def double(array):
    return {"doubled": array * 2, "every_other": (array * 2)[::2], "writeable": array.flags.writeable}


def note(folder, name):
    """Leave a file for every call, so that a test can count them."""
    (Path(folder) / f"{name}-{time.monotonic_ns()}").touch()
    return name


def wait_for_file(path, name="done"):
    while not Path(path).exists():
        time.sleep(0.01)
    return name


def exit_now():
    os._exit(3)


def kill_self():
    os.kill(os.getpid(), signal.SIGKILL)


def hang():
    while True:
        time.sleep(0.05)


def grow():
    blocks = []
    while True:
        blocks.append(np.ones(2_000_000))
        time.sleep(0.01)


def keep(size):
    globals().setdefault("kept", []).append(np.ones(size, np.uint8))
    return os.getpid()


def refuse():
    raise ValueError("`radius` is a number from 1 to 9. Received: 12")


def refuse_in_our_words():
    raise RefusalError("This is not a picture.")


def refuse_unpicklable():
    raise OurError("one", "two")


def fail_elsewhere():
    return int("twelve", 99)


def fail_in_numpy():
    return np.zeros(3).reshape(2, 2)


def fail():
    raise KeyError("a bug")


def out_of_memory():
    raise MemoryError


def unpicklable():
    return lambda: None


def option_name(options):
    return options.name


def environment(name):
    return os.environ.get(name)


def keras_convolution(image):
    import keras

    layer = keras.layers.Conv2D(1, 2, kernel_initializer="ones")
    return np.asarray(layer(image[None]))[0]
