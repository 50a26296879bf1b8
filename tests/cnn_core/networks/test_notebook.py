"""Tests of notebooks as files."""

import json

from cnn_core.networks.notebook import code_cell, text_cell, to_file


def test_a_notebook_is_nbformat_4_5_for_python_3():
    document = json.loads(to_file([text_cell("# 제목"), code_cell("x = 1")]))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert [cell["cell_type"] for cell in document["cells"]] == ["markdown", "code"]


def test_letters_of_every_language_stay_legible():
    assert "제목" in to_file([text_cell("# 제목")]).decode()


def test_code_has_no_empty_lines_around_it_and_has_not_run():
    cell = code_cell("\n\nx = 1\n\ny = 2\n")
    assert cell["source"] == ["x = 1\n", "\n", "y = 2"]
    assert (cell["execution_count"], cell["outputs"]) == (None, [])


def test_each_cell_has_a_name_of_its_own():
    document = json.loads(to_file([text_cell("same")] * 3))
    assert [cell["id"] for cell in document["cells"]] == ["cell-0", "cell-1", "cell-2"]
