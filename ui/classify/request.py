"""Requests for what a network makes of the visitor's picture, and the last answer."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.classification.framing import Preparation, framed, preparation
from cnn_core.classification.many_pictures_result import Asked
from cnn_core.classification.result import Prediction
from cnn_core.metrics.out_of_distribution import Refusal, energy, largest_logit
from cnn_core.networks.input import network_input
from ui import settings
from ui.classify.settings import ClassifySettings
from ui.language import t
from ui.networks.networks import Network, network
from ui.pictures.picker import Picture
from ui.requests import timeouts
from ui.requests.last_answer import LastAnswer, Request
from ui.requests.session import session


@dataclass(frozen=True, eq=False)
class Judgement:
    """The verdict whether a picture is one of the network's classes at all.

    Attributes:
        rule: the network's, with its error rates.
        score: the picture's, to be compared with the rule's threshold.
    """

    rule: Refusal
    score: float

    @property
    def refused(self) -> bool:
        """Return True if the answer is "none of these"."""
        return self.score < self.rule.threshold


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer of a network to a picture.

    Attributes:
        network: which one.
        picture: the visitor's.
        framing: how it was fitted.
        pixels: uint8 (rows, columns, 3), as the network saw it.
        prepared: what was done to the picture for that.
        prediction: of this one picture.
        judgement: None for a network that cannot refuse.
    """

    network: Network
    picture: Picture
    framing: str
    pixels: NDArray[np.uint8]
    prepared: Preparation
    prediction: Prediction
    judgement: Judgement | None

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what is equal for answers to the same question."""
        return (self.network.source, self.picture.digest, self.framing)


_LAST: Final = LastAnswer[Answer]("classify.last")


def last_answer() -> Answer | None:
    """Return the answer that the visitor saw last."""
    return _LAST.get()


def ask(network: Network, picture: Picture, framing: str) -> Answer:
    """Return what a network makes of a picture.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
        ValueError: the network cannot be asked, as one that does not classify; the message says why.
    """
    key = (network.source, picture.digest, framing)
    return _LAST.ask(key, lambda: _send(network, picture, framing))


def _send(network: Network, picture: Picture, framing: str) -> Request[Answer]:
    pixels = fitted(network, picture, framing)
    batch = network_input(pixels, network.input)[np.newaxis]
    futures: list[tuple[Future[Any], str]] = []
    futures.append((engine.submit(
        "cnn_core.classification.worker.classify", network.source, batch,
        visitor=f"{session()}:classify", timeout=timeouts.NETWORK, pool=network.pool,
    ), network.pool))  # fmt: skip
    rule = network.card.refusal if network.card else None
    if rule and rule.score == "nearness":
        futures.append((engine.submit(
            "cnn_core.classification.worker.nearness_of", network.source.name, pixels[np.newaxis],
            visitor=f"{session()}:refuse", timeout=timeouts.NETWORK,
        ), "shared"))  # fmt: skip

    def finish(results: list[Any]) -> Answer:
        prediction, *nearness = results
        score = float(nearness[0][0]) if nearness else _score(rule, prediction)
        judgement = Judgement(rule, score) if rule else None
        prepared = preparation(picture.array, pixels, network.input, framing)
        return Answer(network, picture, framing, pixels, prepared, prediction, judgement)

    return Request(futures, finish)


def fitted(network: Network, picture: Picture, framing: str) -> NDArray[np.uint8]:
    """Return the picture as the network sees it, uint8 (rows, columns, 3)."""
    wanted = network.input
    rows, columns, _ = picture.array.shape
    # A drawn sample is drawn at the very size; every other picture is cut or letterboxed from all that there is.
    if picture.in_link and wanted.rows == wanted.columns and (framing == "crop" or rows == columns):
        return framed(picture.square(wanted.rows), wanted, framing)
    return framed(picture.array, wanted, framing)


def _score(rule: Refusal | None, prediction: Prediction) -> float:
    if rule is None:
        return 0.0
    return float((energy if rule.score == "energy" else largest_logit)(prediction.logits)[0])


def chosen_network() -> tuple[Network | None, str]:
    """Return the network that is chosen, None if there is none of its name, and how pictures are fitted to it."""
    wanted = settings.read(ClassifySettings)
    return network(wanted.classifier), wanted.framing


def as_asked(found: Network | None, framing: str) -> Asked | None:
    """Return a network as questions about many pictures name it."""
    if found is None:
        return None
    return Asked(found.source, found.input, framing, found.card.refusal if found.card else None)


def class_label(found: Network | None, number: int) -> str:
    """Return the name of a class of a network, or its number where nobody has said what it is."""
    labels = found.labels if found else ()
    return labels[number] if number < len(labels) else t("classify.class_number", number=number)
