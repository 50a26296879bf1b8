"""The names that notebooks and other programs rely on, with their signatures."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POOL = ["image", "pool_size", "strides", "padding"]

# Dotted name → the names of its parameters, in order; keyword-only ones after "*".
FUNCTIONS = {
    "cnn_core.images.load_image": ["source", "*", "max_pixels"],
    "cnn_core.windows.output_size": ["size", "kernel_size", "stride", "padding", "dilation_rate"],
    "cnn_core.convolution.conv2d": ["image", "kernel", "bias", "*", "strides", "padding", "dilation_rate", "groups"],
    "cnn_core.pooling.max_pool2d": POOL,
    "cnn_core.pooling.average_pool2d": POOL,
    "cnn_core.pooling.min_pool2d": POOL,
    "cnn_core.pooling.global_max_pool2d": ["image"],
    "cnn_core.pooling.global_average_pool2d": ["image"],
    "cnn_core.network.build": ["spec"],
    "cnn_core.network.describe": ["spec"],
    "cnn_core.network.to_keras_code": ["spec"],
    "cnn_core.activations.layer_outputs": ["model", "batch"],
}
OTHERS = (
    "cnn_core.images.ImageError", "cnn_core.windows.input_window", "cnn_core.windows.receptive_field",
    "cnn_core.convolution.depthwise_conv2d", "cnn_core.convolution.separable_conv2d",
    "cnn_core.convolution.conv2d_transpose", "cnn_core.activation.ACTIVATIONS", "cnn_core.kernels.KERNELS",
    "cnn_core.network.NetworkSpec", "cnn_core.training.run_folder.create", "cnn_core.training.run_folder.start",
    "cnn_core.training.run_folder.go_on", "cnn_core.training.run_folder.open_run",
    "cnn_core.training.run_folder.Run", "cnn_core.training.run_process.train", "engine.submit", "engine.EngineError",
    "engine.warm_up",
)  # fmt: skip


def found(name: str) -> object:
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def parameters(function: object) -> list[str]:
    names: list[str] = []
    for parameter in inspect.signature(function).parameters.values():  # type: ignore[arg-type]
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in names:
            names.append("*")
        names.append(parameter.name)
    return names


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_takes_what_it_always_took(name: str):
    wanted = FUNCTIONS[name]
    assert parameters(found(name))[: len(wanted)] == wanted


@pytest.mark.parametrize("name", [*FUNCTIONS, *OTHERS])
def test_a_public_name_is_documented(name: str):
    thing = found(name)
    if callable(thing):
        assert inspect.getdoc(thing)
    assert name in (ROOT / "docs" / "public_names.md").read_text()


def test_convolution_keeps_its_defaults():
    signature = inspect.signature(found("cnn_core.convolution.conv2d"))  # type: ignore[arg-type]
    defaults = {
        name: parameter.default
        for name, parameter in signature.parameters.items()
        if parameter.default is not parameter.empty
    }
    assert defaults == {"bias": None, "strides": (1, 1), "padding": "valid", "dilation_rate": (1, 1), "groups": 1}


def test_every_module_and_public_definition_of_the_core_has_a_docstring():
    for path in sorted((ROOT / "cnn_core").rglob("*.py")):
        tree = ast.parse(path.read_text())
        public = [
            node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name[0] != "_"
        ]
        for node in (tree, *public):
            assert ast.get_docstring(node), (path, getattr(node, "name", "module"))
