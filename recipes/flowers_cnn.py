"""Trains ``flowers_cnn``: the network of TensorFlow's tutorial on classifying images."""

import json

import keras
import numpy as np
from numpy.typing import NDArray

from recipes import arguments, cards, distillation, flower_photos, flowers_teacher, folding, splits, training
from recipes.augmentation import Augmentation
from recipes.convolutions import convolve
from recipes.pictures import Pictures
from recipes.spreading import spread

SEED = 40
PLAN = training.Plan(epochs=10, batch_size=32, learning_rate=2e-3, weight_decay=0.05, mixup=0.1)
VIEWS = 10
"""Changed views of every photo that the teacher answers once, and that the network learns from again and again."""
VIEW_CHANGES = Augmentation(zoom=(0.6, 1.1), aspect=1.3, rotation=0.25, flip=True, colour=0.25)
CHANGES = Augmentation(zoom=(0.9, 1.0), flip=True, colour=0.1, cutout=0.15)
TEMPERATURE = 2.0
POOL_SIZE, POOL_STRIDES = 6, 4
"""Windows over which the maps are averaged while the network learns: 5 × 5 of them, overlapping, on 22 × 22 cells."""

SUBJECT = cards.Subject(
    name="flowers_cnn",
    title={"en": "Flowers network", "ko": "꽃 합성곱 신경망"},
    description={
        "en": "The network of TensorFlow's tutorial on classifying images: it tells five flowers apart, "
        "in photos of 180×180 pixels.",
        "ko": "텐서플로 이미지 분류 튜토리얼의 신경망이에요. 180×180 픽셀 사진에서 다섯 가지 꽃을 구별해요.",
    },
    classes=flower_photos.CLASSES,
    classes_ko=("데이지", "민들레", "장미", "해바라기", "튤립"),
    input={"rows": 180, "columns": 180, "channels": 3, "scaling": "bytes"},
    preprocessing="Colour, the central square, 180×180, 0 … 255; the network divides by 255 itself.",
    data={
        "name": "TensorFlow's flower photos",
        "source": flower_photos.ORIGINAL.url,
        "licence": "CC BY 2.0",
        "split": f"80 % to learn from, 20 % held out (in proportion, seed {SEED}); the photo that stands in two "
        "classes left out, identical photos on one side",
    },
    tries=6,
    seed=SEED,
    licence="MIT",
    limits="Gets about one of five photos wrong. Knows five flowers; gives one of the five for anything else.",
    notes="Learnt from EfficientNet-Lite0, which ImageNet's photos had taught, with a last layer for the five flowers "
    "that was trained on the same 80 % (distillation). Trained with batch normalisation, which is folded into the "
    "kernels, and with averages before the dense layer, which are folded into its weights.",
)


def build(normalized: bool, averaged: bool = False) -> keras.Model:
    """The network.

    Args:
        normalized: True for the form that learns (batch normalisation, logits, pictures that come augmented), False for
            the one that ships (the tutorial's layers of augmentation, probabilities).
        averaged: whether the dense layer sees averages of the maps.
    """
    tensor = pictures = keras.Input((flower_photos.SIDE, flower_photos.SIDE, 3), name="input")
    if not normalized:
        tensor = keras.layers.RandomFlip("horizontal", name="random_flip")(tensor)
        tensor = keras.layers.RandomRotation(0.1, name="random_rotation")(tensor)
        tensor = keras.layers.RandomZoom(0.1, name="random_zoom")(tensor)
    tensor = keras.layers.Rescaling(1 / 255, name="rescaling")(tensor)
    for place, filters in enumerate((16, 32, 64), start=1):
        tensor = convolve(tensor, filters, f"conv_{place}", normalized, f"max_pool_{place}", padding="same")
    if averaged:
        tensor = keras.layers.AveragePooling2D(POOL_SIZE, POOL_STRIDES, name="averages")(tensor)
    tensor = keras.layers.Dropout(0.2, name="dropout")(tensor)
    tensor = keras.layers.Flatten(name="flatten")(tensor)
    tensor = keras.layers.Dense(128, activation="relu", name="dense")(tensor)
    if normalized:
        tensor = keras.layers.Dropout(0.2, name="dropout_dense")(tensor)
    output = keras.layers.Dense(5, activation=None if normalized else "softmax", name="output")(tensor)
    return keras.Model(pictures, output, name="flowers_cnn")


def split(photos: Pictures) -> tuple[Pictures, Pictures]:
    """The photos to learn from and those held out."""
    learn, held = splits.stratified(photos.labels, 0.2, SEED, flower_photos.near_duplicates(photos))
    return photos.take(learn), photos.take(held)


def held_out() -> tuple[tuple[str, Pictures], ...]:
    """The photos that measure the network, with what they are called in the card."""
    return (("the held-out 20 % of the flower photos", split(flower_photos.load())[1]),)


def held_out_names() -> str:
    """The file names of the photos that the network has not learnt from, as JSON: there is no official test part."""
    return json.dumps(sorted(split(flower_photos.load())[1].names), indent=0) + "\n"


def learn(
    pictures: Pictures, watch: Pictures | None = None, epochs: int | None = None
) -> tuple[keras.Model, training.Report]:
    """Trains the network on what the teacher says of changed views of the photos.

    Returns:
        The form that ships, and the times: an epoch is one view of every photo.
    """
    keras.utils.set_random_seed(SEED)
    master = flowers_teacher.build()
    flowers_teacher.teach(master, pictures)
    views, answers = distillation.views(pictures, [master], VIEW_CHANGES, VIEWS, TEMPERATURE)
    learner = build(True, averaged=True)
    report = training.train(learner, views, PLAN.lasting(epochs), CHANGES, scale=1.0, watch=watch, targets=answers)
    shipped = build(False)
    folding.fold(_without_averages(learner), shipped)
    distillation.sharpen(shipped, TEMPERATURE)
    return shipped, training.Report(report.seconds, round(report.seconds_per_epoch / VIEWS, 2), report.epochs * VIEWS)


def _without_averages(learner: keras.Model) -> keras.Model:
    """The same function with a dense layer on all cells."""
    wide = build(True)
    for layer in wide.layers:
        layer.set_weights(
            _wide_weights(learner) if layer.name == "dense" else learner.get_layer(layer.name).get_weights()
        )
    return wide


def _wide_weights(learner: keras.Model) -> list[NDArray[np.float32]]:
    kernel, bias = learner.get_layer("dense").get_weights()
    rows, columns, _ = learner.get_layer("averages").input.shape[1:]
    return [spread(kernel, rows, columns, POOL_SIZE, POOL_STRIDES), bias]


def main() -> None:
    """Trains, and writes the network with its card."""
    asked = arguments.read(str(__doc__))
    pictures, _ = split(flower_photos.load())
    if asked.tune:
        most, rest = splits.stratified(pictures.labels, 0.15, SEED, flower_photos.near_duplicates(pictures))
        learn(pictures.take(most), pictures.take(rest), asked.epochs)
        return
    shipped, report = learn(pictures, epochs=asked.epochs)
    cards.write(SUBJECT, shipped, report, cards.measure(SUBJECT, shipped, held_out()), asked.models)
    (asked.models / SUBJECT.name / "held_out.json").write_text(held_out_names())


if __name__ == "__main__":
    main()
