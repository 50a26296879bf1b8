"""The environment variables of every process that loads Keras: workers, tasks, tests, recipes and tools.

TensorFlow has two sets of kernels for a processor: its plain ones, and those of the oneDNN library, which it chooses by
itself only on x86 processors with neural instructions (AVX-512 VNNI and later). They round differently, and the plain
ones refuse some layers (`cnn_core.networks.missing_kernels`). So that machines compute alike, the oneDNN kernels are
asked for wherever a build of TensorFlow has them. Who sets ``TF_ENABLE_ONEDNN_OPTS`` keeps that choice.

TensorFlow reads these variables when it is imported: ``os.environ.update(keras_variables())`` comes before. Nothing
here imports it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

ONEDNN: Final = "TF_ENABLE_ONEDNN_OPTS"


def keras_variables(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the variables that Keras needs, the choice of kernels as it is in ``given``, if it is there.

    Example:
        >>> keras_variables({})["TF_ENABLE_ONEDNN_OPTS"], keras_variables({ONEDNN: "0"})["TF_ENABLE_ONEDNN_OPTS"]
        ('1', '0')
    """
    return {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", ONEDNN: given.get(ONEDNN) or "1"}
