"""Hostile model files, all refused before anything is loaded, and good ones that are read."""

import io
import json
import os
import pickle
import struct
import time
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.model_files.archive import MAX_BYTES
from cnn_core.model_files.check import ModelFileError, ModelFileInfo, check_model_file
from cnn_core.model_files.error import _SENTENCES
from tests.cnn_core.model_files.made_files import (
    archive,
    called,
    classifier,
    convolution,
    functional,
    layer,
    members,
    model_file,
    picture,
    sequential,
    tensor,
    weights,
)
from tests.examples import examples
from ui.language import catalogue

SECONDS = 5.0  # of the processor


def refused(data: bytes | str | Path) -> ModelFileError:
    start = time.process_time()
    with pytest.raises(ModelFileError) as caught:
        check_model_file(data)
    assert time.process_time() - start < SECONDS
    assert "Received: " in str(caught.value)
    return caught.value


def refused_config(config: object) -> ModelFileError:
    return refused(model_file(config))


class Bomb:
    """Pickled, it leaves a file behind when it is unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


# What is no such file, or a broken one.


def test_a_good_file_is_described():
    info = check_model_file(model_file())
    assert info == ModelFileInfo(
        "network", 8, 8, 3, (3,), 4, 3 * 3 * 3 * 2 + 2 + 72 * 3 + 3, 192 + 192 + 72 + 72 + 3, 36 * 54 + 216, False
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "not_a_model"),
        (b"\x80\x04\x95pickle", "not_a_model"),
        (weights(), "hdf5"),
        (model_file()[:-1], "damaged"),
        (model_file()[: len(model_file()) // 2], "damaged"),
        (model_file() + b"more", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"#!/bin/sh\n" + model_file(), "not_a_model"),
    ],
)
def test_what_is_no_model_file_is_refused(data: bytes, code: str):
    assert refused(data).code == code


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path):
    path = tmp_path / "large.keras"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(MAX_BYTES + 1)
    assert refused(path).code == "too_many_bytes"


def test_a_missing_file_and_a_wrong_kind_are_refused(tmp_path: Path):
    assert refused(tmp_path / "none.keras").code == "unreadable"
    assert refused(str(tmp_path)).code == "unreadable"
    assert refused("a\0b").code == "unreadable"


def test_a_damaged_member_is_refused():
    data = bytearray(model_file())
    data[data.index(b"Sequential")] ^= 1
    assert refused(bytes(data)).code == "damaged"


# What must not lie in the archive.


@pytest.mark.parametrize(
    "name",
    [
        "../config.json", "/etc/passwd", "assets/../../evil", "..\\evil", "C:\\evil", "assets/.hidden", "code.py",
        "model.weights.npz", "data.pkl", "assets//x", "config.json/", "model.weights.h5/..",
    ],
)  # fmt: skip
def test_other_members_are_refused(name: str):
    assert refused(archive({**members(), name: b"x"})).code == "member"


def test_assets_may_be_there_and_are_not_used():
    assert check_model_file(archive({**members(), "assets/layer/words.txt": b"x"})).layers == 4


@pytest.mark.parametrize("missing", ["config.json", "model.weights.h5"])
def test_a_missing_member_is_named(missing: str):
    error = refused(archive({name: data for name, data in members().items() if name != missing}))
    assert error.code == "member"
    assert missing in str(error)


def test_a_pickle_is_never_opened(tmp_path: Path):
    bomb = pickle.dumps(Bomb(tmp_path / "executed"))
    for data in (bomb, archive({**members(), "model.pkl": bomb}), model_file(bomb), model_file(data=bomb)):
        refused(data)
    assert not (tmp_path / "executed").exists()


def test_duplicate_members_are_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in members().items():
            file.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("config.json", b"{}")
    assert refused(buffer.getvalue()).code == "member"


def test_a_symbolic_link_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in members().items():
            link = zipfile.ZipInfo(name)
            link.external_attr = (0o120777 if name == "model.weights.h5" else 0o644) << 16
            file.writestr(link, b"/etc/passwd" if name == "model.weights.h5" else data)
    assert refused(buffer.getvalue()).code == "member"


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5", "metadata.json"])
def test_a_bomb_of_zeros_is_refused(name: str):
    parts = {**members(), name: bytes(9_000) if name == "metadata.json" else bytes(9_000_000)}
    data = archive(parts, zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    assert refused(data).code == "unpacked"


def test_a_member_that_says_it_is_small_is_read_no_further():
    """The directory claims a few bytes for a member that unpacks to many."""
    data = bytearray(archive({**members(), "config.json": b" " * 9_000_000}, zipfile.ZIP_DEFLATED))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"config.json"))
    data[entry + 24 : entry + 28] = struct.pack("<I", 900)
    assert refused(bytes(data)).code == "damaged"


def test_an_endless_directory_costs_nothing():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in range(3000):
            file.writestr(f"assets/{name}", b"")
    assert refused(buffer.getvalue()).code == "damaged"


def test_a_locked_member_is_refused():
    data = bytearray(model_file())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)).code == "member"


# What must not stand in config.json.


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"Sequential"', b"{}", b'{"config": 1e999}'])
def test_what_is_no_config_is_refused(text: bytes):
    assert refused_config(text or b" ").code in ("config", "custom_class")


def test_json_nested_deep_is_refused():
    assert refused_config(b"[" * 200_000 + b"]" * 200_000).code == "config"
    deep = b'{"config":' * 100_000 + b"1" + b"}" * 100_000
    assert refused_config(deep).code == "config"
    inside: object = 1
    for _ in range(200):
        inside = [inside]
    assert refused_config(classifier(layer("Rescaling", scale=inside))).code == "setting"


def test_models_nested_deep_are_refused():
    network = sequential(convolution())
    for depth in range(20):
        network = sequential(network, name=f"outer{depth}")
    assert refused_config(network).code == "config"


CODE = {"class_name": "__lambda__", "config": {"value": ["4wEAAAA=", None, None]}}
EVAL = {"module": "builtins", "class_name": "function", "config": "eval", "registered_name": "eval"}


@pytest.mark.parametrize(
    "one",
    [
        layer("Lambda", function=CODE),
        layer("Lambda", function=EVAL),
        layer("TFSMLayer", filepath="/srv/evil"),
        layer("TorchModuleWrapper", module="aGVsbG8="),
        layer("JaxLayer", call_fn=CODE),
        layer("FlaxLayer", module="x"),
        layer("Activation", activation=EVAL),
        layer("Activation", activation=CODE),
        layer("Activation", activation={**EVAL, "module": "os", "config": "system"}),
        layer("Dense", units=3, kernel_initializer=EVAL),
        layer("Dense", units=3, kernel_regularizer=CODE),
        layer("Dense", units=3, bias_constraint={**EVAL, "config": "exec"}),
        layer("Rescaling", scale=CODE),
        layer("Rescaling", scale=[[EVAL]]),
        layer("Rescaling", scale={"class_name": "__typespec__", "spec_name": "x", "module": "tf", "config": []}),
        sequential(layer("Lambda", function=CODE), name="nested"),
    ],
    ids=str,
)
def test_code_is_refused_wherever_it_stands(one: dict):
    error = refused_config(classifier(one))
    assert error.code == "code"


def test_the_refusal_names_the_layer_and_its_class():
    error = refused_config(sequential(sequential(layer("Lambda", "evil_twin", function=CODE), name="inner")))
    assert error.values == {"layer": "evil_twin", "received": "Lambda"}


@pytest.mark.parametrize(
    "one",
    [
        {**layer("MyLayer", module="somewhere"), "registered_name": "my>MyLayer"},
        {**layer("Conv2D", filters=1, kernel_size=1), "registered_name": "my>Conv2D"},
        {**layer("MinPooling2D", pool_size=2), "registered_name": "other>MinPooling2D"},
        layer("Conv2D", module="os"),
        layer("system", module="os"),
        layer("eval", module="builtins"),
        layer("Popen", module="subprocess"),
        layer("Model", module="kerasevil"),
    ],
    ids=str,
)
def test_classes_that_are_not_kerass_are_refused(one: dict):
    assert refused_config(classifier(one)).code == "custom_class"


@pytest.mark.parametrize(
    "one",
    [
        layer("LSTM", units=3), layer("Embedding", input_dim=10**10, output_dim=9), layer("TextVectorization"),
        layer("StringLookup", vocabulary="/etc/passwd"), layer("Wrapper", layer=layer("Dense", units=1)),
        layer("get_file", module="keras.utils"), layer("load_model", module="keras.saving"),
        layer("Einsum", module="keras.src.ops.numpy"), layer("Dense", module="keras.src.ops.numpy"),
        layer("MinPooling2D", pool_size=2),
    ],
    ids=str,
)  # fmt: skip
def test_classes_of_keras_that_are_not_for_pictures_are_refused(one: dict):
    assert refused_config(classifier(one)).code == "layer_class"


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (layer("Activation", activation="eval"), "object"),
        (layer("Activation", activation="convlens>MinPooling2D"), "object"),
        (layer("Dense", units=3, kernel_initializer="os.system"), "object"),
        (layer("Dense", units=3, kernel_initializer={"module": "os", "class_name": "Zeros", "config": {}}), "object"),
        (layer("Dense", units=3, activation=layer("Conv2D", filters=3, kernel_size=1)), "object"),
        (layer("Dense", units=3, dtype={"class_name": "QuantizedDTypePolicy", "config": {}}), "setting"),
        (layer("Dense", units=3, dtype="object"), "setting"),
        (layer("Dense", units=3, quantization_config="int8"), "setting"),
        (layer("Rescaling", scale="<script>"), "setting"),
        (layer("Rescaling", scale={"anything": 1}), "object"),
        (layer("Rescaling", scale={"class_name": "__numpy__", "config": {"value": 1, "dtype": "V9999999"}}), "setting"),
        (convolution("again", kernel_size=-1), "setting"),
        (convolution("again", kernel_size=[3, 3, 3]), "setting"),
        (convolution("again", filters=0), "setting"),
        (convolution("again", filters=2.5), "setting"),
        (convolution("again", filters=True), "setting"),
        (convolution("again", padding="causal"), "setting"),
        (convolution("again", data_format="channels_first"), "data_format"),
        (convolution("again", kernel_size=9), "shape"),
        (convolution("again", groups=3), "shape"),
        (layer("Reshape", target_shape=[5, 5]), "shape"),
        (layer("Reshape", target_shape=[-1, -1]), "setting"),
        (layer("Permute", dims=[1, 1, 2]), "setting"),
        (layer("Add"), "ok"),
        (layer("Dense", name="<img>", units=3), "setting"),
        (layer("Dense", name="a/b", units=3), "setting"),
    ],
    ids=str,
)  # fmt: skip
def test_settings_that_keras_does_not_write_are_refused(one: dict, code: str):
    config = classifier(one)
    if code == "ok":
        assert check_model_file(model_file(config)).layers == 5
    else:
        assert refused_config(config).code == code


# What is too large.


def test_ten_billion_parameters_are_refused_at_once():
    error = refused_config(classifier(layer("Dense", "giant", units=100_000), layer("Dense", "giants", units=100_000)))
    assert error.code == "parameters"
    assert error.values["layer"] in ("giant", "giants")


@pytest.mark.parametrize(
    "one",
    [
        convolution("giant", filters=10**9),
        convolution("giant", filters=10**30),
        convolution("giant", filters=2**63, kernel_size=1),
        layer("UpSampling2D", "giant", size=[10**6, 10**6]),
        layer("ZeroPadding2D", "giant", padding=10**8),
        layer("Resizing", "giant", height=10**6, width=10**6),
        layer("DepthwiseConv2D", "giant", kernel_size=1, depth_multiplier=10**9),
        layer("SeparableConv2D", "giant", kernel_size=1, depth_multiplier=10**8, filters=1),
    ],
    ids=str,
)
def test_giants_are_refused(one: dict):
    error = refused_config(classifier(one))
    assert error.code in ("parameters", "activations", "setting")
    assert error.values["layer"] == "giant"


def test_work_without_end_is_refused():
    wide = [convolution(f"c{number}", filters=512, kernel_size=3, padding="same") for number in range(40)]
    large = layer("Sequential", "network", module="keras", layers=[picture(400, 400), *wide])
    assert refused_config(large).code in ("computation", "activations")


@pytest.mark.parametrize("rows", [10**6, 10**20, 1025, 0, -3, 1.5, True, "8"])
def test_a_huge_picture_is_refused(rows: object):
    large = layer("Sequential", "network", module="keras", layers=[picture(rows), convolution()])
    assert refused_config(large).code == "input_size"


def test_too_many_layers_are_refused():
    many = [layer("Dropout", f"d{number}", rate=0.5) for number in range(2001)]
    assert refused_config(sequential(*many)).code == "too_many_layers"


def test_models_that_call_models_that_call_models_are_refused():
    """Each level calls the one below eight times: a small file, 8⁷ calls."""
    inner = functional([called(picture()), called(layer("ReLU", "r"), tensor("picture"))], "r", name="m0")
    for level in range(1, 8):
        calls = [called(picture())]
        nodes = [{"args": [tensor("picture")], "kwargs": {}}]
        nodes += [{"args": [tensor(f"m{level - 1}", index)], "kwargs": {}} for index in range(7)]
        calls.append({**inner, "name": f"m{level - 1}", "inbound_nodes": nodes})
        inner = functional(calls, f"m{level - 1}", name=f"m{level}")
    assert refused_config(inner).code == "too_many_layers"


# What is no network for a picture.


@pytest.mark.parametrize(
    ("given_input", "code"),
    [
        (layer("InputLayer", "i", batch_shape=[None, 100]), "input_shape"),
        (layer("InputLayer", "i", batch_shape=[None, 8, 8, 8, 3]), "input_shape"),
        (picture(channels=2), "input_shape"),
        (picture(channels=None), "input_shape"),
        (picture(rows=None), "input_open"),
        (layer("InputLayer", "i"), "input_open"),
        (convolution(), "input_open"),
    ],
)
def test_an_input_that_is_no_picture_is_refused(given_input: dict, code: str):
    network = layer("Sequential", "network", module="keras", layers=[given_input, layer("Flatten")])
    assert refused_config(network).code == code


def test_several_inputs_or_outputs_are_refused():
    two = functional([called(picture()), called(layer("ReLU", "r"), tensor("picture"))], "r")
    two["config"]["input_layers"] = [["picture", 0, 0], ["other", 0, 0]]
    assert refused_config(two).code == "inputs"
    two["config"]["input_layers"] = [["picture", 0, 0]]
    two["config"]["output_layers"] = {"a": ["r", 0, 0], "b": ["r", 0, 0]}
    assert refused_config(two).code == "outputs"


@pytest.mark.parametrize(
    "layers",
    [
        [called(picture()), called(layer("ReLU", "r"), tensor("nowhere"))],
        [called(picture()), called(layer("ReLU", "r"), tensor("s")), called(layer("ReLU", "s"), tensor("r"))],
        [called(picture()), called(layer("ReLU", "r"), tensor("r"))],
        [called(picture()), called(layer("ReLU", "r"))],
        [called(picture()), called(layer("ReLU", "r"), tensor("picture", 0)), called(layer("ReLU", "r"), tensor("r"))],
        [called(picture()), called(layer("ReLU", "r"), 3)],
    ],
)
def test_a_graph_that_does_not_hang_together_is_refused(layers: list):
    assert refused_config(functional(layers, "r")).code == "graph"


def test_files_of_keras_2_say_so():
    parts = members()
    parts["metadata.json"] = b'{"keras_version": "2.15.0"}'
    assert refused(archive(parts)).code == "keras_2"
    old = called(layer("ReLU", "r"))
    old["inbound_nodes"] = [[["picture", 0, 0, {}]]]
    assert refused_config(functional([called(picture()), old], "r")).code == "keras_2"


# What must not lie in model.weights.h5.


def with_link(link: object) -> bytes:
    def fill(file: h5py.File) -> None:
        file["layers/link"] = link

    return weights(fill=fill)


def filled(**options: object) -> bytes:
    return weights(fill=lambda file: file.create_dataset("layers/one", **options))


def virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(4,), dtype="f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "data", shape=(4,))
    file.create_virtual_dataset("layers/one", layout)


@pytest.mark.parametrize(
    "data",
    [
        with_link(h5py.ExternalLink("/etc/passwd", "/data")),
        with_link(h5py.SoftLink("/layers")),
        weights(fill=lambda file: file.__setitem__("layers/loop", file["layers"])),
        weights(fill=lambda file: file.__setitem__("layers/twice", file["layers/all/vars/0"])),
        weights(fill=virtual),
        filled(shape=(4,), dtype="f4", external=[("/etc/passwd", 0, 16)]),
        filled(data=[b"pickle", b"cos"], dtype=h5py.string_dtype()),
        filled(shape=(2,), dtype=h5py.ref_dtype),
        filled(data=np.zeros(2, [("a", "f4"), ("b", "i4")])),
        filled(data=np.void(b"cos\nsystem\n")),
        filled(shape=(10**12,), dtype="f4"),
        filled(shape=(10**9,), dtype="f4", chunks=(1000,)),
        filled(data=np.zeros(1000), compression="gzip"),
        weights(fill=lambda file: file.__setitem__("layers/type", np.dtype("f4"))),
        b"\x89HDF\r\n\x1a\n" + bytes(100),
        b"",
        b"pickle",
        weights()[:2000],
    ],
    ids=range(18),
)
def test_weights_that_are_no_plain_arrays_are_refused(data: bytes):
    assert refused(model_file(data=data)).code == "weights"


def test_a_tower_of_groups_is_refused():
    def fill(file: h5py.File) -> None:
        file.create_group("/".join("g" for _ in range(100)))

    assert refused(model_file(data=weights(fill=fill))).code == "weights"


def test_missing_weights_are_counted():
    error = refused(model_file(data=weights({"a": np.zeros(20, "float32")})))
    assert error.code == "weights_missing"
    assert error.values == {"received": "20", "wanted": "275"}


def test_without_weights_the_hdf5_library_is_not_asked():
    assert check_model_file(model_file(data=b"anything"), weights=False).parameters == 275


# All else.


def test_nothing_of_a_file_reaches_a_sentence_as_markup():
    name = "![x](http://site/x.png)<b>`*_"
    error = refused_config(classifier(layer("Lambda", name, function=CODE)))
    assert not set("[]<>`*!/") & set(error.values["layer"])


def test_every_refusal_has_its_sentence_in_both_languages():
    for language in ("en", "ko"):
        words = catalogue(language)
        assert {key.removeprefix("model_error.") for key in words if key.startswith("model_error.")} == set(_SENTENCES)
    for code, sentence in _SENTENCES.items():
        assert catalogue("en")[f"model_error.{code}"] == sentence


def test_the_error_survives_the_journey_from_a_worker():
    error = refused_config(classifier(layer("LSTM", units=3)))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (again.code, again.values, str(again)) == (error.code, error.values, str(error))


GOOD = model_file()


def looked_at(data: bytes) -> ModelFileInfo | str:
    """What the file says, or the sentence that refuses it; anything else that is raised fails the test."""
    try:
        return check_model_file(data)
    except ModelFileError as error:
        return str(error)


@examples(1500)
@given(st.data())
def test_a_file_with_some_bytes_changed_is_a_network_or_an_error(data: st.DataObject):
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(changed) - 1))
        changed[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    assert looked_at(bytes(changed))


VALUES = st.sampled_from(
    [None, True, -1, 0, 3, 10**12, 1e308, float("nan"), float("inf"), "", "relu", "eval", [], [[]], [None] * 4, {},
     CODE, EVAL, tensor("picture"), layer("Lambda"), convolution(), {"class_name": 3},
     {"class_name": "Dense", "config": None}]
)  # fmt: skip


def _places(value: object, path: tuple = ()) -> list[tuple]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in items for place in _places(one, (*path, key)))]


@examples(300)
@given(st.data())
def test_a_config_with_some_values_changed_is_a_network_or_an_error(data: st.DataObject):
    skip = [
        called(picture()),
        called(convolution(padding="same"), tensor("picture")),
        called(layer("Concatenate", "both", axis=-1), [tensor("picture"), tensor("convolution")]),
        called(classifier(), tensor("picture"), training=False),
        called(layer("Multiply", "twice", module="keras.src.ops.numpy"), tensor("both"), 2.0),
        called(layer("Flatten"), tensor("twice")),
    ]
    config = functional(skip, "flatten")
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from([place for place in _places(config) if place]))
        inside = config
        for key in path:
            inside = inside[key]
        inside[last] = json.loads(json.dumps(data.draw(VALUES)))
    assert looked_at(model_file(config))


def test_keras_is_not_loaded_by_the_check():
    """In a process of its own, because other tests load it."""
    import subprocess
    import sys

    program = (
        "import sys, cnn_core.model_files.check; print(*sorted({'keras', 'tensorflow', 'h5py'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert run.stdout.strip() == ""
