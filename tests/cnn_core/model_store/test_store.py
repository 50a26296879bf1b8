"""The store of shipped networks: whole cards are read, broken ones are refused with a sentence that says where."""

import copy
import json
from pathlib import Path

import pytest

from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import Card, CardError, read_card
from cnn_core.model_store.store import ModelStoreError

CARD = {
    "name": "tiny",
    "title": {"en": "Tiny", "ko": "작은 신경망"},
    "description": {"en": "A network.", "ko": "신경망이에요."},
    "classes": ["cat", "cup"],
    "classes_ko": ["고양이", None],
    "input": {"rows": 64, "columns": 48, "channels": 3, "scaling": "unit"},
    "preprocessing": "Divided by 255.",
    "recipe": "recipes/tiny.py",
    "data": {"name": "Pictures", "source": "https://example.org", "licence": "CC0", "split": "90 : 10"},
    "accuracy": {
        "value": 0.8,
        "interval": [0.7, 0.9],
        "on": "held out",
        "pictures": 100,
        "measured_by": "make evaluate",
    },
    "tries": 3,
    "seed": 0,
    "epochs": 12,
    "seconds_per_epoch": 1.5,
    "seconds": 20,
    "parameters": 1234,
    "licence": "MIT",
    "limits": "It knows two things.",
}


def changed(place: str, value: object) -> dict:
    card = copy.deepcopy(CARD)
    *outer, key = place.split(".")
    part = card
    for name in outer:
        part = part[name]
    if value is ...:
        del part[key]
    else:
        part[key] = value
    return card


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with one whole network "tiny"."""
    monkeypatch.setenv("CONVLENS_MODELS", str(tmp_path))
    write(tmp_path, CARD)
    return tmp_path


def write(models: Path, card: object, name: str = "tiny") -> Path:
    (models / name).mkdir(exist_ok=True)
    (models / name / "model.keras").write_bytes(b"")
    file = models / name / "card.json"
    file.write_text(card if isinstance(card, str) else json.dumps(card), encoding="utf-8")
    return file


def test_a_whole_card_is_read_with_all_its_entries(models: Path):
    card = model_store.card("tiny")
    assert (card.input.rows, card.input.columns, card.input.channels, card.input.scaling) == (64, 48, 3, "unit")
    assert card.data.split == "90 : 10"
    assert card.accuracy.interval == (0.7, 0.9)
    assert card.further_accuracies == ()
    assert {key: getattr(card, key) for key in ("title", "tries", "seconds", "parameters", "limits")} == {
        key: CARD[key] for key in ("title", "tries", "seconds", "parameters", "limits")
    }


def test_labels_are_english_where_there_is_no_korean_word(models: Path):
    card = model_store.card("tiny")
    assert card.labels("en") == ("cat", "cup")
    assert card.labels("ko") == ("고양이", "cup")
    assert read_card(changed("classes_ko", None), "tiny").labels("ko") == ("cat", "cup")


def test_a_network_that_was_not_trained_here_has_no_seed_and_no_epochs():
    card = CARD | dict.fromkeys(("tries", "seed", "epochs", "seconds_per_epoch", "seconds"))
    assert read_card(card, "tiny").seed is None


def test_further_accuracies_are_read():
    card = read_card(CARD | {"further_accuracies": [CARD["accuracy"] | {"value": 0.75}]}, "tiny")
    assert [accuracy.value for accuracy in card.further_accuracies] == [0.75]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("name", "other"), ("title.ko", ...), ("title", "Tiny"), ("description.en", " "), ("classes", []),
        ("classes", ["cat", 3]), ("classes_ko", ["고양이"]), ("classes_ko", ...), ("input.rows", 0),
        ("input.rows", True), ("input.columns", 2.5), ("input.channels", 4), ("input.scaling", "tf"), ("recipe", None),
        ("data.licence", ...), ("accuracy", ...), ("accuracy.value", 80), ("accuracy.value", float("nan")),
        ("accuracy.interval", [0.85, 0.9]), ("accuracy.interval", [0.7]), ("accuracy.pictures", 0), ("tries", ...),
        ("seed", -1), ("seconds", "20"), ("seconds", float("inf")), ("parameters", None), ("limits", ""),
        ("further_accuracies", [3]),
    ],
)  # fmt: skip
def test_a_broken_card_names_the_entry(place: str, value: object):
    with pytest.raises(CardError, match=rf"^{place.split('.')[0]}.* of a card is .*\. Received: "):
        read_card(changed(place, value), "tiny")


@pytest.mark.parametrize("raw", [None, [], "card", 3])
def test_a_card_that_is_no_object_is_refused(raw: object):
    with pytest.raises(CardError, match="Received: nothing"):
        read_card(raw, "tiny")


@pytest.mark.parametrize("text", ["", "{", "null", json.dumps(changed("limits", ...))])
def test_a_broken_file_is_named_and_what_to_do(models: Path, text: str):
    file = write(models, text)
    with pytest.raises(ModelStoreError, match=r"Received: .* Mend .*card\.json, or make it again") as caught:
        model_store.card("tiny")
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_utf_8_is_refused(models: Path):
    (models / "tiny" / "card.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ModelStoreError, match="UTF-8"):
        model_store.card("tiny")


def test_a_mended_card_is_read_again(models: Path):
    file = write(models, "{")
    with pytest.raises(ModelStoreError):
        model_store.card("tiny")
    write(models, CARD)
    file.touch()
    assert model_store.card("tiny").name == "tiny"


def test_only_folders_with_a_network_and_a_card_are_listed(models: Path):
    write(models, CARD, "also")
    (models / "half").mkdir()
    (models / "half" / "card.json").write_text("{}")
    (models / "notes.txt").write_text("")
    assert model_store.names() == ("also", "tiny")
    assert model_store.path("also") == models / "also" / "model.keras"


@pytest.mark.parametrize("name", ["", ".", "..", "../tiny", "half", "TINY", "tiny/../tiny"])
def test_a_network_that_is_not_there_is_refused(models: Path, name: str):
    for function in (model_store.card, model_store.path):
        with pytest.raises(ModelStoreError, match=r"is one of tiny\. Received: .* Choose one of these"):
            function(name)


def test_a_folder_without_networks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONVLENS_MODELS", str(tmp_path / "nowhere"))
    assert model_store.names() == ()
    with pytest.raises(ModelStoreError, match="none"):
        model_store.path("tiny")


@pytest.mark.parametrize("name", model_store.names())
def test_every_shipped_card_is_whole(name: str):
    card = model_store.card(name)
    assert isinstance(card, Card)
    assert (Path(model_store.__file__).parents[2] / card.recipe).is_file()
    assert model_store.path(name).stat().st_size < 20_000_000
