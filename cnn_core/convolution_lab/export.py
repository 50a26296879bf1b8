"""The lab's layer stack to take away: Keras code, a notebook, and the arrays. Nothing here needs Keras.

The .keras file itself is made by `cnn_core.convolution_lab.worker.keras_file`, in a worker.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.convolution_lab.network import to_network_spec
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.networks.keras_code import to_keras_code
from cnn_core.networks.notebook import code_cell, text_cell, to_file
from cnn_core.networks.spec import Array
from cnn_core.pictures.images import fit_square

WORDS = {
    "title": "A convolution, taken along from ConvLens",
    "network": "The network: the layers of the lab with the very same weights.",
    "picture": "The picture, as the lab showed it.",
    "maps": "What each layer makes of it.",
    "draw": "The maps as pictures. This cell needs matplotlib: `pip install matplotlib`.",
    "save": "The network as a file that Keras loads again.",
}


class Maps(Protocol):
    """The maps that `cnn_core.convolution_lab.result.LabResult` holds."""

    @property
    def feature_maps(self) -> Array: ...  # noqa: D102
    @property
    def activation_maps(self) -> Array: ...  # noqa: D102
    @property
    def pooled_maps(self) -> Array | None: ...  # noqa: D102
    @property
    def kernel(self) -> Array: ...  # noqa: D102
    @property
    def pointwise(self) -> Array | None: ...  # noqa: D102
    @property
    def bias(self) -> Array: ...  # noqa: D102


def keras_code(stack: ConvolutionStack, picture: str = "picture.png") -> str:
    """Write a Python program that builds this very stack and runs it on a picture file.

    It leaves ``model``, ``image`` (rows, columns, channels) and ``maps``, a dictionary from layer name to
    (rows, columns, maps). It needs keras, numpy and pillow.

    Args:
        stack: settings without `problems`.
        picture: the file's name, of any kind that Pillow opens.

    Example:
        >>> print(keras_code(ConvolutionStack(color=False, kernels=("box",), filters=1, kernel_rows=1)).splitlines()[2])
        from PIL import Image
    """
    network = to_keras_code(to_network_spec(stack, stack.channels))
    network = network.replace("import numpy as np\n", "import numpy as np\nfrom PIL import Image\n", 1)
    size = stack.size
    opening = f"""\
# The picture: its centre square, {size} × {size}, numbers from 0 to 1.
picture = Image.open({json.dumps(picture)}).convert("RGB")
side = min(picture.size)
left, top = (picture.width - side) // 2, (picture.height - side) // 2
square = picture.crop((left, top, left + side, top + side))
square = square.resize(({size}, {size}), Image.Resampling.HAMMING)
"""
    return f"{network}\n{opening}{_to_image(stack)}\n{_RUN}"


def _to_image(stack: ConvolutionStack) -> str:
    levels = "square" if stack.color else 'square.convert("L")'
    return f'image = np.array({levels}, dtype="float32").reshape{stack.input_shape} / 255\n'


_RUN = """\
# What each layer makes of it: (rows, columns, maps).
maps = {}
batch = image[np.newaxis]
for layer in model.layers:
    batch = layer(batch)
    maps[layer.name] = keras.ops.convert_to_numpy(batch)[0]
for name, array in maps.items():
    print(f"{name}: {array.shape}, from {array.min():.4g} to {array.max():.4g}")
"""

_DRAW = """\
import matplotlib.pyplot as plt

for name, array in maps.items():
    count = array.shape[-1]
    limit = max(abs(array).max(), 1e-6)
    figure, axes = plt.subplots(1, count, figsize=(2.2 * count, 2.6), squeeze=False)
    for i, axis in enumerate(axes[0]):
        axis.imshow(array[:, :, i], cmap="RdBu", vmin=-limit, vmax=limit)
        axis.set_title(f"{name} {i + 1}", fontsize=9)
        axis.axis("off")
    plt.show()
"""


def notebook(stack: ConvolutionStack, picture: NDArray[np.uint8], words: Mapping[str, str] = WORDS) -> bytes:
    """Write a Jupyter notebook (nbformat 4.5) that builds the stack, runs it on this picture and draws the maps.

    Args:
        stack: settings without `problems`.
        picture: uint8 (rows, columns, 3); its centre square travels inside the notebook as a PNG.
        words: the sentences above the cells, with the keys of `WORDS`, in the visitor's language.

    Example:
        >>> import numpy as np
        >>> json.loads(notebook(ConvolutionStack(size=8), np.zeros((8, 8, 3), np.uint8)))["nbformat"]
        4
    """
    opening = (
        "import base64\nimport io\n\nfrom PIL import Image\n\n"
        f'png = "{_png(fit_square(picture, stack.size))}"\n'
        "square = Image.open(io.BytesIO(base64.b64decode(png)))\n" + _to_image(stack) + "square"
    )
    cells = [
        text_cell(f"# {words['title']}"),
        text_cell(words["network"]),
        code_cell(to_keras_code(to_network_spec(stack, stack.channels)) + "\nmodel.summary()"),
        text_cell(words["picture"]),
        code_cell(opening),
        text_cell(words["maps"]),
        code_cell(_RUN),
        text_cell(words["draw"]),
        code_cell(_DRAW),
        text_cell(words["save"]),
        code_cell('model.save("stack.keras")'),
    ]
    return to_file(cells)


def _png(picture: NDArray[np.uint8]) -> str:
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def arrays_npz(image: Array, result: Maps) -> bytes:
    """Pack the picture, the weights and all maps into a compressed .npz file, each under its name.

    Args:
        image: float32 (rows, columns, channels), as the network took it.
        result: what `cnn_core.convolution_lab.worker.run` returned for it.
    """
    arrays = {
        "image": image,
        "kernel": result.kernel,
        "pointwise": result.pointwise,
        "bias": result.bias,
        "feature_maps": result.feature_maps,
        "activation_maps": result.activation_maps,
        "pooled_maps": result.pooled_maps,
    }
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **{name: a for name, a in arrays.items() if a is not None})
    return file.getvalue()
