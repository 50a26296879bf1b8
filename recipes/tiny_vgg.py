"""Trains ``tiny_vgg``: exactly the network of CNN Explainer (Wang et al. 2020), 19,920 parameters."""

from dataclasses import replace

import keras
import numpy as np

from recipes import arguments, cards, distillation, folding, splits, teacher, tiny_imagenet10, training
from recipes.augmentation import Augmentation
from recipes.convolutions import normalize
from recipes.pictures import Pictures

SEED = 1
SPLIT_SEED = 5
TEACHER_PLAN = training.Plan(epochs=45, learning_rate=3e-3, weight_decay=0.05, mixup=0.2)
TEACHER_CHANGES = Augmentation(zoom=(0.6, 1.0), aspect=1.3, rotation=0.2, flip=True, colour=0.3, cutout=0.3)
VIEWS = 24
"""Changed views of every picture that the teacher answers once, and that the network learns from again and again."""
VIEW_CHANGES = Augmentation(zoom=(0.7, 1.05), aspect=1.25, rotation=0.15, colour=0.25)
PLAN = training.Plan(epochs=10, learning_rate=2e-3, weight_decay=0.02)
TEMPERATURE = 2.0

SUBJECT = cards.Subject(
    name="tiny_vgg",
    title={"en": "Tiny VGG", "ko": "Tiny VGG"},
    description={
        "en": "The network of CNN Explainer: two blocks of two convolutions and a max-pooling, then one dense layer. "
        "Small enough to see every map at once.",
        "ko": "CNN Explainer의 신경망이에요. 합성곱 층 두 개와 최대 풀링으로 된 블록 두 개, 그리고 완전 연결 층 하나로 "
        "이루어져 있어요. 작아서 모든 특징 맵을 한눈에 볼 수 있어요.",
    },
    classes=tuple(name.replace("_", " ") for name in tiny_imagenet10.CLASSES),
    classes_ko=(
        "피망",
        "에스프레소",
        "코알라",
        "무당벌레",
        "구명정",
        "오렌지",
        "피자",
        "레서판다",
        "스쿨버스",
        "스포츠카",
    ),
    input={"rows": 64, "columns": 64, "channels": 3, "scaling": "unit"},
    preprocessing="Colour, 64×64, divided by 255.",
    data={
        "name": "Tiny ImageNet, ten classes",
        "source": "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
        "licence": "ImageNet's terms: non-commercial research and teaching",
        "split": "the official one: 500 pictures of each class to learn from, 50 to measure with",
    },
    tries=3,
    seed=SEED,
    licence="MIT",
    limits="Knows ten things, in small pictures that they fill; gives one of the ten for anything else.",
    notes="Learnt from a larger network (distillation), which was itself trained from scratch, on nine tenths of the "
    "same pictures and no others; the last tenth was watched for tuning. Trained with batch normalisation and a "
    "normalised input, both folded into the kernels.",
)


def build(normalized: bool, mean: np.ndarray | None = None, variance: np.ndarray | None = None) -> keras.Model:
    """The network, with CNN Explainer's names.

    Args:
        normalized: True for the form that learns (normalised input, batch normalisation, logits),
            False for the one that ships (probabilities).
        mean: Of the input's channels, float ``(3,)``, for the form that learns.
        variance: Of the input's channels, float ``(3,)``, for the form that learns.
    """
    tensor = pictures = keras.Input((64, 64, 3), name="input")
    if normalized:
        tensor = keras.layers.Normalization(mean=mean, variance=variance, name="input_normalized")(tensor)
    for block in (1, 2):
        for place in (1, 2):
            name = f"conv_{block}_{place}"
            tensor = keras.layers.Conv2D(10, 3, kernel_initializer="he_normal", name=name)(tensor)
            if normalized and place == 2:
                tensor = keras.layers.MaxPooling2D(name=f"max_pool_{block}")(tensor)
            if normalized and name != "conv_1_1":
                tensor = normalize(tensor, name)
            tensor = keras.layers.ReLU(name=f"relu_{block}_{place}")(tensor)
        if not normalized:
            tensor = keras.layers.MaxPooling2D(name=f"max_pool_{block}")(tensor)
    tensor = keras.layers.Flatten(name="flatten")(tensor)
    output = keras.layers.Dense(10, activation=None if normalized else "softmax", name="output")(tensor)
    return keras.Model(pictures, output, name="tiny_vgg")


def held_out() -> tuple[tuple[str, Pictures], ...]:
    """The pictures that measure the network, with what they are called in the card."""
    return (("the 500 official validation pictures of the ten classes", tiny_imagenet10.load()[1]),)


def teach(pictures: Pictures, watch: Pictures, epochs: int | None = None) -> tuple[keras.Model, training.Report]:
    """The teacher, trained from scratch on these pictures, and how long it took."""
    keras.utils.set_random_seed(SEED)
    master = teacher.build(len(tiny_imagenet10.CLASSES))
    return master, training.train(master, pictures, TEACHER_PLAN.lasting(epochs), TEACHER_CHANGES, watch=watch)


def learn(
    master: keras.Model, pictures: Pictures, watch: Pictures | None = None, epochs: int | None = None
) -> tuple[keras.Model, training.Report]:
    """Trains the network on what the teacher says of changed views of the pictures.

    Returns:
        The form that ships, and the times: an epoch is one view of every picture.
    """
    keras.utils.set_random_seed(SEED)
    views, answers = distillation.views(pictures, [master], VIEW_CHANGES, VIEWS, TEMPERATURE)
    colours = pictures.images.reshape(-1, 3) / 255.0
    learner = build(True, colours.mean(0), colours.var(0))
    plan = PLAN.lasting(epochs)
    report = training.train(learner, views, plan, Augmentation(flip=True), watch=watch, targets=answers)
    shipped = build(False)
    folding.fold(learner, shipped)
    distillation.sharpen(shipped, TEMPERATURE)
    pace = round(report.seconds_per_epoch / VIEWS, 2)
    return shipped, training.Report(report.seconds, pace, plan.epochs * VIEWS)


def main() -> None:
    """Trains, and writes the network with its card."""
    asked = arguments.read(str(__doc__))
    pictures, _ = tiny_imagenet10.load()
    most, rest = splits.stratified(pictures.labels, 0.1, SPLIT_SEED)
    watch = pictures.take(rest)
    master, taught = teach(pictures.take(most), watch, asked.epochs)
    if asked.tune:
        learn(master, pictures.take(most), watch, asked.epochs)
        return
    shipped, report = learn(master, pictures, epochs=asked.epochs)
    report = replace(report, seconds=round(report.seconds + taught.seconds, 1))
    cards.write(SUBJECT, shipped, report, cards.measure(SUBJECT, shipped, held_out()), asked.models)


if __name__ == "__main__":
    main()
