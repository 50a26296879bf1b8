"""The gallery of the page Classify: takes its messages, and sends it the answers to the visitor's many pictures."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from cnn_core.classification.answer_table import AnswerRow, as_csv, as_json
from cnn_core.classification.many_pictures_result import LISTED
from cnn_core.pictures.errors import ImageError
from ui.classify import marks as classify_marks
from ui.classify.photos import MOST_PHOTOS, Gallery, Photo, problem_of
from ui.classify.request import as_asked, chosen_network, class_label
from ui.components.gallery import GalleryHeader, Message, gallery_view, message_of
from ui.components.messages import MessageError
from ui.language import t
from ui.networks.networks import Network
from ui.pictures.opening import open_squares
from ui.pictures.visitor import THUMBNAIL, bring, data_url, own_picture, picture, refusal
from ui.requests import notices
from ui.requests.waiting import wait_for_any

VIEW: Final = "gallery_view"
LOOK_SECONDS: Final = 2.0
"""How long a run waits for the next answers, when the view has nothing else to say."""

_GALLERY: Final = "classify.gallery"
_LOOKS: Final = "classify.gallery_looks"
_MARKS: Final = "classify.gallery_marks"
_OPENED: Final = "classify.gallery_opened"
_NOTICES: Final = "classify.picture"


def gallery() -> Gallery:
    """Return the visitor's gallery."""
    found: Gallery = st.session_state.setdefault(_GALLERY, Gallery())
    return found


def is_behind(network: Network | None, framing: str) -> bool:
    """Return True if the gallery shows the answers of another network, of other framing, or other marks."""
    found = gallery()
    shown = (found.asked, st.session_state.get(_MARKS))
    return bool(found.photos) and shown != (as_asked(network, framing), classify_marks.marks().found)


@st.fragment
def draw() -> None:
    """Draw where pictures come in, and the gallery; what is done there runs this alone, until a picture is opened."""
    if st.session_state.pop(_OPENED, False):
        st.rerun()  # the whole page: it shows the picture that was opened
    network, framing = chosen_network()
    found = gallery()
    found.ask(as_asked(network, framing), network.pool if network else "shared")
    found.advance()
    if st.session_state.pop(_LOOKS, False):
        wait_for_any(found.flying, LOOK_SECONDS)
        found.advance()
    st.session_state[_MARKS] = dict(classify_marks.marks().found)
    gallery_view(_header(found, network), _arrays(found), key=VIEW, on_send=_heard)
    if found.photos:
        _draw_downloads(found, network)


def rows(found: Gallery, network: Network | None) -> list[AnswerRow]:
    """List the answers as other programs get them."""
    return [_row(photo, network) for photo in found.photos]


def _row(photo: Photo, network: Network | None) -> AnswerRow:
    said = classify_marks.marks().found.get(photo.digest)
    return AnswerRow(
        photo.name,
        problem_of(photo),
        tuple((class_label(network, number), score) for number, score in photo.best),
        _refusal(photo, network) if network and network.card and network.card.refusal and photo.best else None,
        said.right if said else None,
        said.name if said else "",
    )


def _draw_downloads(found: Gallery, network: Network | None) -> None:
    title = network.title if network else ""
    made = [] if found.missing else rows(found, network)  # now: the files are made later, outside of the visit
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            t("classify.csv"), lambda: as_csv(made), "answers.csv", "text/csv",
            icon=":material/download:", on_click="ignore", disabled=found.missing, key="gallery_csv",
        )  # fmt: skip
        st.download_button(
            t("classify.json"), lambda: as_json(made, title), "answers.json", "application/json",
            icon=":material/download:", on_click="ignore", disabled=found.missing, key="gallery_json",
        )  # fmt: skip


def _header(found: Gallery, network: Network | None) -> GalleryHeader:
    numbers = {number for photo in found.photos for number, _ in photo.best}
    notice = notices.take_last(_NOTICES)
    if found.notice:
        notice = t(found.notice[0], **found.notice[1])
    if found.full:
        notice = t("gallery.full", limit=MOST_PHOTOS)
    thumbnails = _thumbnails(found)
    found.thumbnails = ()
    return {
        "acknowledged": found.acknowledged,
        "names": [photo.name for photo in found.photos],
        "problems": {place: problem_of(photo) for place, photo in enumerate(found.photos) if photo.problem},
        "labels": {number: class_label(network, number) for number in sorted(numbers)},
        "thumbnails": thumbnails,
        "chosen": found.chosen if _is_open(found) else -1,
        "notice": notice,
        "full": found.full,
        "missing": found.missing,
    }


def _arrays(found: Gallery) -> dict[str, np.ndarray[Any, Any]]:
    count = len(found.photos)
    classes, scores = np.full((count, LISTED), -1, np.int32), np.zeros((count, LISTED), np.float32)
    for place, photo in enumerate(found.photos):
        for position, (number, score) in enumerate(photo.best):
            classes[place, position], scores[place, position] = number, score
    said = classify_marks.marks().found
    marks = [(1 if said[photo.digest].right else 2) if photo.digest in said else 0 for photo in found.photos]
    threshold = found.asked.refusal.threshold if found.asked and found.asked.refusal else -np.inf
    return {
        "classes": classes,
        "scores": scores,
        "state": np.array([photo.state for photo in found.photos], np.uint8),
        "refused": np.array([photo.judged < threshold for photo in found.photos], np.uint8),
        "marks": np.array(marks, np.uint8),
    }


def _refusal(photo: Photo, network: Network | None) -> bool:
    rule = network.card.refusal if network and network.card else None
    return bool(rule and photo.judged < rule.threshold)


def _is_open(found: Gallery) -> bool:
    """Return True if the picture that was opened last is still the visitor's."""
    if not 0 <= found.chosen < len(found.photos):
        return False
    return picture().digest == found.photos[found.chosen].digest


def _thumbnails(found: Gallery) -> dict[int, str]:
    """Make the small pictures that the view lacks, as data URLs; a file that is none has none."""
    places = [place for place in found.thumbnails if place < len(found.photos)]
    squares = open_squares([found.photos[place].data for place in places], THUMBNAIL)
    pairs = zip(places, squares, strict=True)
    return {place: data_url(square, "JPEG") for place, square in pairs if square is not None}


def _heard() -> None:
    """Take a message of the view; one that comes again, or that the view cannot have sent, is passed over."""
    found = gallery()
    try:
        message = message_of(st.session_state.get(VIEW, {}).get("send"))
    except MessageError:
        return
    if message.number <= found.acknowledged:
        return
    found.acknowledged = message.number
    _take(found, message)


def _take(found: Gallery, message: Message) -> None:
    match message.kind:
        case "add":
            found.more = message.more
            for one in message.pictures:
                found.add(one.name, one.data, large=one.large)
        case "look":
            found.more = message.more
            st.session_state[_LOOKS] = True
        case "one" if message.pictures:
            _open_alone(message)
        case "open" if message.ids and message.ids[0] < len(found.photos):
            _open(found, message.ids[0])
        case "thumbnails":
            found.thumbnails = message.ids
        case "clear":
            found.clear()


def _open_alone(message: Message) -> None:
    """Make a picture that came alone the visitor's."""
    (sent,) = message.pictures[:1]
    if sent.large:
        notices.say(_NOTICES, t("gallery.too_large", limit=8))
        return
    _bring(sent.data)


def _open(found: Gallery, place: int) -> None:
    """Make a picture of the gallery the visitor's."""
    if _bring(found.photos[place].data):
        own = own_picture()
        found.chosen, found.photos[place].digest = place, own.digest if own else ""


def _bring(data: bytes) -> bool:
    try:
        bring(data, "upload")
    except ImageError as error:
        notices.say(_NOTICES, f"{refusal(error)} {t('picture.kept')}")
        return False
    st.session_state[_OPENED] = True
    return True
