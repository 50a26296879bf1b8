"""Names of networks in links: shipped, of keras.applications, a visitor's own, kept and of runs."""

from __future__ import annotations

from typing import Final

from cnn_core.model_store import names as shipped_names
from cnn_core.model_store.pretrained import NAMES as APPLICATIONS
from ui.runs.networks import RUN

__all__ = ["APPLICATIONS", "KEPT", "NETWORKS", "OWN", "RUN", "SHIPPED", "TRAINED_HERE"]

OWN: Final = "own"
"""A network, or a picture, that the visitor brought along."""
_FIRST: Final = ("tiny_vgg", "cifar10_cnn", "mlp_cifar10", "flowers_cnn", "mnist_cnn", "efficientnet_lite0")


def _shipped_names() -> tuple[str, ...]:
    """List the shipped networks, from the one that is easiest to see through to the largest."""
    names = shipped_names()
    return (*(name for name in _FIRST if name in names), *(name for name in names if name not in _FIRST))


SHIPPED: Final = _shipped_names()
NETWORKS: Final = (*SHIPPED, *APPLICATIONS, OWN)
KEPT: Final = "kept:"
"""Before the name of a network that a visitor keeps; see `cnn_core.model_store.kept`."""
TRAINED_HERE: Final = rf"{KEPT}[^\s/:]{{1,50}}|{RUN}[0-9a-f]{{32}}:[0-9]{{1,6}}"
"""The form of such names; whether there is a network of that name is seen when it is asked for."""
