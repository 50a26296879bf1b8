"""The lab's state in the browser: maps that did not travel are Keras's bit for bit, and so is the picture."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.convolution_lab.network import program
from cnn_core.convolution_lab.sizes import sizes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.convolution_lab.worker import run
from cnn_core.pictures.images import to_float
from ui.components.payload import pack

pytestmark = pytest.mark.browser

STACKS = [
    ConvolutionStack(size=19, activation="relu", pooling="max"),
    ConvolutionStack(size=19, activation="relu", pooling="min", pool_size=3, pool_stride=2, pool_padding="same"),
    ConvolutionStack(size=19, activation="linear", pooling="max", pool_padding="same", padding="valid"),
    ConvolutionStack(size=19, activation="gelu", pooling="average"),
    ConvolutionStack(size=19, activation="relu", pooling="none", color=False),
]


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: f"{stack.activation}-{stack.pooling}")
def test_the_browser_has_the_very_numbers_of_keras(modules, stack):
    pixels = np.random.default_rng(2).integers(0, 256, (stack.size, stack.size, 3), dtype=np.uint8)
    image = to_float(pixels, stack.color)
    result = run(stack, image)
    names = ("kernel", "bias", "feature_maps", "activation_maps", "pooled_maps")
    sent = {name: getattr(result, name) for name in names if name not in result.written_out}
    header = {"program": program(stack, stack.channels), "sizes": sizes(stack), "mapNames": []}
    header |= {"color": stack.color, "channelNames": {"colour": [], "grey": []}}
    arrays = {"image": pixels, **{name: array for name, array in sent.items() if array is not None}}
    payload = modules.call("shared/payload.js", "unpack", pack({**header, "language": "en"}, arrays))
    lab = modules.call("convolution_lab/lab.js", "labOf", payload, {})
    expected = {"image": image, "feature": result.feature_maps, "activation": result.activation_maps}
    for name, array in expected.items():
        assert np.array_equal(lab[name], array), name
    if result.pooled_maps is None:
        assert lab["pooled"] is None
    else:
        assert np.array_equal(lab["pooled"], result.pooled_maps)
