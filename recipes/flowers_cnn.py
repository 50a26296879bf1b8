"""Trains ``flowers_cnn``: the network of TensorFlow's tutorial on classifying images."""

import keras

from recipes import arguments, cards, flower_photos, folding, splits, training
from recipes.augmentation import Augmentation
from recipes.convolutions import convolve
from recipes.pictures import Pictures

SEED = 40
PLAN = training.Plan(epochs=20, batch_size=32, learning_rate=1e-3, weight_decay=0.05, mixup=0.1)
CHANGES = Augmentation(zoom=(0.75, 1.05), aspect=1.2, rotation=0.25, flip=True, colour=0.2, cutout=0.2)

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
    tries=2,
    seed=SEED,
    licence="MIT",
    limits="Gets about three of ten photos wrong: it learns its own photos better than the kinds of flowers. Knows "
    "five flowers; gives one of the five for anything else.",
    notes="Trained with batch normalisation, which is folded into the kernels, and with stronger augmentation than "
    "that of the layers inside.",
)


def build(normalized: bool) -> keras.Model:
    """The network.

    Args:
        normalized: True for the form that learns (batch normalisation, logits, pictures that come augmented), False for
            the one that ships (the tutorial's layers of augmentation, probabilities).
    """
    tensor = pictures = keras.Input((flower_photos.SIDE, flower_photos.SIDE, 3), name="input")
    if not normalized:
        tensor = keras.layers.RandomFlip("horizontal", name="random_flip")(tensor)
        tensor = keras.layers.RandomRotation(0.1, name="random_rotation")(tensor)
        tensor = keras.layers.RandomZoom(0.1, name="random_zoom")(tensor)
    tensor = keras.layers.Rescaling(1 / 255, name="rescaling")(tensor)
    for place, filters in enumerate((16, 32, 64), start=1):
        tensor = convolve(tensor, filters, f"conv_{place}", normalized, f"max_pool_{place}", padding="same")
    tensor = keras.layers.Dropout(0.2, name="dropout")(tensor)
    tensor = keras.layers.Flatten(name="flatten")(tensor)
    tensor = keras.layers.Dense(128, activation="relu", name="dense")(tensor)
    output = keras.layers.Dense(5, activation=None if normalized else "softmax", name="output")(tensor)
    return keras.Model(pictures, output, name="flowers_cnn")


def split(photos: Pictures) -> tuple[Pictures, Pictures]:
    """The photos to learn from and those held out."""
    learn, held = splits.stratified(photos.labels, 0.2, SEED, flower_photos.twins(photos))
    return photos.take(learn), photos.take(held)


def held_out() -> tuple[tuple[str, Pictures], ...]:
    """The photos that measure the network, with what they are called in the card."""
    return (("the held-out 20 % of the flower photos", split(flower_photos.load())[1]),)


def main() -> None:
    """Trains, and writes the network with its card."""
    asked = arguments.read(str(__doc__))
    keras.utils.set_random_seed(SEED)
    pictures, _ = split(flower_photos.load())
    watch = None
    if asked.tune:
        learn, rest = splits.stratified(pictures.labels, 0.15, SEED, flower_photos.twins(pictures))
        pictures, watch = pictures.take(learn), pictures.take(rest)
    trained = build(normalized=True)
    report = training.train(trained, pictures, PLAN.lasting(asked.epochs), CHANGES, scale=1.0, watch=watch)
    if asked.tune:
        return
    shipped = build(normalized=False)
    folding.fold(trained, shipped)
    cards.write(SUBJECT, shipped, report, cards.measure(SUBJECT, shipped, held_out()), asked.models)


if __name__ == "__main__":
    main()
