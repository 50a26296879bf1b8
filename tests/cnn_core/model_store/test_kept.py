"""Networks kept under a name: whole or not at all, one owner a name, bounded, and gone when their owner says so."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from cnn_core.model_store import kept as kept_models
from cnn_core.model_store.cards import CardError
from cnn_core.model_store.kept import KeptModelError, NameTakenError
from cnn_core.model_store.source import ModelSource
from cnn_core.model_store.store import file_of, kept_names
from cnn_core.storage import workspace

ROOT = Path(__file__).parents[3]
DESCRIBED: dict[str, Any] = {
    "description": {"en": "A network.", "ko": "신경망이에요."},
    "classes": ["cat", "cup"],
    "classes_ko": None,
    "input": {"rows": 32, "columns": 32, "channels": 3, "scaling": "bytes"},
    "preprocessing": "Cut.",
    "recipe": "script.py",
    "data": {"name": "Pictures", "source": "mine", "licence": "mine", "split": "70 : 15 : 15"},
    "accuracy": {"value": 0.8, "interval": [0.7, 0.9], "on": "test", "pictures": 100, "measured_by": "ConvLens"},
    "tries": 1,
    "seed": 0,
    "epochs": 12,
    "seconds_per_epoch": 1.5,
    "seconds": 20,
    "parameters": 1234,
    "licence": "mine",
    "limits": "It knows two things.",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path))
    return tmp_path


def keep(title: str, content: bytes = b"one", owner: str = "ann") -> str:
    return kept_models.keep(title, content, DESCRIBED, [owner]).name


def content(name: str) -> bytes:
    return kept_models.path(name).read_bytes()


def test_a_kept_network_is_found_with_its_card():
    name = keep("나의 꽃")
    card = kept_models.card(name)
    assert (name, card.title) == ("나의-꽃", {"en": "나의 꽃", "ko": "나의 꽃"})
    assert content(name) == b"one"
    assert kept_names() == (name,)
    assert file_of(ModelSource("kept", name)) == kept_models.path(name)


def test_those_saved_last_are_listed_first():
    for title in ("b", "a", "c"):
        keep(title)
    assert kept_names() == ("c", "a", "b")


def test_the_same_owner_puts_a_new_network_in_the_place_of_the_old(home: Path):
    name = keep("flowers", b"one")
    before = kept_models.digest(name)
    assert keep("Flowers!", b"two") == name
    assert content(name) == b"two"
    assert kept_models.digest(name) != before
    assert kept_models.card(name).title["en"] == "Flowers!"
    assert len(list((home / "models" / name).iterdir())) == 2


def test_saving_the_same_network_again_changes_nothing_but_its_card():
    name = keep("flowers", b"one")
    keep("Flowers", b"one")
    assert content(name) == b"one"
    assert kept_models.card(name).title["en"] == "Flowers"


def test_a_name_that_somebody_else_has_is_refused_with_one_that_is_free():
    name = keep("flowers", b"ann's")
    keep("flowers 2")
    with pytest.raises(NameTakenError, match=r"is taken\. Save it as .Flowers 3") as caught:
        keep("Flowers", b"bob's", "bob")
    assert caught.value.values["suggestion"] == "Flowers 3"
    assert content(name) == b"ann's"
    assert keep(caught.value.values["suggestion"], b"bob's", "bob") == "flowers-3"


def test_of_many_who_save_under_one_name_at_the_same_moment_one_wins():
    barrier = threading.Barrier(8)
    won, refused = [], []

    def save(number: int) -> None:
        barrier.wait()
        try:
            keep("race", f"{number}".encode(), f"visitor {number}")
            won.append(number)
        except NameTakenError:
            refused.append(number)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(refused)) == (1, 7)
    assert content("race") == f"{won[0]}".encode()
    assert kept_models.is_owned("race", [f"visitor {won[0]}"])


def test_only_owners_delete():
    name = kept_models.keep("flowers", b"one", DESCRIBED, ["session", "run"]).name
    with pytest.raises(KeptModelError, match="by those who saved it"):
        kept_models.remove(name, ["another session"])
    kept_models.remove(name, ["run"])
    assert kept_names() == ()
    with pytest.raises(KeptModelError, match="somebody saved here"):
        kept_models.path(name)
    assert not list(workspace.folder("temporary").iterdir())


def test_no_secret_is_written_down(home: Path):
    keep("flowers", owner="secret token")
    assert "secret token" not in (home / "models" / "flowers" / "card.json").read_text()


def test_a_full_disk_leaves_the_old_network(monkeypatch: pytest.MonkeyPatch):
    name = keep("flowers", b"one")
    monkeypatch.setattr(workspace, "ROOM", 10**18)
    with pytest.raises(workspace.DiskFullError):
        keep("flowers", b"two")
    with pytest.raises(workspace.DiskFullError):
        keep("others", b"two")
    assert content(name) == b"one"
    assert kept_names() == (name,)


# Dies, as by kill -9, at the n-th time that a file or a folder is about to be put in its place.
KILLED = """
import os, pathlib, signal, sys
from cnn_core.model_store import kept as kept_models
from tests.cnn_core.model_store.test_kept import DESCRIBED
left = int(sys.argv[1])
def deadly(real):
    def step(*arguments, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return step
for name in ("replace", "rename", "unlink"):
    setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))
kept_models.keep(sys.argv[2], b"two", DESCRIBED, ["ann"])
print("lived")
"""


@pytest.mark.parametrize("title", ["flowers", "fresh"])
def test_a_kill_at_any_moment_leaves_a_whole_network(title: str):
    keep("flowers", b"one")
    for moment in range(1, 20):
        program = [sys.executable, "-c", KILLED, str(moment), title]
        ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
        assert set(kept_names()) <= {"flowers", title}
        assert content("flowers") in (b"one", b"two") if title == "flowers" else content("flowers") == b"one"
        if "lived" in ran.stdout:
            break
        assert ran.returncode == -9, ran.stderr
    else:
        pytest.fail("it was killed every time")
    assert content(title) == b"two"
    assert moment > 3


def test_there_is_a_bound_on_networks_and_on_bytes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_models, "MOST_NETWORKS", 2)
    keep("a")
    keep("b")
    with pytest.raises(KeptModelError, match="At most 2 networks"):
        keep("c")
    keep("b", b"another")  # in the place of one's own
    monkeypatch.setattr(kept_models, "MOST_NETWORKS", 200)
    monkeypatch.setattr(kept_models, "MOST_BYTES", 100)
    with pytest.raises(KeptModelError, match="are kept"):
        keep("c")


@pytest.mark.parametrize("name", ["", ".", "..", "../flowers", "flowers/", "FLOWERS", "none"])
def test_a_network_that_is_not_there_is_refused(name: str):
    keep("flowers")
    for function in (kept_models.path, kept_models.card, kept_models.digest):
        with pytest.raises(KeptModelError, match="somebody saved here"):
            function(name)


@pytest.mark.parametrize("broken", ["", "{", "[]", "{}", '{"kept": 3}', "network"])
def test_a_broken_folder_is_not_listed_and_its_name_is_taken(home: Path, broken: str):
    name = keep("flowers")
    if broken == "network":
        kept_models.path(name).unlink()
    else:
        (home / "models" / name / "card.json").write_text(broken)
    assert kept_names() == ()
    with pytest.raises(KeptModelError, match="whole card"):
        kept_models.path(name)
    with pytest.raises(NameTakenError):
        keep("flowers")


def test_a_card_that_names_a_file_elsewhere_is_broken(home: Path):
    name = keep("flowers")
    file = home / "models" / name / "card.json"
    card = json.loads(file.read_text())
    card["kept"]["digest"] = "../../secret"
    file.write_text(json.dumps(card))
    with pytest.raises(KeptModelError, match="whole card"):
        kept_models.path(name)


def test_a_card_that_is_not_whole_is_not_kept():
    with pytest.raises(CardError):
        kept_models.keep("flowers", b"one", {**DESCRIBED, "limits": ""}, ["ann"])
    assert kept_names() == ()


@pytest.mark.parametrize(
    "error", [KeptModelError("missing", {"name": "x"}), NameTakenError("taken", {"title": "a", "suggestion": "a 2"})]
)
def test_refusals_travel_between_processes(error: ValueError):
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made in this line
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
