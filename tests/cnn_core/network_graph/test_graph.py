"""Plain data: as JSON, pickled, equal."""

import json
import pickle

from cnn_core.network_graph.graph import MOST_MAPS, NetworkGraph, Node

GRAPH = NetworkGraph(
    "two",
    (
        Node("input", "input", "InputLayer", "input", (), (4, 4, 3)),
        Node(
            "inner/conv", "inner/conv", "Conv2D", "convolution", ("input",), (2, 2, 5), 140, 540, (3, 3),
            {"kernel_size": (3, 3), "padding": "valid"}, 1, ablated=(2,), knobs=("strides",),
        ),
    ),
    ("cat", "dog"),
    "inner/conv",
)  # fmt: skip


def test_json_has_the_names_that_the_browser_reads():
    written = json.loads(json.dumps(GRAPH.as_json()))
    assert set(written) == {"title", "mode", "output", "classes", "nodes"}
    assert written["nodes"][1] == {
        "name": "inner/conv", "layer": "inner/conv", "className": "Conv2D", "kind": "convolution", "inputs": ["input"],
        "shape": [2, 2, 5], "parameters": 140, "multiplyAccumulates": 540, "receptiveField": [3, 3],
        "settings": {"kernel_size": [3, 3], "padding": "valid"}, "block": 1, "untrained": False, "ablated": [2],
        "knobs": ["strides"], "reason": None,
    }  # fmt: skip


def test_a_graph_travels_between_processes_whole():
    assert GRAPH.node("input").has_maps
    arrived = pickle.loads(pickle.dumps(GRAPH))  # noqa: S301 - our own
    assert arrived == GRAPH
    assert arrived.node("inner/conv").units == 5


def test_vectors_are_not_counted_among_the_maps():
    vector = Node("flat", "flat", "Flatten", "flatten", ("input",), (MOST_MAPS + 1,))
    short = Node("dense", "dense", "Dense", "dense", ("flat",), (10,))
    graph = NetworkGraph("flat", (GRAPH.nodes[0], vector, short), (), "dense")
    assert (graph.maps, graph.mode) == (3, "all")
    assert not vector.has_maps
