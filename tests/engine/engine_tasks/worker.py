"""Small tasks for the workers of these tests; found through PYTHONPATH and an allowed prefix."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
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


def take_at_once(count):
    return np.ones(count, np.uint8).size


def connect(port):
    return socket.create_connection(("127.0.0.1", port), 1).close()


def look_up(name):
    return socket.getaddrinfo(name, 80)


def run_program(path):
    return subprocess.run([sys.executable, "-c", f"open({path!r}, 'w')"], check=True).returncode


def run_in_shell(path):
    return os.system(f"touch {path}")  # noqa: S605 - the tests' own path


def leave_a_file():
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"left")
    return file.name


def leave_a_file_and_hang(report):
    Path(report).write_text(leave_a_file())
    hang()
