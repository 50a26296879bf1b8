"""Arguments of a recipe on the command line."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tensorflow as tf

from recipes.cards import MODELS


@dataclass(frozen=True)
class Arguments:
    """The choices.

    Attributes:
        tune: Learn from a part of the training pictures only and print the accuracy on the rest; nothing is written and
            no held-out picture is looked at.
        epochs: Instead of the recipe's own number.
        models: The folder that the network is written to.
    """

    tune: bool
    epochs: int | None
    models: Path


def read(description: str, given: Sequence[str] | None = None) -> Arguments:
    """Reads the command line and sets TensorFlow's threads.

    Args:
        description: What the recipe does, for ``--help``.
        given: The arguments, instead of the program's own.

    Returns:
        The choices.
    """
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--tune", action="store_true", help="train on a part, watch the rest, write nothing")
    parser.add_argument("--epochs", type=int, help="instead of the recipe's own number")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder to write to")
    parser.add_argument("--threads", type=int, default=0, help="threads of TensorFlow; 0: as many as there are cores")
    found = parser.parse_args(given)
    if found.threads:
        tf.config.threading.set_intra_op_parallelism_threads(found.threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    return Arguments(found.tune, found.epochs, found.models)
