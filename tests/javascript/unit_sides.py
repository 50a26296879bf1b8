"""Small Keras networks as the Network Explorer's view gets them: a header, arrays, and every node's output."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np

from cnn_core.explorer import unit_detail
from cnn_core.network_graph.graph import NetworkGraph, Node

ROOT = Path(__file__).parents[2]
SETTINGS = (
    "kernel_size", "strides", "padding", "dilation_rate", "groups", "depth_multiplier", "activation", "pool_size",
    "epsilon", "size", "interpolation", "cropping", "scale", "offset",
)  # fmt: skip


def words(language: str = "en") -> dict[str, str]:
    """The words of the unit view and of the formula view, under the keys that the view asks for."""
    catalogue = tomllib.loads((ROOT / f"locales/{language}.toml").read_text(encoding="utf-8"))
    tables = {"unit": catalogue["explorer"]["unit"], "formula": catalogue["lab"]["formula"]}
    return {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}


@dataclass
class Network:
    """Nodes in computing order, each one Keras layer; activations stand by themselves."""

    shape: tuple[int, ...]
    classes: tuple[str, ...] = ()
    nodes: list[dict[str, Any]] = field(default_factory=list)
    tensors: dict[str, Any] = field(default_factory=dict)
    layers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keras.utils.set_random_seed(len(self.shape))
        self.tensors["input"] = keras.Input(self.shape)
        self._node("input", "InputLayer", "input", (), self.shape, {})

    def add(self, name: str, kind: str, layer: Any, *inputs: str, **settings: Any) -> str:
        """Add a layer after others, or after the last; further settings are those that CORE would name."""
        sources = inputs or (self.nodes[-1]["name"],)
        tensors = [self.tensors[source] for source in sources]
        tensor = layer(tensors if len(tensors) > 1 else tensors[0])
        config = layer.get_config()
        own = {key: config[key] for key in SETTINGS if key in config} | settings
        self.tensors[name], self.layers[name] = tensor, layer
        self._node(name, type(layer).__name__, kind, sources, tensor.shape[1:], own)
        return name

    def _node(
        self, name: str, class_name: str, kind: str, inputs: tuple[str, ...], shape: Any, settings: dict[str, Any]
    ) -> None:
        self.nodes.append(
            {
                "name": name, "layer": name, "className": class_name, "kind": kind, "inputs": list(inputs),
                "shape": list(shape), "parameters": 0, "multiplyAccumulates": 0, "receptiveField": [3, 3],
                "settings": settings, "block": 0, "untrained": False, "ablated": [], "knobs": [],
            }
        )  # fmt: skip

    def randomize(self, seed: int = 3) -> None:
        """Give every weight a number that is not 0 or 1, so that nothing can be left out unnoticed."""
        random = np.random.default_rng(seed)
        for layer in self.layers.values():
            for weight in layer.weights:
                values = random.normal(0, 0.4, weight.shape)
                weight.assign(np.abs(values) + 0.3 if "variance" in weight.name else values)

    def side(self, image: np.ndarray[Any, Any], language: str = "en") -> dict[str, Any]:
        """What a side is made of: ``header`` and ``arrays`` as they are packed; ``outputs`` of Keras by node."""
        names = [node["name"] for node in self.nodes]
        model = keras.Model(self.tensors["input"], [self.tensors[name] for name in names])
        found = model(image[np.newaxis], training=False)
        outputs = {name: np.asarray(value)[0] for name, value in zip(names, found, strict=True)}
        arrays = {f"0:out:{name}": value for name, value in outputs.items() if name != "input"}
        for name, layer in self.layers.items():
            arrays |= {f"0:w:{name}/{weight.name}": np.asarray(weight) for weight in layer.weights}
        arrays["0:input"] = image
        graph = {
            "title": "Test", "mode": "all", "output": names[-1], "classes": list(self.classes), "nodes": self.nodes,
        }  # fmt: skip
        side = {
            "graph": graph, "title": "Test", "writtenOut": [], "inputScaling": "unit", "labels": list(self.classes),
            "opened": None, "thumbnails": {}, "unit": None, "problems": [],
        }  # fmt: skip
        header = {"language": language, "words": words(language), "sides": [side]}
        return {"header": header, "arrays": arrays, "outputs": outputs}


def picture(shape: tuple[int, ...], seed: int = 0) -> np.ndarray[Any, Any]:
    """A smooth picture of numbers in [0, 1], float32."""
    rows, columns, channels = shape
    down, across = np.mgrid[0:rows, 0:columns]
    random = np.random.default_rng(seed)
    waves = [np.sin(down * a + across * b + c) for a, b, c in random.uniform(0.1, 1.2, (channels, 3))]
    return (0.5 + 0.5 * np.stack(waves, axis=-1)).astype(np.float32)


def tiny(language: str = "en") -> dict[str, Any]:
    """A network like Tiny VGG, with random weights: ten classes, blocks of ten maps."""
    layers = keras.layers
    classes = ("lifeboat", "ladybug", "pizza", "bell pepper", "school bus", "koala", "espresso", "red panda", "orange")
    network = Network((64, 64, 3), (*classes, "sport car"))
    for block in (1, 2):
        for part in (1, 2):
            network.add(f"conv_{block}_{part}", "convolution", layers.Conv2D(10, 3))
            network.add(f"relu_{block}_{part}", "activation", layers.Activation("relu"))
        network.add(f"max_pool_{block}", "pooling", layers.MaxPooling2D(2), pooling="max")
    network.add("flatten", "flatten", layers.Flatten())
    network.add("output", "dense", layers.Dense(10))
    network.add("output:softmax", "softmax", layers.Activation("softmax"))
    return network.side(picture((64, 64, 3)), language)


def every_kind() -> dict[str, Any]:
    """A network with a layer of every kind, with weights that are all unlike 0 and 1."""
    layers = keras.layers
    network = Network((13, 16, 3), ("one", "two", "three", "four", "five"))
    network.add("strided", "convolution", layers.Conv2D(6, (3, 5), strides=2, padding="same"))
    network.add("normalized", "batch_normalization", layers.BatchNormalization(epsilon=0.01))
    network.add("bent", "activation", layers.LeakyReLU(negative_slope=0.1), activation="leaky_relu")
    network.add("depthwise", "depthwise", layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2))
    network.add("grouped", "convolution", layers.Conv2D(6, 3, groups=3, padding="same", use_bias=False))
    network.add("sum", "add", layers.Add(), "bent", "grouped")
    network.add("dilated", "convolution", layers.Conv2D(6, 3, dilation_rate=2, padding="same"), "sum")
    network.add("pointed", "activation", layers.Activation("tanh"))
    network.add("averaged", "pooling", layers.AveragePooling2D(3, strides=2, padding="same"), pooling="average")
    network.add("larger", "transposed", layers.Conv2DTranspose(4, 3, strides=2, padding="same"))
    network.add("separable", "separable", layers.SeparableConv2D(5, 3, padding="same", depth_multiplier=2))
    network.add("both", "concatenate", layers.Concatenate(), "larger", "separable")
    network.add("gate", "global_pooling", layers.GlobalMaxPooling2D(keepdims=True), "both", pooling="max")
    network.add("gated", "multiply", layers.Multiply(), "both", "gate")
    network.add("padded", "zero_padding", layers.ZeroPadding2D(((1, 0), (2, 1))))
    network.add("cropped", "cropping", layers.Cropping2D(((0, 2), (1, 1))))
    network.add("doubled", "upsampling", layers.UpSampling2D(2))
    network.add("rescaled", "rescaling", layers.Rescaling(0.5, offset=-0.25))
    network.add("many", "convolution", layers.Conv2D(20, 1))
    network.add("large", "pooling", layers.MaxPooling2D(3, strides=2, padding="same"), pooling="max")
    network.add("flat", "flatten", layers.Flatten())
    network.add("hidden", "dense", layers.Dense(16))
    network.add("hidden:activation", "activation", layers.Activation("relu"))
    network.add("logits", "dense", layers.Dense(5))
    network.add("shares", "softmax", layers.Softmax())
    network.randomize()
    return network.side(picture((13, 16, 3)))


def detail(side: dict[str, Any], node: str, unit: int, top: int = 4) -> dict[str, Any]:
    """The same side as that of a large network: no maps, but one unit with what the core sends of it.

    Args:
        side: of `Network.side`.
        node: its name.
        unit: of it.
        top: how many inputs come along at most.
    """
    header = {**side["header"], "sides": [dict(side["header"]["sides"][0])]}
    graph = graph_of(header["sides"][0]["graph"]["nodes"])
    weights = {name[4:]: array for name, array in side["arrays"].items() if name.startswith("0:w:")}
    found = unit_detail.detail(graph, node, unit, side["outputs"], weights, top)
    header["sides"][0]["unit"] = {
        "node": node, "unit": unit, "channels": found.channels.tolist(), "count": found.count, "bias": found.bias,
        "parameters": found.parameters,
    }  # fmt: skip
    names = ("inputs", "kernels", "parts", "rest", "output")
    arrays = {f"0:unit:{name}": getattr(found, name) for name in names if getattr(found, name) is not None}
    return {"header": header, "arrays": arrays, "outputs": side["outputs"]}


def graph_of(nodes: list[dict[str, Any]]) -> NetworkGraph:
    """The core's graph of the nodes of a header."""
    made = [
        Node(
            one["name"], one["layer"], one["className"], one["kind"], tuple(one["inputs"]), tuple(one["shape"]),
            settings=one["settings"],
        )
        for one in nodes
    ]  # fmt: skip
    return NetworkGraph("Test", tuple(made), (), made[-1].name)
