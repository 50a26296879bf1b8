"""The timeouts of requests to the engine, in seconds: whoever waits longer is told that it takes too long."""

from __future__ import annotations

from typing import Final

from cnn_core.pictures.images import MAX_SECONDS

NETWORK: Final = 60.0
"""One question to a network: a large one is loaded and compiled in this time."""
PHOTOS: Final = 120.0
"""A batch of a visitor's many pictures: as `NETWORK`, and others' batches come in between."""
BROUGHT: Final = 60.0
"""A visitor's own model file: the check, the loading and one run of it, of 200 MB at most."""
BORDER: Final = float(MAX_SECONDS)
"""One file of a stranger's: opened and brought into our form."""
BORDER_TURN: Final = 60.0
"""The wait for one's turn and for that, when others bring files too."""
LEARNING: Final = 120.0
"""The small networks of the comparison learn in this time, also on a slow machine on which others compute."""
AUGMENTATION: Final = 180.0
"""A preview of random changes: whitening decomposes a matrix as large as the pictures have numbers."""
DATA: Final = 60.0
"""Preparing small data at once, and reading statistics or a page of pictures of prepared data."""
LOADER: Final = 30.0
"""One picture file through one of the loaders."""
EXPORT: Final = 180.0
"""A network in another file format: TensorFlow traces and converts all of it."""
EVALUATION: Final = 300.0
"""A batch of a data set's pictures through a network, in the pool that yields to all others; preparing them is one."""
MEASURING: Final = 300.0
"""The accuracy of a network that is being kept, over all pictures that it has not learnt from."""
