"""What is taken away beside a network can be read again."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import read_card
from cnn_core.model_store.export_formats import card_text, package


@pytest.mark.parametrize("name", model_store.names())
def test_a_card_that_is_taken_away_is_the_card(name: str):
    card = model_store.card(name)
    assert read_card(json.loads(card_text(card)), name) == card


def test_a_package_has_all_files_and_the_same_content_gives_the_same_bytes():
    files = [("net/saved_model.pb", b"\x00\x01"), ("net/variables/v", b"2")]
    made = package(files, {"classes.txt": "고양이\ncup\n"})
    assert made == package(files, {"classes.txt": "고양이\ncup\n"})
    with zipfile.ZipFile(BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert [archive.read(path) for path, _ in files] == [content for _, content in files]
        assert archive.read("classes.txt").decode() == "고양이\ncup\n"
