"""Made-up payloads for the network view: tiny_vgg's layers with random weights, by our own numpy arithmetic."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.activation import relu, softmax
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.pictures.images import fit_square
from cnn_core.pictures.samples import SAMPLES
from ui.components.payload import pack

ROOT = Path(__file__).parents[2]
CLASSES = [
    "lifeboat", "ladybug", "pizza", "bell pepper", "school bus",
    "koala", "espresso", "red panda", "orange", "sport car",
]  # fmt: skip
CLASSES_KO = [
    "구명정",
    "무당벌레",
    "피자",
    "피망",
    "스쿨버스",
    "코알라",
    "에스프레소",
    "레서판다",
    "오렌지",
    "스포츠카",
]
Array = NDArray[np.float32]


def words(language: str) -> dict[str, str]:
    """What the page sends: the view's own words and those of the formula view."""
    catalogue = tomllib.loads((ROOT / f"locales/{language}.toml").read_text(encoding="utf-8"))
    tables = {**catalogue["explorer"], "formula": catalogue["lab"]["formula"]}
    return {
        f"{table}.{key}": text
        for table, entries in tables.items()
        if isinstance(entries, dict)
        for key, text in entries.items()
    }


def node(
    name: str, class_name: str, kind: str, inputs: list[str], shape: tuple[int, ...], **more: Any
) -> dict[str, Any]:
    """One node as ``NetworkGraph.as_json`` writes it."""
    plain = {
        "name": name, "layer": name.split(":")[0], "className": class_name, "kind": kind, "inputs": inputs,
        "shape": list(shape), "parameters": 0, "multiplyAccumulates": 0, "receptiveField": None, "settings": {},
        "block": 0, "untrained": False, "ablated": [], "knobs": [],
    }  # fmt: skip
    return plain | more


class Maker:
    """Lays layer upon layer, and computes each."""

    def __init__(self, image: NDArray[np.uint8], *, seed: int = 0) -> None:
        self.random = np.random.default_rng(seed)
        self.nodes = [node("input", "InputLayer", "input", [], image.shape)]
        self.outputs: dict[str, Array] = {"input": (image / np.float32(255)).astype(np.float32)}
        self.weights: dict[str, Array] = {}
        self.block = 0
        self.reach = 1
        self.step = 1

    def add(self, name: str, class_name: str, kind: str, output: Array, **more: Any) -> None:
        """A node behind the last one."""
        field = [self.reach, self.reach] if kind not in ("dense", "softmax", "flatten") else None
        inputs = more.pop("inputs", [self.nodes[-1]["name"]])
        common = {"block": self.block, "receptiveField": field} | more
        self.nodes.append(node(name, class_name, kind, inputs, output.shape, **common))
        self.outputs[name] = output.astype(np.float32)

    def last(self) -> Array:
        """What the last node gave."""
        return self.outputs[self.nodes[-1]["name"]]

    def convolution(self, name: str, filters: int = 10) -> None:
        """3×3, valid, and its ReLU as a node of its own."""
        before = self.last()
        scale = np.sqrt(2 / (9 * before.shape[2]))
        kernel = (self.random.normal(size=(3, 3, before.shape[2], filters)) * scale).astype(np.float32)
        bias = (self.random.normal(size=filters) * 0.1).astype(np.float32)
        self.weights |= {f"{name}/kernel": kernel, f"{name}/bias": bias}
        maps = conv2d(before, kernel, bias)
        self.reach += 2 * self.step
        settings = {"kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "dilation_rate": [1, 1], "groups": 1}
        settings |= {"activation": "relu", "filters": filters}
        self.add(name, "Conv2D", "convolution", maps, parameters=kernel.size + filters, settings=settings)
        self.add(f"{name}:activation", "Activation", "activation", relu(maps), settings={"activation": "relu"})

    def pool(self, name: str) -> None:
        """2×2 maximum, with which a block ends."""
        settings = {"pooling": "max", "pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}
        self.reach += self.step
        self.step *= 2
        self.add(name, "MaxPooling2D", "pooling", max_pool2d(self.last(), 2, 2), settings=settings)
        self.block += 1

    def flatten(self) -> None:
        """Maps as one vector."""
        self.add("flatten", "Flatten", "flatten", self.last().reshape(-1))

    def dense(self, name: str, units: int, activation: str) -> None:
        """A dense layer and its activation."""
        before = self.last()
        kernel = (self.random.normal(size=(before.size, units)) * np.sqrt(2 / before.size)).astype(np.float32)
        bias = np.zeros(units, np.float32)
        self.weights |= {f"{name}/kernel": kernel, f"{name}/bias": bias}
        logits = (before @ kernel + bias).astype(np.float32)
        settings = {"activation": activation, "units": units}
        self.add(name, "Dense", "dense", logits, parameters=kernel.size + units, settings=settings)
        function = softmax if activation == "softmax" else relu
        kind = "softmax" if activation == "softmax" else "activation"
        self.add(f"{name}:activation", "Activation", kind, function(logits), settings={"activation": activation})

    def side(self, *, title: str = "tiny_vgg", mode: str = "all", language: str = "en", **more: Any) -> dict[str, Any]:
        """The header's entry of this network."""
        output = self.nodes[-1]["name"]
        labels = CLASSES_KO if language == "ko" else CLASSES
        written = [
            each["name"]
            for each in self.nodes
            if each["settings"].get("activation") == "relu" and each["kind"] == "activation"
        ]
        written += [each["name"] for each in self.nodes if each["kind"] == "pooling"]
        graph = {"title": title, "mode": mode, "output": output, "classes": CLASSES, "nodes": self.nodes}
        plain = {
            "graph": graph, "title": title, "writtenOut": written, "inputScaling": "unit", "labels": labels,
            "opened": None, "thumbnails": {}, "unit": None, "patterns": None,
        }  # fmt: skip
        return plain | more

    def arrays(self, written: list[str]) -> dict[str, NDArray[Any]]:
        """The payload's arrays of this network."""
        picture = np.rint(self.outputs["input"] * 255).astype(np.uint8)
        sent = {name: output for name, output in self.outputs.items() if name != "input" and name not in written}
        outputs = {f"out:{name}": output for name, output in sent.items()}
        return {"picture": picture} | outputs | {f"w:{name}": weight for name, weight in self.weights.items()}


def tiny_vgg(sample: str = "coffee", *, seed: int = 0, filters: int = 10) -> Maker:
    """CNN Explainer's network with random weights."""
    maker = Maker(fit_square(SAMPLES[sample](), 64), seed=seed)
    for block in (1, 2):
        for layer in (1, 2):
            maker.convolution(f"conv_{block}_{layer}", filters)
        maker.pool(f"max_pool_{block}")
    maker.flatten()
    maker.dense("dense", len(CLASSES), "softmax")
    return maker


def payload(
    *makers: Maker, language: str = "en", titles: tuple[str, ...] = ("tiny_vgg", "tiny_vgg"), **more: Any
) -> bytes:
    """What the view is sent: a side for each maker. ``more`` goes into the header."""
    sides = [maker.side(title=title, language=language) for maker, title in zip(makers, titles, strict=False)]
    filled = [(side, maker.arrays(side["writtenOut"])) for maker, side in zip(makers, sides, strict=True)]
    return payload_of(filled, language=language, **more)


def residual(
    *, blocks: int = 4, seed: int = 0, opened: str | None = None, page: int = 0
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """A large network of residual blocks as the page sends it: a side and its arrays, with random maps."""
    random = np.random.default_rng(seed)
    nodes = [node("input", "InputLayer", "input", [], (224, 224, 3))]

    def add(name: str, class_name: str, kind: str, inputs: list[str], shape: tuple[int, ...], block: int) -> str:
        nodes.append(node(name, class_name, kind, inputs, shape, block=block, receptiveField=[3, 3], parameters=1000))
        return name

    last, size, channels = "input", 112, 32
    for block in range(blocks):
        for repeat in range(2):
            start = last
            for step in range(2):
                stem = f"block{block}_{repeat}_{step}"
                last = add(f"{stem}_conv", "Conv2D", "convolution", [last], (size, size, channels), block)
                last = add(
                    f"{stem}_bn", "BatchNormalization", "batch_normalization", [last], (size, size, channels), block
                )
                last = add(f"{stem}_relu", "ReLU", "activation", [last], (size, size, channels), block)
            if repeat == 0:
                start = add(f"block{block}_short_conv", "Conv2D", "convolution", [start], (size, size, channels), block)
                start = add(
                    f"block{block}_short_bn",
                    "BatchNormalization",
                    "batch_normalization",
                    [start],
                    (size, size, channels),
                    block,
                )
            last = add(f"block{block}_{repeat}_add", "Add", "add", [start, last], (size, size, channels), block)
        size, channels = size // 2, channels * 2
    last = add("average", "GlobalAveragePooling2D", "global_pooling", [last], (channels // 2,), blocks)
    last = add("logits", "Dense", "dense", [last], (1000,), blocks)
    last = add("logits:activation", "Activation", "softmax", [last], (1000,), blocks)
    logits = (random.normal(size=1000) * 3).astype(np.float32)
    picture = fit_square(SAMPLES["cat"](), 224)
    arrays: dict[str, NDArray[Any]] = {
        "picture": picture,
        "out:logits": logits,
        "out:logits:activation": softmax(logits).astype(np.float32),
    }
    for each in nodes[1:]:
        if len(each["shape"]) == 3:
            rows = min(24, each["shape"][0])
            arrays[f"thumb:{each['name']}"] = random.normal(size=(rows, rows)).astype(np.float32)
    labels = [f"class {number}" for number in range(1000)]
    thumbnails = {name.removeprefix("thumb:"): 3 for name in arrays if name.startswith("thumb:")}
    side: dict[str, Any] = {
        "graph": {"title": "residual", "mode": "graph", "output": last, "classes": labels, "nodes": nodes},
        "title": "residual", "writtenOut": [], "inputScaling": "bytes", "labels": labels, "opened": None,
        "thumbnails": thumbnails, "unit": None, "patterns": None,
    }  # fmt: skip
    if opened:
        shape = next(each["shape"] for each in nodes if each["name"] == opened)
        order = random.permutation(shape[2])
        pages = -(-shape[2] // 24)
        count = min(24, shape[2] - 24 * page)
        arrays["opened"] = random.normal(size=(shape[0], shape[1], count)).astype(np.float32)
        side["opened"] = {
            "node": opened,
            "order": order.tolist(),
            "strengths": [1.0] * shape[2],
            "page": page,
            "pages": pages,
        }
    return side, arrays


def payload_of(
    sides: list[tuple[dict[str, Any], dict[str, NDArray[Any]]]], *, language: str = "en", **more: Any
) -> bytes:
    """What the view is sent, of sides with their arrays (names without the number in front)."""
    header = {
        "key": "network", "language": language, "words": words(language), "scale": "unit", "detail": True,
        "selected": "", "stale": False, "walk": None, "editable": False, "compare": "none", "edits": [],
        "controls": None, "notices": [], "sides": [side for side, _ in sides],
    }  # fmt: skip
    arrays = {f"{index}:{name}": array for index, (_, each) in enumerate(sides) for name, array in each.items()}
    return pack(header | more, arrays)
