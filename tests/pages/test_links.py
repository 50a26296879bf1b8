"""Links of the pages: each one recorded in ``links.json`` opens what it opened when it was recorded.

Visitors keep links, send them and print them on worksheets, so what a link means does not change: no address of a
page, no name of a field, no option, no limit, no default. Each entry of ``links.json`` is a link to a page:

- ``page`` and ``link``: the page's address, and the query string as it stands in the browser;
- ``state``: field → value, for the fields that are not as the page's empty link leaves them. The empty link of a page
  has all of its fields. ``lang`` and ``picture`` are the visitor's language and sample;
- ``means``: field → what its text describes, for fields such as a network that hold a text; null: it cannot be read;
- ``written``: the query string that the page leaves in the address, where it is not ``link`` itself.

To add links, write entries of ``page`` and ``link`` alone into the file; then ``python -m tests.pages.test_links``
records the rest of those, and leaves all others as they are. A recorded entry is a promise to those who have the link.
Where this test fails, mend the code; take an entry out and record it anew only when links are meant to break.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn_core import drafts as network_draft
from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.convolution_lab import edit_text as kernel_edits
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.datasets import source as data_source
from cnn_core.mlp_and_cnn.settings import MlpAndCnnSettings
from cnn_core.network_graph import edits as explorer_edits
from cnn_core.pictures.samples import SAMPLES
from cnn_core.pooling_lab.study import PoolingStudy
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.settings import kind, limits
from cnn_core.training.training_settings import TrainingSettings
from ui import language, settings
from ui import page as page_head
from ui.augment.settings import AugmentationViewSettings
from ui.builder.settings import BuildSettings
from ui.classify.settings import ClassifySettings
from ui.convolution_lab.payload import LabView
from ui.data.settings import DataViewSettings
from ui.evaluate.settings import EvaluationSettings, split_cell
from ui.explorer.settings import ExplorerSettings, split_opened, split_selected
from ui.pictures import picker as pictures
from ui.runs.known import RunAddress
from ui.why.settings import UnitSettings, WhySettings

APP = Path(__file__).parents[2] / "app.py"
FILE = Path(__file__).with_name("links.json")
HOW = "Add a link to tests/pages/links.json and run `python -m tests.pages.test_links`; the test's first lines say how."


@dataclass(frozen=True)
class Reads:
    """What a page takes from its link.

    Attributes:
        classes: settings that it reads; the address follows them.
        peeks: settings of other pages that it takes from its link too, and leaves in the address as they are.
        picture: whether it shows the visitor's picture.
    """

    classes: tuple[type, ...] = ()
    peeks: tuple[type, ...] = ()
    picture: bool = False

    @property
    def fields(self) -> dict[str, type]:
        """Field → its settings class."""
        return {name: class_ for class_ in (*self.classes, *self.peeks) for name in names(class_)}


PAGES = {
    "home": Reads(picture=True),
    "convolution_lab": Reads((ConvolutionStack, LabView), picture=True),
    "pooling_lab": Reads((PoolingStudy,), picture=True),
    "network_explorer": Reads((ExplorerSettings,), picture=True),
    "mlp_and_cnn": Reads((MlpAndCnnSettings,), picture=True),
    "data": Reads((WorkbenchSettings, DataViewSettings), picture=True),
    "augment": Reads((WorkbenchSettings, AugmentationViewSettings), picture=True),
    "build": Reads((WorkbenchSettings, BuildSettings)),
    "train": Reads((WorkbenchSettings, TrainingSettings, RunAddress), picture=True),
    "evaluate": Reads((EvaluationSettings, WorkbenchSettings), peeks=(RunAddress,)),
    "classify": Reads((ClassifySettings, WhySettings, UnitSettings, WorkbenchSettings), picture=True),
    "models": Reads((WorkbenchSettings,), peeks=(TrainingSettings, RunAddress)),
}
"""A page's address → what it takes from its link. When modules move, only the imports above change."""


class Text(NamedTuple):
    """How a field that holds a text is understood.

    Attributes:
        read: text → what it describes; raises a ValueError if it describes nothing.
        write: the way back; None: the text is put together where it is needed.
        exact: whether the way back gives the same text. Compressed text may differ between versions of zlib.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str] | None = None
    exact: bool = True


_SOURCE = Text(data_source.decode, data_source.encode)
TEXTS = {
    (ConvolutionStack, "edits"): Text(kernel_edits.decode_edits, kernel_edits.encode_edits, exact=False),
    (ExplorerSettings, "changes"): Text(explorer_edits.decode, explorer_edits.encode),
    (ExplorerSettings, "selected"): Text(split_selected),
    (ExplorerSettings, "opened"): Text(split_opened),
    (WorkbenchSettings, "data"): _SOURCE,
    (WorkbenchSettings, "network"): Text(network_draft.decode, network_draft.encode, exact=False),
    (WorkbenchSettings, "augmentation"): Text(augmentation_settings.decode, augmentation_settings.encode),
    (EvaluationSettings, "judged_data"): _SOURCE,
    (EvaluationSettings, "cell"): Text(lambda cell: split_cell(cell, 10)),
}
"""Fields whose text describes something."""

ENTRIES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
DEFAULTS = {entry["page"]: entry["state"] for entry in ENTRIES if entry["link"] == "" and "state" in entry}

COMPONENTS: dict[str, Any] = {}
"""The components that are installed; AppTest looks for them anew for every visitor, longer than all the rest takes."""


def open_link(page: str, link: str) -> tuple[dict[str, Any], str]:
    """Open a link in the app itself, as far as the head of its page: the state, and the query string afterwards."""
    app = AppTest.from_file(str(APP), default_timeout=60).switch_page(f"pages/{page}.py")
    for name, value in parse_qsl(link, keep_blank_values=True):
        app.query_params[name] = value
    app._bidi_component_manager = COMPONENTS.get("found")
    reads = PAGES[page]
    with only_the_head(reads) as head:
        app.run()
    COMPONENTS["found"] = app._bidi_component_manager
    assert not app.exception, f"{page}?{link}"
    assert head.state, (
        f"The page {page} no longer begins with `page.start`. Let `only_the_head` take what it begins with."
    )
    new = [class_.__name__ for class_ in head.classes if class_ not in reads.classes]
    assert not new, f"Links hold all settings of a page. Received: {', '.join(new)} of {page}. Add it to PAGES. {HOW}"
    assert reads.picture or not head.picture, f"The page {page} now shows the visitor's picture. Say so in PAGES. {HOW}"
    return plain(head.state), urlencode(app.query_params, doseq=True, safe=",")


@dataclass
class Head:
    """What the head of a page was given, and what the page reads from its link."""

    classes: tuple[type, ...] = ()
    picture: bool = False
    state: dict[str, Any] = field(default_factory=dict)


@contextmanager
def only_the_head(reads: Reads) -> Iterator[Head]:
    """End a page where its head ends, and read there what the page reads from its link."""
    head = Head()
    start = page_head.start

    def start_and_stop(title: str, lead: str, *classes: type, picture: bool = False) -> None:
        start(title, lead, *classes, picture=picture)
        head.classes, head.picture = classes, picture
        for class_ in (*reads.classes, *reads.peeks):
            found = settings.read(class_) if class_ in reads.classes else settings.peek(class_)
            head.state |= {name: getattr(found, name) for name in names(class_)}
        if reads.picture:
            head.state["picture"] = pictures.picture().name
        head.state["lang"] = language.current()
        st.stop()

    with patch.object(page_head, "start", start_and_stop):
        yield head


def names(class_: type) -> list[str]:
    """List the fields of a dataclass."""
    return [field.name for field in fields(class_)]


def plain(value: Any) -> Any:
    """Turn a value into what JSON has for it."""
    if is_dataclass(value):
        return {name: plain(getattr(value, name)) for name in names(type(value))}
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def meanings(page: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Find what the texts of a state describe, empty ones left out."""
    texts = {name: TEXTS.get((class_, name)) for name, class_ in PAGES[page].fields.items()}
    return {name: meaning(text, state[name]) for name, text in texts.items() if text and state.get(name)}


def meaning(text: Text, written: str) -> Any:
    """Find what one text describes; None: it cannot be read."""
    try:
        return plain(text.read(written))
    except ValueError:
        return None


def object_of(class_: type, state: Mapping[str, Any]) -> Any:
    """Make the settings object of a state; fields that came later have their defaults."""
    values = {name: state[name] for name in names(class_) if name in state}
    return class_(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


def state_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Put together the whole state of an entry."""
    return {**DEFAULTS[entry["page"]], **entry["state"]}


def record() -> None:
    """Complete the entries that are a page and a link alone, and the empty links of pages that have new fields."""
    for entry in sorted(ENTRIES, key=lambda entry: entry["link"] != ""):  # the empty links first: others refer to them
        if "state" not in entry or (entry["link"] == "" and PAGES[entry["page"]].fields.keys() - entry["state"].keys()):
            complete(entry)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in ENTRIES)
    FILE.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def complete(entry: dict[str, Any]) -> None:
    """Record what one link opens at present; what was recorded before stays."""
    page, link = entry["page"], entry["link"]
    state, written = open_link(page, link)
    if link == "":
        DEFAULTS[page] = entry["state"] = {**state, **entry.get("state", {})}
    else:
        entry["state"] = {name: value for name, value in state.items() if value != DEFAULTS[page][name]}
    if means := meanings(page, entry["state"]):
        entry["means"] = means
    if written != link:
        entry["written"] = written


def test_every_page_keeps_its_address():
    found: dict[str, bool] = {}
    make = st.Page

    def make_and_note(*arguments: Any, **named: Any) -> Any:
        found[named["url_path"]] = named.get("default", False)
        return make(*arguments, **named)

    with patch.object(st, "Page", make_and_note), only_the_head(PAGES["home"]):
        assert not AppTest.from_file(str(APP), default_timeout=60).run().exception
    gone, new = sorted(PAGES.keys() - found.keys()), sorted(found.keys() - PAGES.keys())
    assert not gone, f"A page's address never changes. Received: {', '.join(gone)} gone. Put it back into app.py."
    assert not new, f"Links to a page are held from its first day. Received: {', '.join(new)}. Add it to PAGES. {HOW}"
    assert [page for page, default in found.items() if default] == ["home"]


def each_entry() -> Iterator[Any]:
    """All entries; four of five are left out where little time is."""
    for place, entry in enumerate(ENTRIES):
        yield pytest.param(entry, id=f"{entry['page']}-{place}", marks=[pytest.mark.slow] if place % 5 else [])


@pytest.mark.parametrize("entry", list(each_entry()))
def test_a_link_opens_what_it_opened(entry: dict[str, Any]):
    assert "state" in entry, f"Not recorded yet: {entry['page']}?{entry['link']}. {HOW}"
    state, written = open_link(entry["page"], entry["link"])
    expected = state_of(entry)
    found = {name: state.get(name) for name in expected}  # a field that came later is held by the tests below
    assert found == expected, f"{entry['page']}?{entry['link']}"
    assert meanings(entry["page"], {name: found[name] for name in entry["state"]}) == entry.get("means", {})
    assert dict(parse_qsl(written)) == dict(parse_qsl(entry.get("written", entry["link"])))


@pytest.mark.parametrize("page", PAGES)
def test_a_state_is_written_as_the_link_that_was_recorded(page: str):
    reads = PAGES[page]
    for entry in (entry for entry in ENTRIES if entry["page"] == page and "state" in entry):
        state, parameters = state_of(entry), dict(parse_qsl(entry.get("written", entry["link"])))
        for class_ in reads.classes:
            recorded = {name: parameters[name] for name in names(class_) if name in parameters}
            assert settings.link(object_of(class_, state)) == urlencode(recorded, safe=",")
        for name, means in entry.get("means", {}).items():
            text = TEXTS[reads.fields[name], name]
            if text.write and means is not None:
                again = text.write(text.read(state[name]))
                assert meaning(text, again) == means, name
                assert again == state[name] or not text.exact, name


@pytest.mark.parametrize("page", PAGES)
def test_every_field_has_a_link(page: str):
    assert page in DEFAULTS, f"The page {page} has no empty link. {HOW}"
    known = {name for entry in ENTRIES if entry["page"] == page and entry["link"] for name in entry["state"]}
    wanted = {*PAGES[page].fields, "lang", *(["picture"] if PAGES[page].picture else [])}
    missing, gone = sorted(wanted - known), sorted(DEFAULTS[page].keys() - wanted)
    assert not missing, f"No link to {page} sets {', '.join(missing)} to anything but the default. {HOW}"
    assert not gone, f"A field keeps its name. Received: {', '.join(gone)} of {page} gone. Put it back."


@pytest.mark.parametrize("page", PAGES)
def test_every_option_has_a_link(page: str):
    seen: dict[str, set[str]] = {}
    for entry in (entry for entry in ENTRIES if entry["page"] == page):
        for name, value in entry["state"].items():
            seen.setdefault(name, set()).update(value if isinstance(value, list) else [str(value)])
    wanted = {name: set(limits(class_, name).options) for name, class_ in PAGES[page].fields.items()}
    wanted |= {"lang": set(language.LANGUAGES), **({"picture": set(SAMPLES)} if page == "home" else {})}
    missing = {name: sorted(options - seen.get(name, set())) for name, options in wanted.items()}
    missing = {name: options for name, options in missing.items() if options}
    assert not missing, f"Options of {page} that no link has: {missing}. {HOW}"


@pytest.mark.parametrize("page", PAGES)
def test_both_ends_of_every_range_have_a_link(page: str):
    numbers = [(name, class_) for name, class_ in PAGES[page].fields.items() if kind(class_, name) in ("whole", "real")]
    states = [state_of(entry) for entry in ENTRIES if entry["page"] == page]
    for name, class_ in numbers:
        ends, seen = limits(class_, name)[1:3], {state.get(name) for state in states}
        assert set(ends) <= seen, f"No link to {page} sets {name} to {ends[0]}, or none to {ends[1]}. {HOW}"


if __name__ == "__main__":
    record()
