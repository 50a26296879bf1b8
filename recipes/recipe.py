"""The course of a recipe: read the arguments, train a network, fold its normalisation, write it with its card."""

from collections.abc import Callable

import keras
import tensorflow as tf

from recipes import arguments, cards, folding, training
from recipes.pictures import Pictures


def follow(
    about: str,
    subject: cards.Subject,
    build: Callable[[bool], keras.Model],
    plan: training.Plan,
    changes: Callable[[tf.Tensor], tf.Tensor],
    to_learn_from: Callable[[bool], tuple[Pictures, Pictures | None]],
    held_out: Callable[[], tuple[tuple[str, Pictures], ...]],
) -> None:
    """Train a network and write it with its card; with ``--tune``, only train it.

    Args:
        about: the recipe's docstring, which its ``--help`` shows.
        subject: describes the network, and holds the seed.
        build: makes the form that learns (True) or the one that ships (False).
        plan: of the training.
        changes: varies a batch of pictures, float32 in [0, 1].
        to_learn_from: gives the pictures to learn from and, if told to tune (True), those to watch.
        held_out: gives the pictures that measure the network, with what they are called in the card.
    """
    request = arguments.read(about)
    keras.utils.set_random_seed(subject.seed)
    pictures, watch = to_learn_from(request.tune)
    trained = build(True)
    report = training.train(trained, pictures, plan.lasting(request.epochs), changes, watch=watch)
    if request.tune:
        return
    shipped = build(False)
    folding.fold(trained, shipped)
    cards.write(subject, shipped, report, cards.measure(subject, shipped, held_out()), request.models)
