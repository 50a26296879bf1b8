"""Split of CIFAR-10's 50,000 training pictures: 45,000 to learn from, 5,000 held out beside the test pictures.

The held-out pictures serve wherever fewer than the 10,000 test pictures are at hand; they are looked at once, at the
end.
"""

from recipes import cifar10, splits
from recipes.pictures import Pictures

SEED = 30

DATA = {
    "name": "CIFAR-10",
    "source": "https://www.cs.toronto.edu/~kriz/cifar.html",
    "licence": "none stated; free for research and teaching (Krizhevsky 2009)",
    "split": f"45,000 of the training pictures to learn from, 5,000 held out (in proportion, seed {SEED}); the test "
    "pictures apart",
}
"""What the cards say of the data."""

LIMITS = "Knows ten things, in pictures of 32×32 that they fill; gives one of the ten for anything else."

CLASSES_KO = ("비행기", "자동차", "새", "고양이", "사슴", "개", "개구리", "말", "배", "트럭")


def to_learn_from(tune: bool) -> tuple[Pictures, Pictures | None]:
    """The 45,000 pictures, or with ``tune`` 40,000 of them and the other 5,000 to watch."""
    train, _ = cifar10.load()
    learn, _ = splits.stratified(train.labels, 0.1, SEED)
    pictures = train.take(learn)
    if not tune:
        return pictures, None
    learn, rest = splits.stratified(pictures.labels, 1 / 9, SEED)
    return pictures.take(learn), pictures.take(rest)


def held_out() -> tuple[tuple[str, Pictures], ...]:
    """The pictures that measure the networks, with what they are called in the cards."""
    train, test = cifar10.load()
    _, held = splits.stratified(train.labels, 0.1, SEED)
    count = len(test.labels)
    words = "CIFAR-10's 10,000 test pictures" if count == 10000 else f"the first {count:,} of CIFAR-10's test pictures"
    return (words, test), ("5,000 held-out training pictures of CIFAR-10", train.take(held))
