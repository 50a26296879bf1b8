"""Save a run's network under a name: the dialog, what stands in the way, and where the network can be used then."""

from __future__ import annotations

import secrets
from typing import Any, Final

import streamlit as st

import engine
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.model_store import kept as kept_models
from cnn_core.model_store.cards import Card
from cnn_core.model_store.kept import KeptModelError, NameTakenError
from cnn_core.model_store.kept_name import LONGEST_TITLE, KeptNameError, folder_name
from cnn_core.storage.workspace import DiskFullError
from cnn_core.training.measured import MeasuredNetwork, MeasuringError
from cnn_core.training.run_folder import Run
from ui.elements.page_link import page_link
from ui.language import current, number, t
from ui.language.markdown import plain
from ui.models import run_card
from ui.networks.names import KEPT
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import run_again, wait_for
from ui.runs import known as train_runs
from ui.runs import networks as run_networks

PAGES: Final = (
    ("network_explorer", "explore", "account_tree", "network"),
    ("classify", "classify", "image_search", "classifier"),
    ("evaluate", "evaluate", "grid_view", "judged"),
)
"""Pages that use a network: the file, the word, the icon, the parameter of the link that names it."""

_OWNER: Final = "keeping.owner"
_DONE: Final = "keeping.done"
_TAKEN: Final = "keeping.taken"
_GO: Final = "keeping.go"
_TITLE: Final = "keeping_title"


def owners() -> list[str]:
    """Return the secrets by which a visitor's networks are known as their own: this visit's, and ids of known runs."""
    token: str = st.session_state.setdefault(_OWNER, secrets.token_hex(16))
    return [token, *(run.id for run in train_runs.visible_runs())]


def save_button(run: Run) -> None:
    """Draw the button that saves one of the run's networks; while there is none yet, it says so."""
    epochs = run_networks.epochs(run)
    label = t("keeping.save")
    help_ = None if epochs else t("keeping.nothing_yet")
    if st.button(label, icon=":material/bookmark_add:", key="keeping_save", disabled=not epochs, help=help_):
        open_dialog(run)


def open_dialog(run: Run) -> None:
    """Open the dialog for a run that has a network."""
    engine.warm_up(engine.BROUGHT)  # while the visitor thinks of a name
    for name in (_DONE, _TAKEN, _GO):
        st.session_state.pop(name, None)
    st.dialog(t("keeping.save_title"), width="medium", icon=":material/bookmark_add:")(draw)(run)


def draw(run: Run) -> None:
    """Draw what stands in the dialog."""
    done: Card | None = st.session_state.get(_DONE)
    if done is not None:
        _draw_done(done)
        return
    st.caption(t("keeping.save_lead"))
    title = st.text_input(t("keeping.name"), max_chars=LONGEST_TITLE, key=_TITLE, placeholder=t("keeping.name_example"))
    epoch = run_networks.choose(run, "keeping_epoch")
    if _replaces(title, run):
        st.info(t("keeping.replaces"), icon=":material/sync:")
    pressed = st.button(t("keeping.save_now"), type="primary", key="keeping_save_now")
    if (pressed or st.session_state.pop(_GO, False)) and _save(run, epoch, title):
        run_again()
    taken: NameTakenError | None = st.session_state.pop(_TAKEN, None)
    if taken is not None:
        st.warning(t("keeping.taken", title=plain(taken.values["title"])), icon=":material/block:")
        label = t("keeping.save_as", title=plain(taken.values["suggestion"]))
        st.button(label, key="keeping_save_as", on_click=_take_suggestion, args=(taken.values["suggestion"],))


def _take_suggestion(title: str) -> None:
    st.session_state[_TITLE] = title
    st.session_state[_GO] = True


def _replaces(title: str, run: Run) -> bool:
    """Return True if this visitor has saved a network under this name before."""
    try:
        name = folder_name(title)
        return kept_models.is_kept(name) and kept_models.is_owned(name, [*owners(), run.id])
    except (KeptNameError, KeptModelError):
        return False


def _save(run: Run, epoch: int, title: str) -> bool:
    """Save; what stands in the way is said."""
    try:
        folder_name(title)
        with st.spinner(t("keeping.measuring")):
            card = _keep(run, epoch, title)
    except NameTakenError as error:
        st.session_state[_TAKEN] = error
        return False
    except (ValueError, engine.EngineError) as error:
        st.error(refusal(error), icon=":material/block:")
        return False
    st.session_state[_DONE] = card
    return True


def _keep(run: Run, epoch: int, title: str) -> Card:
    settings = run.settings
    arguments = (run_networks.source(run, epoch), settings.data, settings.side, settings.split_seed)
    future = engine.submit(
        "cnn_core.training.worker.measure",
        *arguments,
        turn=f"{session()}:save",
        timeout=timeouts.MEASURING,
        pool=engine.BROUGHT,
    )
    measured: MeasuredNetwork = wait_for(future, pool=engine.BROUGHT)
    dataset = datasets.prepare(data_source.decode(settings.data), settings.side)
    described = run_card.described(run, epoch, measured, dataset)
    return kept_models.keep(title, measured.file, described, [owners()[0], run.id])


def refusal(error: Exception) -> str:
    """Write why something was not kept, in the visitor's language."""
    match error:
        case KeptNameError():
            return t(f"keeping.name_error.{error.code}", limit=error.values["limit"])
        case KeptModelError():
            return t(f"keeping.error.{error.code}", **error.values)
        case MeasuringError():
            return t(f"keeping.{error.code}", **error.values)
        case DiskFullError():
            return t("keeping.disk_full")
        case engine.EngineError():
            return t(f"engine_error.{error.code}")
    code: Any = getattr(error, "code", None)
    values: Any = getattr(error, "values", {})
    return t(f"dataset_error.{code}", **values) if code else str(error)


def _draw_done(card: Card) -> None:
    accuracy = card.accuracy
    low, high = (number(100 * end, 1) for end in accuracy.interval)
    figures = {"value": number(100 * accuracy.value, 1), "low": low, "high": high, "pictures": accuracy.pictures}
    on = plain(card.in_language(accuracy.on, current()))
    st.success(t("keeping.saved", title=plain(card.title["en"]), on=on, **figures), icon=":material/check_circle:")
    st.caption(t("keeping.saved_lead"))
    for page, word, icon, parameter in PAGES:
        page_link(page, t(f"keeping.open_{word}"), icon, query={parameter: f"{KEPT}{card.name}"})
    page_link("models", t("keeping.open_models"), "bookmarks")
