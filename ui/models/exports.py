"""Take a network away: its formats, what each is for, the program that loads it, and the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

import engine
from cnn_core.model_store import kept as kept_models
from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import Card, CardInput
from cnn_core.model_store.export_formats import FORMATS, ExportError, card_text, file_name, package, program
from cnn_core.model_store.kept_name import folder_name
from cnn_core.model_store.source import ModelSource
from cnn_core.training.run_folder import Run
from ui.language import current, number, t
from ui.models.save import refusal
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for
from ui.runs import networks as run_networks

_MADE: Final = "keeping.export_made"
_BARE: Final = "keras"
"""The format that ConvLens itself opens: the file is given as it is, the others with their papers in a ZIP."""


@dataclass(frozen=True)
class Exported:
    """A network that can be taken away.

    Attributes:
        source: where the engine finds it.
        name: of the files.
        classes: in the visitor's language.
        input: what it takes.
        card: its card, if it has one.
    """

    source: ModelSource
    name: str
    classes: tuple[str, ...]
    input: CardInput
    card: Card | None = None


def of_run(run: Run, epoch: int) -> Exported:
    """Describe a run's network after an epoch."""
    name = f"{folder_name(run.settings.title[:40] or 'network')}-{epoch}"
    return Exported(run_networks.source(run, epoch), name, run_networks.labels_of(run), run_networks.input_of(run))


def of_source(source: ModelSource) -> Exported:
    """Describe a network with a card, shipped or kept."""
    card = kept_models.card(source.name) if source.kind == "kept" else model_store.card(source.name)
    return Exported(source, card.name, card.labels(current()), card.input, card)


@st.fragment
def draw_exports(network: Run | ModelSource, key: str = "exports") -> None:
    """Draw what a network can be taken away as.

    Args:
        network: a run, of which an epoch is then chosen; or a network with a card, shipped or kept.
        key: tells these controls from others on the page.
    """
    if isinstance(network, ModelSource):
        draw(of_source(network), key)
        return
    epochs = run_networks.epochs(network)
    if not epochs:
        st.caption(t("keeping.nothing_yet"))
        return
    epoch = run_networks.choose(network, f"{key}_epoch")
    draw(of_run(network, epoch), key)


def draw(exported: Exported, key: str) -> None:
    """Draw the formats, the button that makes the file, and the program.

    Args:
        exported: the network.
        key: tells these controls from others on the page.
    """
    format_ = st.segmented_control(
        t("keeping.format"),
        list(FORMATS),
        format_func=lambda name: t(f"keeping.formats.{name}"),
        default=_BARE,
        required=True,
        key=f"{key}_format",
    )
    st.caption(t(f"keeping.formats.{format_}_help"))
    _file(exported, format_, key)
    with st.expander(t("keeping.program"), icon=":material/code:"):
        packages = " ".join(FORMATS[format_].packages)
        st.caption(t("keeping.program_lead", command=f"pip install {packages}"))
        st.code(_program(exported, format_), language="python", wrap_lines=True)


def _file(exported: Exported, format_: str, key: str) -> None:
    """Draw the button that makes the file; when it is made, the one that downloads it."""
    made: tuple[object, bytes] | None = st.session_state.get(_MADE)
    wanted = (exported.source, format_, current())
    if made is None or made[0] != wanted:
        label = t("keeping.make", name=_download_name(exported, format_))
        if not st.button(label, key=f"{key}_make", icon=":material/build:"):
            return
        content = _make_file(exported, format_)
        if content is None:
            return
        made = st.session_state[_MADE] = (wanted, content)
    size = number(len(made[1]) / 1e6, 1)
    st.download_button(
        t("keeping.download", name=_download_name(exported, format_), size=size),
        made[1],
        _download_name(exported, format_),
        "application/octet-stream" if format_ == _BARE else "application/zip",
        key=f"{key}_download",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )


def _make_file(exported: Exported, format_: str) -> bytes | None:
    """Make the file; None, with a sentence that says why there is none."""
    try:
        with st.spinner(t("keeping.making")):
            future = engine.submit(
                "cnn_core.model_store.worker.export",
                exported.source,
                format_,
                exported.name,
                turn=f"{session()}:export",
                timeout=timeouts.EXPORT,
                pool=engine.BROUGHT,
            )
            files = wait_for(future, pool=engine.BROUGHT)
    except ExportError:
        st.error(t("keeping.not_exported", format=t(f"keeping.formats.{format_}")), icon=":material/block:")
    except (ValueError, engine.EngineError) as error:
        st.error(refusal(error), icon=":material/block:")
    else:
        return files[0][1] if format_ == _BARE else package(files, _papers(exported, format_))
    return None


def _papers(exported: Exported, format_: str) -> dict[str, str]:
    """Write what lies beside the network: how to use it, its classes, its card."""
    packages = " ".join(FORMATS[format_].packages)
    readme = t(
        "keeping.readme",
        file=file_name(format_, exported.name),
        rows=exported.input.rows,
        columns=exported.input.columns,
        colours=t("keeping.readme_colour" if exported.input.channels == 3 else "keeping.readme_grey"),
        range=t("keeping.readme_bytes" if exported.input.scaling == "bytes" else "keeping.readme_unit"),
        packages=packages,
    )
    papers = {
        "README.txt": readme,
        "classes.txt": "".join(f"{name}\n" for name in exported.classes),
        "classify.py": _program(exported, format_),
    }
    return papers | ({"card.json": card_text(exported.card)} if exported.card else {})


def _program(exported: Exported, format_: str) -> str:
    return program(format_, exported.name, exported.classes, exported.input)


def _download_name(exported: Exported, format_: str) -> str:
    if format_ == _BARE:
        return file_name(format_, exported.name)
    return f"{exported.name}-{format_.replace('_', '-')}.zip"
