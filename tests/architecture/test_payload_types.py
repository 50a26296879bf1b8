"""What a view is sent is written down twice, for Python that writes it and for JavaScript that reads it: both agree."""

from __future__ import annotations

import re
import types
import typing
from pathlib import Path
from typing import Any

import pytest

from cnn_core.pooling_lab.result import Change
from cnn_core.pooling_lab.study import PoolingProgram
from ui.components import brush, builder, drawing_pad, gallery, mlp_and_cnn, picture_grid, train, why
from ui.convolution_lab import payload as convolution_lab
from ui.pooling_lab import request as pooling_lab

COMPONENTS = Path(__file__).parents[2] / "ui/components"
WORDS = {"words": "Record<string, string>", "language": "string"}  # `ui.components.view.View.payload` adds them
AROUND = WORDS | {"key": "string"}
PART = AROUND | {"stale": "boolean"}  # `ui.components.pooling_lab.pooling_view` adds them
CASES = [
    ("convolution_lab", "LabHeader", convolution_lab.LabHeader, WORDS),
    ("convolution_lab", "MapsHeader", convolution_lab.MapsHeader, {}),
    ("pooling_lab", "ActivationHeader", pooling_lab.ActivationHeader, PART | {"part": '"activation"'}),
    ("pooling_lab", "PoolingHeader", pooling_lab.PoolingHeader, PART | {"part": '"pooling"'}),
    ("pooling_lab", "PoolingProgram", PoolingProgram, {}),
    ("pooling_lab", "Change", Change, {}),
    ("picture_grid", "GridHeader", picture_grid.GridHeader, WORDS),
    ("picture_grid", "GridEntry", picture_grid.GridEntry, {}),
    ("picture_grid", "GridAction", picture_grid.GridAction, {}),
    ("brush", "BrushHeader", brush.BrushHeader, WORDS),
    ("builder", "BuilderData", builder.BuilderData, {}),
    ("builder", "PlainLayer", builder.PlainLayer, {}),
    ("builder", "TableRow", builder.TableRow, {}),
    ("builder", "Totals", builder.Totals, {}),
    ("builder", "LayerProblem", builder.LayerProblem, {}),
    ("builder", "Remedy", builder.Remedy, {}),
    ("builder", "LayerKind", builder.LayerKind, {}),
    ("builder", "SettingField", builder.SettingField, {}),
    ("builder", "SettingOption", builder.SettingOption, {}),
    ("builder", "Preset", builder.Preset, {}),
    ("builder", "Architecture", builder.Architecture, {}),
    ("drawing_pad", "PadData", drawing_pad.PadData, {}),
    ("gallery", "GalleryHeader", gallery.GalleryHeader, WORDS),
    ("mlp_and_cnn", "MovementHeader", mlp_and_cnn.MovementHeader, WORDS),
    ("mlp_and_cnn", "Movement", mlp_and_cnn.Movement, {}),
    ("mlp_and_cnn", "Moved", mlp_and_cnn.Moved, {}),
    ("mlp_and_cnn", "ComparedNetwork", mlp_and_cnn.ComparedNetwork, {}),
    ("train", "TrainHeader", train.TrainHeader, WORDS),
    ("train", "Figures", train.Figures, {}),
    ("why", "WhyHeader", why.WhyHeader, WORDS),
    ("why", "WhyControls", why.WhyControls, {}),
    ("why", "LayerChoice", why.LayerChoice, {}),
    ("why", "MethodOption", why.MethodOption, {}),
    ("why", "MethodMap", why.MethodMap, {}),
    ("why", "MethodCurves", why.MethodCurves, {}),
    ("why", "CurveOfMethod", why.CurveOfMethod, {}),
]
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}


def of_python(kind: Any) -> str:
    """A type of Python as TypeScript writes it."""
    if kind in PLAIN:
        return PLAIN[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return " | ".join(map(of_python, arguments))
    if origin is list:
        inside = of_python(arguments[0])
        return f"({inside})[]" if " | " in inside else f"{inside}[]"
    if origin is tuple and arguments[1:] == (...,):
        return of_python(list[arguments[0]])
    if origin is tuple:
        return f"[{', '.join(map(of_python, arguments))}]"
    if typing.is_typeddict(kind):
        assert any(case[2] is kind for case in CASES), f"{kind.__name__} is compared too"
        return str(kind.__name__)
    if origin is typing.Literal:
        return " | ".join(f'"{value}"' for value in arguments)
    assert origin is dict, kind
    return f"Record<{', '.join(map(of_python, arguments))}>"


def fields_of(view: str, name: str) -> dict[str, str]:
    """The fields of an interface of a view's ``payload.d.ts``, or of a type that its ``view.js`` defines."""
    declared = COMPONENTS / view / "payload.d.ts"
    return of_interface(declared.read_text(), name) if declared.is_file() else of_definition(view, name)


def of_interface(text: str, name: str) -> dict[str, str]:
    """The fields of an interface, those that it extends included."""
    found = re.search(rf"interface {name}(?: extends (\w+))? {{\n(.*?)\n}}", text, re.DOTALL)
    assert found, name
    own = dict(re.findall(r"^  (\w+): (.+);$", found[2], re.MULTILINE))
    return own | (of_interface(text, found[1]) if found[1] else {})


def of_definition(view: str, name: str) -> dict[str, str]:
    """The properties of a type that a comment of the view's ``view.js`` defines."""
    text = (COMPONENTS / view / "view.js").read_text()
    found = re.search(rf"@typedef {{object}} {name}\b(.*?)\*/", text, re.DOTALL)
    assert found, name
    return {field: kind for kind, field in re.findall(r"@property {(.+)} (\w+)", found[1])}


@pytest.mark.parametrize(("view", "name", "header", "added"), CASES, ids=[case[1] for case in CASES])
def test_python_and_javascript_say_the_same_of_a_header(view: str, name: str, header: type, added: dict[str, str]):
    written = {field: of_python(kind) for field, kind in typing.get_type_hints(header).items()}
    assert fields_of(view, name) == written | added
