"""Who is asked on the page Classify: the chosen network, as the questions about many pictures name it."""

from __future__ import annotations

from cnn_core.classification.many_pictures_result import Asked
from ui import settings
from ui.classify.settings import ClassifySettings
from ui.language import t
from ui.networks.networks import Network, network


def chosen() -> tuple[Network | None, str]:
    """The network that is chosen, None if there is none of its name, and how pictures are fitted to it."""
    wanted = settings.read(ClassifySettings)
    return network(wanted.classifier), wanted.framing


def asked_of(found: Network | None, framing: str) -> Asked | None:
    """A network as questions about many pictures name it."""
    if found is None:
        return None
    return Asked(found.source, found.input, framing, found.card.refusal if found.card else None)


def label(found: Network | None, number: int) -> str:
    """The name of a class of a network, or its number where nobody has said what it is."""
    labels = found.labels if found else ()
    return labels[number] if number < len(labels) else t("classify.class_number", number=number)
