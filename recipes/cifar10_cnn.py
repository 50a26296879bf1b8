"""Trains ``cifar10_cnn``: the network of TensorFlow's tutorial on convolutional networks."""

import keras

from recipes import cards, cifar10, cifar10_split, recipe, training
from recipes.augmentation import Augmentation
from recipes.cifar10_split import held_out
from recipes.convolutions import convolve

SEED = 31
PLAN = training.Plan(epochs=30, batch_size=128, learning_rate=3e-3, weight_decay=0.02)
CHANGES = Augmentation(zoom=(0.85, 1.1), aspect=1.1, shift=0.05, rotation=0.05, flip=True, colour=0.1)

SUBJECT = cards.Subject(
    name="cifar10_cnn",
    title={"en": "CIFAR-10 network", "ko": "CIFAR-10 합성곱 신경망"},
    description={
        "en": "The network of TensorFlow's tutorial on convolutional networks: three convolutions, two poolings, "
        "two dense layers.",
        "ko": "텐서플로 합성곱 신경망 튜토리얼의 신경망이에요. 합성곱 층 세 개, 풀링 층 두 개, "
        "완전 연결 층 두 개로 이루어져 있어요.",
    },
    classes=cifar10.CLASSES,
    classes_ko=cifar10_split.CLASSES_KO,
    input={"rows": 32, "columns": 32, "channels": 3, "scaling": "unit"},
    preprocessing="Colour, 32×32, divided by 255.",
    data=cifar10_split.DATA,
    tries=1,
    seed=SEED,
    licence="MIT",
    limits=cifar10_split.LIMITS,
    notes="Trained with batch normalisation, which is folded into the kernels, and with moved, mirrored and recoloured "
    "pictures.",
)


def build(normalized: bool) -> keras.Model:
    """The network.

    Args:
        normalized: True for the form that learns (batch normalisation, logits), False for the one that ships
            (probabilities).
    """
    tensor = pictures = keras.Input((32, 32, 3), name="input")
    for place, filters in enumerate((32, 64, 64), start=1):
        pool = f"max_pool_{place}" if place < 3 else ""
        tensor = convolve(tensor, filters, f"conv_{place}", normalized, pool)
    tensor = keras.layers.Flatten(name="flatten")(tensor)
    tensor = keras.layers.Dense(64, activation="relu", name="dense")(tensor)
    output = keras.layers.Dense(10, activation=None if normalized else "softmax", name="output")(tensor)
    return keras.Model(pictures, output, name="cifar10_cnn")


def main() -> None:
    """Train, and write the network with its card."""
    recipe.follow(str(__doc__), SUBJECT, build, PLAN, CHANGES, cifar10_split.to_learn_from, held_out)


if __name__ == "__main__":
    main()
