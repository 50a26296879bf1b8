"""The gallery: thumbnails of pictures, one of which is chosen by click, or by arrow keys and Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from ui.components.view import View

VIEW: Final = View("picture_gallery", events=("pick",))


@dataclass(frozen=True)
class Tile:
    """One thumbnail.

    Attributes:
        name: what choosing it sends.
        label: the words below it.
        image: a data URL; tiles may share it, and then it is sent once.
        place: which of the equal squares, laid side by side in the image, is this tile's.
        places: how many squares there are in the image.
    """

    name: str
    label: str
    image: str
    place: int = 0
    places: int = 1


def picture_gallery(
    tiles: Sequence[Tile], chosen: str, *, label: str, keys: str, key: str, on_pick: Callable[[], None]
) -> Any:
    """Draw the gallery.

    Args:
        tiles: in their order.
        chosen: the name of the tile that is marked.
        label: what a screen reader calls the gallery.
        keys: how it is used by keyboard, in words.
        key: the component's key; while ``on_pick`` runs, ``st.session_state[key]["pick"]`` is the chosen name.
        on_pick: called when a tile was chosen.
    """
    images = list(dict.fromkeys(tile.image for tile in tiles))
    drawn = [asdict(tile) | {"image": images.index(tile.image)} for tile in tiles]
    data = {"tiles": drawn, "images": images, "chosen": chosen, "label": label, "keys": keys}
    return VIEW.draw(data, key=key, pick=on_pick)
