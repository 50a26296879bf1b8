"""The networks of ``keras.applications`` that are in the list without weights of their own in ConvLens.

Their architecture can be shown at once, with random weights; the weights that were trained on ImageNet are fetched when
somebody asks for them. Only data and the download are here, for the web process;
`cnn_core.model_store.pretrained_networks` builds.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.model_store.cards import CardInput
from cnn_core.storage.download import Download, DownloadLimits, Progress, RemoteFile

ADDRESS: Final = "https://storage.googleapis.com/tensorflow/keras-applications"
"""Where Keras keeps the weights; ``CONVLENS_WEIGHTS`` names another place with the same files."""
SEED: Final = 0


_INPUT: Final = CardInput(224, 224, 3, "bytes")


@dataclass(frozen=True)
class Application:
    """A network of ``keras.applications``.

    Attributes:
        name: as it stands in links.
        title: as people call it; the name of its function in ``keras.applications``.
        file: its ImageNet weights, below ``ADDRESS``.
        size: the file's bytes.
        md5: the MD5 that Keras publishes in its source; for MobileNetV2 it publishes none.
        preprocessing: what is done to bytes before; see `preprocess`.
        parameters: how many numbers it learns.
        source: the paper.
        licence: of the weights.
        input: what it takes, before `preprocess`.
    """

    name: str
    title: str
    file: str
    size: int
    md5: str
    preprocessing: Literal["caffe", "tf"]
    parameters: int
    source: str
    licence: str
    input: CardInput = _INPUT


_KERNELS: Final = "weights_tf_dim_ordering_tf_kernels"
_VGG: Final = ("Simonyan & Zisserman 2015, arXiv:1409.1556", "CC BY 4.0 (Visual Geometry Group, Oxford)")
APPLICATIONS: Final = {
    application.name: application
    for application in (
        Application(
            "vgg16", "VGG16", f"vgg16/vgg16_{_KERNELS}.h5", 553_467_096, "64373286793e3c8b2b4e3219cbf3544b",
            "caffe", 138_357_544, *_VGG,
        ),
        Application(
            "vgg19", "VGG19", f"vgg19/vgg19_{_KERNELS}.h5", 574_710_816, "cbe5617147190e668d6c5d5026f83318",
            "caffe", 143_667_240, *_VGG,
        ),
        Application(
            "mobilenet_v2", "MobileNetV2", f"mobilenet_v2/mobilenet_v2_{_KERNELS}_1.0_224.h5", 14_536_120, "",
            "tf", 3_538_984, "Sandler et al. 2018, arXiv:1801.04381", "Apache-2.0 (Google)",
        ),
        Application(
            "resnet50", "ResNet50", f"resnet/resnet50_{_KERNELS}.h5", 102_967_424, "2cb95161c43110f7111970584f804107",
            "caffe", 25_636_712, "He et al. 2016, arXiv:1512.03385", "MIT (Kaiming He)",
        ),
    )
}  # fmt: skip
NAMES: Final = tuple(APPLICATIONS)

_LOCK: Final = threading.Lock()
_DOWNLOADS: Final[dict[Path, Download]] = {}


def preprocess(pixels: NDArray[np.float32], preprocessing: str) -> NDArray[np.float32]:
    """Preprocess bytes as a network of ``keras.applications`` does before its first layer.

    "caffe" turns red, green, blue to blue, green, red and takes ImageNet's mean off each; "tf" scales to [-1, 1];
    "torch" scales to [0, 1], takes the mean off and divides by the deviation. As ``keras.applications.imagenet_utils``.

    Args:
        pixels: float32 (..., 3), red, green, blue in [0, 255].
        preprocessing: "caffe", "tf" or "torch".

    Returns:
        float32 (..., 3), a new array.

    Raises:
        ValueError: another name.

    Example:
        >>> red = np.array([255, 0, 0], np.float32)
        >>> preprocess(red, "tf").tolist(), preprocess(red, "caffe").round(1).tolist()
        ([1.0, -1.0, -1.0], [-103.9..., -116.8..., 131.3...])
    """
    if preprocessing == "tf":
        return pixels / np.float32(127.5) - np.float32(1)
    if preprocessing == "caffe":
        return pixels[..., ::-1] - np.array([103.939, 116.779, 123.68], np.float32)
    if preprocessing == "torch":
        mean, deviation = np.array([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]], np.float32)
        return np.asarray((pixels / np.float32(255) - mean) / deviation, np.float32)
    raise ValueError(f"Preprocessing is caffe, tf or torch. Received: {preprocessing!r}. Choose one of these.")


def cache_folder() -> Path:
    """Return the folder of fetched weights: ``CONVLENS_CACHE``, or ``convlens`` in the user's cache folder."""
    if named := os.environ.get("CONVLENS_CACHE"):
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "convlens"
    usual = "LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME"
    return Path(os.environ.get(usual) or Path.home() / ".cache") / "convlens"


def weights_path(name: str) -> Path | None:
    """Return the network's ImageNet weights if they were fetched, else None.

    Args:
        name: one of ``NAMES``.
    """
    application = APPLICATIONS[name]
    path = cache_folder() / Path(application.file).name
    return path if path.is_file() and path.stat().st_size == application.size else None


def fetch_weights(name: str, limits: DownloadLimits | None = None) -> Download:
    """Begin to fetch the network's ImageNet weights, or join in where somebody has begun.

    Args:
        name: one of ``NAMES``.
        limits: how long it may take.

    Returns:
        The download, which runs by itself; `weights_path` gives the file when it is done.
    """
    folder = cache_folder()
    file = _remote(APPLICATIONS[name])
    with _LOCK:
        begun = _DOWNLOADS.get(folder / file.name)
        if begun is None or begun.progress().state != "running":
            begun = _DOWNLOADS[folder / file.name] = Download(file, folder, limits)
        return begun


def weights_progress(name: str) -> Progress | None:
    """Return the progress of the last download of the network's weights; None if nobody has requested them.

    Args:
        name: one of ``NAMES``.
    """
    begun = _DOWNLOADS.get(cache_folder() / Path(APPLICATIONS[name].file).name)
    return begun.progress() if begun else None


def _remote(application: Application) -> RemoteFile:
    base = os.environ.get("CONVLENS_WEIGHTS") or ADDRESS
    return RemoteFile(
        f"{base.rstrip('/')}/{application.file}", Path(application.file).name, application.size, application.md5
    )
