"""The bar above the networks: what can be chosen there, in words, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cnn_core.networks.input import FITS
from cnn_core.pictures.samples import SAMPLES
from ui.explorer.settings import COMPARISONS, ExplorerSettings
from ui.language import t
from ui.networks.names import OWN
from ui.networks.networks import Network, options
from ui.pictures.visitor import own_picture
from ui.settings.controls import option_label


def controls(settings: ExplorerSettings, network: Network | None) -> dict[str, Any]:
    """Describe what the view's bar offers; see ``explorer/controls.js``.

    Args:
        settings: the visitor's.
        network: the one on screen; None: there is none yet.
    """
    return {
        "network": _choice(settings.network, options(settings.network)),
        "fit": _choice(settings.fit, _name("fit", FITS)),
        "compare": _choice(settings.compare, _name("compare", COMPARISONS)),
        "partner": _partner(settings),
        "partnerField": f"partner_{'network' if settings.compare == 'network' else 'picture'}",
        "about": network.about if network else "",
        "accuracy": network.accuracy if network else "",
        "card": bool(network and network.card),
    }


def _partner(settings: ExplorerSettings) -> dict[str, Any] | None:
    match settings.compare:
        case "picture":
            return _choice(settings.partner_picture, _pictures())
        case "network":
            return _choice(settings.partner_network, options(settings.partner_network))
    return None


def _pictures() -> list[tuple[str, str]]:
    own = own_picture()
    return [*((name, t(f"sample.{name}")) for name in SAMPLES), *([(OWN, own.label)] if own else [])]


def _name(field: str, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, option_label(field, name)) for name in names]


def _choice(value: str, offered: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"value": value, "options": [{"value": name, "label": label} for name, label in offered]}
