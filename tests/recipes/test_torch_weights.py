"""The reader of PyTorch's older files: it gives the arrays, and builds nothing else whatever a file asks for."""

import os
import pickle
from collections import OrderedDict
from io import BytesIO

import numpy as np
import pytest

from recipes.torch_weights import MAGIC, read_torch_weights


class Named:
    """Pickles as a call of a function that is looked up by name."""

    def __init__(self, module: str, name: str, arguments: tuple) -> None:
        self.module, self.name, self.arguments = module, name, arguments


class Writer(pickle._Pickler):  # type: ignore[name-defined] - only Python's own pickler can be taught a name without the module
    """Writes ``Named`` as torch writes its tensors, without torch."""

    def save(self, thing, save_persistent_id=True):
        if isinstance(thing, Named):
            self.write(pickle.GLOBAL + f"{thing.module}\n{thing.name}\n".encode())
            if thing.arguments is not None:
                super().save(thing.arguments)
                self.write(pickle.REDUCE)
            return
        super().save(thing, save_persistent_id)

    def persistent_id(self, thing):
        return thing if isinstance(thing, tuple) and thing and thing[0] == "storage" else None


def written(tensors: dict, storages: dict[str, np.ndarray], magic: int = MAGIC) -> bytes:
    file = BytesIO()
    for part in (magic, 1001, {"little_endian": True}, OrderedDict(tensors), list(storages)):
        Writer(file, 2).dump(part)
    for elements in storages.values():
        file.write(len(elements).to_bytes(8, "little") + elements.tobytes())
    return file.getvalue()


def tensor(key: str, kind: str, count: int, offset: int, shape: tuple, steps: tuple) -> Named:
    storage = ("storage", Named("torch", kind, None), key, "cpu", count, None)
    return Named("torch._utils", "_rebuild_tensor_v2", (storage, offset, shape, steps, False, OrderedDict()))


def test_tensors_are_read_with_their_steps_and_offsets():
    data = written(
        {
            "kernel": tensor("7", "FloatStorage", 7, 1, (2, 3), (1, 2)),
            "count": tensor("8", "LongStorage", 1, 0, (), ()),
        },
        {"7": np.arange(7, dtype=np.float32), "8": np.array([42], np.int64)},
    )
    weights = read_torch_weights(data)
    assert weights["kernel"].dtype == np.float32
    assert weights["kernel"].tolist() == [[1, 3, 5], [2, 4, 6]]
    assert weights["count"].tolist() == 42


@pytest.mark.parametrize(
    ("module", "name"), [("os", "system"), ("builtins", "eval"), ("torch", "load"), ("collections", "defaultdict")]
)
def test_nothing_but_tensors_is_built(module: str, name: str, tmp_path):
    trace = tmp_path / "ran"
    data = written({"kernel": Named(module, name, (f"touch {trace}",))}, {})
    with pytest.raises(pickle.UnpicklingError, match=rf"Received: {module}\.{name}"):
        read_torch_weights(data)
    assert not trace.exists()


def test_another_file_is_refused():
    with pytest.raises(pickle.UnpicklingError, match="magic number"):
        read_torch_weights(written({}, {}, magic=1))


def test_the_attack_of_the_test_would_work_on_a_plain_unpickler(tmp_path):
    trace = tmp_path / "ran"
    file = BytesIO()
    Writer(file, 2).dump(Named(os.system.__module__, "system", (f"touch {trace}",)))
    pickle.loads(file.getvalue())  # noqa: S301 - to show that the tests above refuse something real
    assert trace.exists()
