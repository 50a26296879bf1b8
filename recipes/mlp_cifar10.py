"""Trains ``mlp_cifar10``: dense layers with about as many parameters as ``cifar10_cnn``; it is there to lose."""

import keras

from recipes import cards, cifar10, cifar10_split, recipe, training
from recipes.augmentation import Augmentation
from recipes.cifar10_split import held_out

SEED = 32
PLAN = training.Plan(epochs=40, batch_size=128, learning_rate=2e-3, weight_decay=0.02)
CHANGES = Augmentation(zoom=(0.95, 1.05), flip=True, shift=0.03, colour=0.05)

SUBJECT = cards.Subject(
    name="mlp_cifar10",
    title={"en": "CIFAR-10 without convolutions", "ko": "합성곱 없는 CIFAR-10 신경망"},
    description={
        "en": "Only dense layers, with about as many parameters as the CIFAR-10 network: see how much "
        "convolutions are worth.",
        "ko": "완전 연결 층으로만 이루어졌고, 파라미터 수는 CIFAR-10 합성곱 신경망과 거의 같아요. "
        "합성곱이 얼마나 값진지 비교해 보세요.",
    },
    classes=cifar10.CLASSES,
    classes_ko=cifar10_split.CLASSES_KO,
    input={"rows": 32, "columns": 32, "channels": 3, "scaling": "unit"},
    preprocessing="Colour, 32×32, divided by 255.",
    data=cifar10_split.DATA,
    tries=1,
    seed=SEED,
    licence="MIT",
    limits="Much weaker than a convolutional network of its size, on purpose. " + cifar10_split.LIMITS,
    notes="Trained with slightly moved, mirrored and recoloured pictures.",
)


def build(normalized: bool) -> keras.Model:
    """The network.

    Args:
        normalized: True for the form that learns (logits), False for the one that ships (probabilities).
    """
    tensor = pictures = keras.Input((32, 32, 3), name="input")
    tensor = keras.layers.Flatten(name="flatten")(tensor)
    tensor = keras.layers.Dense(39, activation="relu", name="dense_1")(tensor)
    tensor = keras.layers.Dense(54, activation="relu", name="dense_2")(tensor)
    output = keras.layers.Dense(10, activation=None if normalized else "softmax", name="output")(tensor)
    return keras.Model(pictures, output, name="mlp_cifar10")


def main() -> None:
    """Train, and write the network with its card."""
    recipe.follow(str(__doc__), SUBJECT, build, PLAN, CHANGES, cifar10_split.to_learn_from, held_out)


if __name__ == "__main__":
    main()
