"""Makes two networks learn the same digits, as they are or with shuffled pixels, and measures both on moved ones.

The MLP has a weight for each pixel and does not know which of them are neighbours: pixels in another order are the same
task for it. The CNN looks for the same small patterns everywhere. Runs in the engine's workers.

Zhang, Bengio, Hardt, Recht and Vinyals, "Understanding deep learning requires rethinking generalization" (2017,
https://arxiv.org/abs/1611.03530) shuffle pixels in this way.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Final

import keras
import numpy as np
from numpy.typing import NDArray

from cnn_core.drafts.model import build
from cnn_core.errors import RefusedError
from cnn_core.mlp_and_cnn import placed_digits
from cnn_core.mlp_and_cnn.changed_pictures import moved, reordered, shuffled_order
from cnn_core.mlp_and_cnn.placed_digits import SIDE, digits
from cnn_core.mlp_and_cnn.settings import (
    CLASSES,
    EPOCHS,
    MOVEMENTS,
    NETWORKS,
    PLACES,
    SHUFFLE_SEED,
    Learnt,
    measured_amounts,
)

BATCH: Final = 32
LEARNING_RATE: Final = 5e-3
SEED: Final = 1
_AT_ONCE: Final = 100

Bytes = NDArray[np.uint8]
Weights = tuple[NDArray[np.float32], ...]


def learn(network: str, places: str, shuffled: bool) -> Learnt:
    """Make a network learn digits, a few seconds, and count how many of 500 others it knows.

    Every choice by chance has a seed: the same question has the same answer. With "anywhere" each digit lies at another
    place in every epoch. Both networks, shuffled or not, see the same digits at the same places in the same order.

    Args:
        network: "mlp" or "cnn".
        places: where the digits lie, also those that are counted: "middle" or "anywhere".
        shuffled: whether the pixels of all pictures stand in another order, the same for all.

    Raises:
        RefusedError: another network, or other places.
    """
    _check(network, places)
    order = shuffled_order(SIDE * SIDE, SHUFFLE_SEED) if shuffled else np.arange(SIDE * SIDE)
    small, classes, measured, answers = digits()
    random = np.random.default_rng(SEED)
    model = build(NETWORKS[network], SEED)
    steps = EPOCHS * -(-len(small) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)  # to 0, so that the last steps decide nothing
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    for _ in range(EPOCHS):
        turn = random.permutation(len(small))
        pictures = reordered(_place(small[turn], places, random), order)
        model.fit(pictures, classes[turn], batch_size=BATCH, shuffle=False, verbose=0)
    shown = reordered(_place(measured, places, np.random.default_rng(SEED + 1)), order)
    weights = tuple(np.asarray(one, np.float32) for one in model.get_weights())
    return Learnt(weights, _right(scores(network, weights, shown), answers), len(answers))


def scores(network: str, weights: Weights, pictures: Bytes) -> NDArray[np.float32]:
    """Compute the scores of a network with these weights for pictures.

    Args:
        network: "mlp" or "cnn".
        weights: of `learn`.
        pictures: uint8 (pictures, 16, 16, 1).

    Returns:
        float32 (pictures, 10), the probabilities of the digits 0 to 9.

    Raises:
        RefusedError: another network, or pictures of another size.
    """
    _check(network)
    if pictures.ndim != 4 or pictures.shape[1:] != (SIDE, SIDE, 1):
        raise RefusedError(
            f"Pictures are (pictures, {SIDE}, {SIDE}, 1). Received: {pictures.shape}. Lay digits on their ground first."
        )
    with _lock:
        model = _model(network)
        model.set_weights(list(weights))
        # One size alone, so that Keras compiles once.
        filled = np.zeros((-(-len(pictures) // _AT_ONCE) * _AT_ONCE, *pictures.shape[1:]), np.uint8)
        filled[: len(pictures)] = pictures
        parts = [model.predict_on_batch(filled[start : start + _AT_ONCE]) for start in range(0, len(filled), _AT_ONCE)]
        return np.concatenate([np.zeros((0, CLASSES), np.float32), *parts])[: len(pictures)]


def measure(network: str, weights: Weights, movement: str) -> NDArray[np.int64]:
    """Count how many of the 500 digits a network still knows when they are moved out of the middle.

    Args:
        network: "mlp" or "cnn".
        weights: of `learn`.
        movement: one of `MOVEMENTS`.

    Returns:
        int64 (amounts,), one count for each of `measured_amounts`.

    Raises:
        RefusedError: another network or movement.
    """
    _check(network)
    if movement not in MOVEMENTS:
        raise RefusedError(f"A movement is one of {', '.join(MOVEMENTS)}. Received: {movement!r}. Choose one.")
    *_, small, answers = digits()
    middle = placed_digits.in_the_middle(small)
    pictures = [moved(middle, **{movement: amount}) for amount in measured_amounts(movement)]
    return np.array([_right(scores(network, weights, one), answers) for one in pictures])


def _place(small: Bytes, places: str, random: np.random.Generator) -> Bytes:
    if places == "middle":
        return placed_digits.in_the_middle(small)
    return placed_digits.anywhere(small, random)


def _right(found: NDArray[np.float32], answers: NDArray[np.int64]) -> int:
    return int((found.argmax(axis=1) == answers).sum())


def _check(network: str, places: str = PLACES[0]) -> None:
    for name, value, known in (("network", network, tuple(NETWORKS)), ("place", places, PLACES)):
        if value not in known:
            raise RefusedError(f"A {name} is one of {', '.join(known)}. Received: {value!r}. Choose one of these.")


_lock = threading.Lock()


@lru_cache(maxsize=len(NETWORKS))
def _model(network: str) -> keras.Model:
    """Make a network to be given weights; made, and compiled, once."""
    return build(NETWORKS[network], SEED)
