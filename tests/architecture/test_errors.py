"""The drawn tree of coded errors in `cnn_core.errors` names every one, and where it is."""

import ast
import re
from pathlib import Path

from cnn_core import errors

ROOT = Path(__file__).parents[2]


def test_the_tree_names_every_coded_error_and_its_module():
    drawn = dict(re.findall(r"── (\w+Error) +((?:cnn_core|engine)\S+)$", errors.__doc__ or "", re.MULTILINE))
    found = {}
    for file in (*ROOT.glob("cnn_core/**/*.py"), *ROOT.glob("engine/*.py"), *ROOT.glob("ui/**/*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            bases = {base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)}
            if isinstance(node, ast.ClassDef) and bases & {"CodedError", "SafeCodedError"}:
                found[node.name] = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    del found["SafeCodedError"]
    assert drawn == found
