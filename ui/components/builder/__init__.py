"""The view in which a network is built, drawn in the browser: diagram, layers with their knobs, palette, presets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypedDict

from ui.components.view import View

VIEW: Final = View("builder", events=("change",))

Knob = Literal["number", "slider", "switch", "select", "segments"]


class PlainLayer(TypedDict):
    """A layer: its kind and its settings by Keras's names."""

    kind: str
    settings: dict[str, Any]


class TableRow(TypedDict):
    """A row of the table; see `cnn_core.drafts.table.DraftRow`."""

    kind: str
    name: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_accumulates: int
    bytes: int
    receptive_field: tuple[int, int] | None
    index: int | None


class Totals(TypedDict):
    """The costs of the network; ``trained``: of its parameters, None for all; ``complete``: True if all are known."""

    parameters: int
    trained: int | None
    multiply_accumulates: int
    bytes: int
    convolutions: int
    dense: int
    complete: bool


class Remedy(TypedDict):
    """All layers, put right, and the words for it."""

    label: str
    layers: list[PlainLayer]


class LayerProblem(TypedDict):
    """A problem of the layer with this index, and its remedy."""

    index: int
    text: str
    fix: Remedy


class SettingOption(TypedDict):
    """A value that a setting can have, and its name."""

    value: str
    label: str


class SettingField(TypedDict):
    """A setting as a knob."""

    name: str
    kind: Knob
    label: str
    help: str
    minimum: float | None
    maximum: float | None
    step: float | None
    default: Any
    options: list[SettingOption]


class LayerKind(TypedDict):
    """A kind of layer, as the palette and the knobs show it."""

    kind: str
    group: str
    about: str
    fields: list[SettingField]


class Preset(TypedDict):
    """A network to begin with; ``depths``: the least and the most layers that it can be given."""

    name: str
    title: str
    about: str
    parameters: int
    depths: tuple[int, int] | None


class Architecture(TypedDict):
    """A network to look at."""

    name: str
    title: str


class BuilderData(TypedDict):
    """The data of the view.

    Attributes:
        language: the visitor's.
        words: of the view.
        serial: the number of the view's last change that is in the layers.
        notice: a sentence above the network, or "".
        editable: True if it is the visitor's own.
        architecture: "own", or the one that is looked at.
        picture: rows, columns, channels.
        most: layers of a network.
        layers: of the network.
        rows: of its table.
        totals: of the table.
        problems: to be put right.
        kinds: of layers that can be added.
        presets: to begin with.
        architectures: to look at.
    """

    language: str
    words: dict[str, str]
    serial: int
    notice: str
    editable: bool
    architecture: str
    picture: tuple[int, int, int]
    most: int
    layers: list[PlainLayer]
    rows: list[TableRow]
    totals: Totals
    problems: list[LayerProblem]
    kinds: list[LayerKind]
    presets: list[Preset]
    architectures: list[Architecture]


def builder_view(data: BuilderData, on_change: Callable[[], None], *, key: str) -> None:
    """Draw the view.

    Args:
        data: of `ui.builder.payload.view_data`.
        on_change: called when the visitor changed something; ``st.session_state[key]["change"]`` is then
            {"serial": its number} with "layers": all layers as {"kind", "settings"}, or "preset": a name and "depth",
            or "architecture": what to look at.
        key: the component's key.
    """
    VIEW.draw(data, key=key, change=on_change)
