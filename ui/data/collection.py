"""The visitor's own pictures: collected class by class, or brought as a ZIP; where they are kept, how they go away."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import streamlit as st

from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.collections.collection import CollectionClass
from cnn_core.datasets.collections.names import LONGEST
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import OWN, DataSource, encode
from cnn_core.datasets.stream import LeftOut
from cnn_core.pictures.errors import ImageError
from cnn_core.storage.workspace import DiskFullError
from ui import settings, workbench
from ui.components.collector import CollectedClass, CollectedPicture, Message, collector, message_of
from ui.components.messages import MessageError
from ui.language import number, t
from ui.pictures.opening import open_square
from ui.pictures.visitor import data_url
from ui.requests import notices

MOST_CARDS: Final = 24
"""Of more classes, as a ZIP may bring, no cards are drawn; the views of the data set list them."""

MOST_WITH_THUMBNAILS: Final = 2000
"""Pictures of a collection whose thumbnails are shown; a larger one is looked at in the grid."""

THUMBNAIL: Final = 48
FEW: Final = 12
MANY: Final = 120
"""Thumbnails of a class: at first, and when more were asked for."""

_COLLECTION: Final = "data.collection"
_TALK: Final = "data.collector"
_UPLOADS: Final = "data.uploads"
_NOTICES: Final = "data"
_ASKED: Final = "data.asked"


@dataclass
class _Talk:
    """The exchange between the collector and the server in this visit.

    Attributes:
        collection: which one it is about.
        acknowledged: the number of the last message that was taken.
        problems: class → a sentence.
        problem: a sentence about the whole.
        wide: classes of which more thumbnails were asked for.
    """

    collection: str
    acknowledged: int = 0
    problems: dict[int, str] = field(default_factory=dict)
    problem: str = ""
    wide: set[int] = field(default_factory=set)


def remembered() -> str:
    """Return the id of the collection that this visitor had last, or "" if there is none any more."""
    collection = str(st.session_state.get(_COLLECTION, ""))
    return collection if picture_collections.exists(collection) else ""


def was_asked(collection: str) -> bool:
    """Return True, once, if the visitor has just asked to look at this collection."""
    return bool(st.session_state.pop(_ASKED, "") == collection)


def begin() -> None:
    """Make an empty collection with two classes, and make it the data set. For callbacks."""
    try:
        collection = picture_collections.new_collection()
        for place in (1, 2):
            picture_collections.add_class(collection, t("data.own.class", number=place))
    except DiskFullError:
        notices.say(_NOTICES, t("data.disk_full"))
        return
    settings.apply({"data": encode(DataSource(OWN, collection))})


def draw() -> None:
    """Draw the collection that is the data set, or the button that begins one."""
    collection = workbench.source().name
    if refused := notices.take_last(_NOTICES):
        st.error(refused, icon=":material/block:")
    if picture_collections.exists(collection):
        st.session_state[_COLLECTION] = collection
        _draw_collection(collection)
        return
    if collection:
        st.warning(t("data.own.gone"), icon=":material/folder_off:")
    st.button(t("data.own.begin"), on_click=begin, type="primary", icon=":material/add_photo_alternate:")
    st.caption(t("data.own.kept"))


@st.fragment
def _draw_collection(collection: str) -> None:
    """Draw the collector as a fragment; what is below shows the collection when the visitor is ready."""
    if not picture_collections.exists(collection):  # it was removed just now
        st.rerun()
    talk = _talk(collection)
    classes = picture_collections.classes(collection)
    total = sum(one.count for one in classes)
    if len(classes) <= MOST_CARDS:
        collector(
            [_show(collection, one, talk, total) for one in classes],
            acknowledged=talk.acknowledged,
            problem=talk.problem,
            most_classes=MOST_CARDS,
            name_limit=LONGEST,
            key=f"collector_{collection}",
            on_send=lambda: _heard(collection),
        )
    else:
        st.caption(t("data.own.many_classes", classes=number(len(classes), 0), pictures=number(total, 0)))
    with st.container(horizontal=True, vertical_alignment="center"):
        ready = sum(one.count > 0 for one in classes) > 1
        label = t("data.own.use", pictures=number(total, 0))
        if st.button(label, type="primary", disabled=not ready, icon=":material/arrow_downward:"):
            st.session_state[_ASKED] = collection
            st.rerun()
        _upload(collection)
        _draw_removal(collection, total)
    if not ready:
        st.caption(t("data.own.two_classes"))
    if refused := notices.take_last(_NOTICES):
        st.error(refused, icon=":material/block:")
    st.caption(t("data.own.kept"))


def _upload(collection: str) -> None:
    with st.popover(t("data.own.upload"), icon=":material/folder_zip:"):
        st.markdown(t("data.own.upload_help"))
        key = f"data_upload_{st.session_state.get(_UPLOADS, 0)}"
        st.file_uploader(t("data.own.zip"), ["zip"], key=key, on_change=_take_upload, args=(collection, key))


def _draw_removal(collection: str, total: int) -> None:
    with st.popover(t("data.own.remove"), icon=":material/delete:"):
        st.markdown(t("data.own.remove_help", pictures=number(total, 0)))
        st.button(t("data.own.remove_now"), on_click=_remove, args=(collection,), type="primary")


def _talk(collection: str) -> _Talk:
    talk: _Talk | None = st.session_state.get(_TALK)
    if talk is None or talk.collection != collection:
        talk = st.session_state[_TALK] = _Talk(collection)
    return talk


def _show(collection: str, one: CollectionClass, talk: _Talk, total: int) -> CollectedClass:
    wanted = MANY if one.id in talk.wide else FEW
    stored = picture_collections.pictures(collection, one.id, wanted) if total <= MOST_WITH_THUMBNAILS else ()
    pictures = [CollectedPicture(str(picture.id), _thumbnail(collection, picture.id)) for picture in stored]
    return CollectedClass(one.id, one.name, one.count, pictures, talk.problems.get(one.id, ""))


def _thumbnail(collection: str, picture: int) -> str:
    """Make a small picture as a data URL; "" for a file that is none, which is found out when data are prepared."""
    try:
        return _made_thumbnail(collection, picture)
    except ImageError:
        return ""  # for now: others bring pictures too


@lru_cache(maxsize=4096)
def _made_thumbnail(collection: str, picture: int) -> str:
    try:
        pixels = open_square(picture_collections.picture_bytes(collection, picture), THUMBNAIL)
    except DatasetError:
        return ""
    except ImageError as error:
        if error.code == "busy":
            raise
        return ""
    return data_url(pixels, "JPEG")


def _heard(collection: str) -> None:
    """Take a message of the collector; one that comes again, or that the collector cannot have sent, is passed over."""
    talk = _talk(collection)
    try:
        message = message_of(st.session_state[f"collector_{collection}"].get("send"))
    except MessageError:
        return
    if message.number <= talk.acknowledged:
        return
    talk.acknowledged, talk.problem = message.number, ""
    talk.problems.pop(message.class_id, None)
    try:
        _take(collection, message, talk)
    except (DatasetError, DiskFullError) as error:
        sentence = refusal(error)
        if message.class_id >= 0:
            talk.problems[message.class_id] = sentence
        else:
            talk.problem = sentence


def _take(collection: str, message: Message, talk: _Talk) -> None:
    names = {one.id: one.name for one in picture_collections.classes(collection)}
    match message.kind:
        case "add_class":
            picture_collections.add_class(collection, _free_name(set(names.values())))
        case "rename":
            picture_collections.rename_class(collection, message.class_id, message.name)
        case "remove_class":
            picture_collections.remove_class(collection, message.class_id)
        case "remove_picture" if message.picture.isdecimal():
            picture_collections.remove_picture(collection, int(message.picture))
        case "more":
            talk.wide.add(message.class_id)
        case "add" if message.class_id in names:
            added = picture_collections.add_pictures(collection, names[message.class_id], message.pictures)
            if added.left_out:
                talk.problems[message.class_id] = " ".join(map(left_out_sentence, added.left_out))


def _free_name(taken: set[str]) -> str:
    return next(name for place in range(1, len(taken) + 2) if (name := t("data.own.class", number=place)) not in taken)


def _take_upload(collection: str, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    # A new widget takes the old one's place, so that Streamlit lets go of the file.
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    try:
        picture_collections.add_archive(collection, file)
    except (DatasetError, DiskFullError) as error:
        notices.say(_NOTICES, refusal(error))
        return
    for one in picture_collections.classes(collection):
        if one.count == 0 and one.name in {t("data.own.class", number=place) for place in (1, 2)}:
            picture_collections.remove_class(collection, one.id)  # made by `begin`, and not used


def _remove(collection: str) -> None:
    picture_collections.remove_collection(collection)
    st.session_state.pop(_COLLECTION, None)
    settings.apply({"data": encode(DataSource(OWN))})


def refusal(error: DatasetError | DiskFullError) -> str:
    """Write why something could not be taken, in the visitor's language."""
    if isinstance(error, DatasetError):
        return t(f"dataset_error.{error.code}", **error.values)
    return t("data.disk_full")


def left_out_sentence(file: LeftOut) -> str:
    """Write the name of a file that was left out, and why."""
    return t("data.left_out.file", name=file.name, reason=t(f"data.left_out.{file.reason}"))
