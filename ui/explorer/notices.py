"""Sentences above the networks: what could not be done, why, and the way out, which is a button."""

from __future__ import annotations

from typing import Any, TypeAlias

from cnn_core.model_files.error import ModelFileError
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.settings import Problem
from engine import EngineError
from ui.language import has, t
from ui.networks import brought as brought_model

Notice: TypeAlias = dict[str, Any]
"""{"text": …}, perhaps with {"fix": {"label": …, "event": a message of the view, "value": what it says}}, and where it
belongs to a knob, with {"layer": …, "field": …}."""


def plain_notice(text: str) -> Notice:
    """Make a notice without a button."""
    return {"text": text}


def engine_notice(error: EngineError, *, brought: bool) -> Notice:
    """Explain why the engine did not answer.

    Args:
        error: the engine's.
        brought: whether it ran a visitor's own file.
    """
    return plain_notice(brought_model.refusal(error) if brought else t(f"engine_error.{error.code}"))


def refused_notice(error: ValueError, edits: Edits) -> Notice:
    """Explain why the core refused a request; with changes in the network, the last of them can be taken back."""
    reason = brought_model.refusal(error) if isinstance(error, ModelFileError) else str(error)
    notice = plain_notice(t("network_explorer.stale", reason=reason))
    if edits != Edits():
        notice["fix"] = {"label": t("network_explorer.undo_last"), "event": "edit", "value": {"reset": "last"}}
    return notice


def problem_notice(problem: Problem) -> Notice:
    """Explain why a change cannot be, at its knob, with the nearest one that can."""
    layer, _, field = problem.field.rpartition("/")
    notice: Notice = {"text": t(f"problem.{problem.code}", **problem.values), "layer": layer, "field": field}
    if problem.remedy:
        values = ", ".join(f"{t(f'explorer.knobs.{name}')}: {_option(value)}" for name, value in problem.remedy.items())
        label = t("network_explorer.remedy", values=values)
        notice["fix"] = {"label": label, "event": "edit", "value": {"layer": layer, "values": problem.remedy}}
    return notice


def _option(value: Any) -> str:
    key = f"explorer.knobs.option_{value}"
    return t(key) if has(key) else str(value)


def untrained_notice(graph: NetworkGraph) -> Notice | None:
    """Name the layers that were drawn anew, if the trained weights no longer fit them."""
    untrained = {node.name for node in graph.nodes if node.untrained}
    anew = [
        node.layer for node in graph.nodes if node.untrained and node.parameters and not untrained & set(node.inputs)
    ]
    return plain_notice(t("network_explorer.untrained", layers=", ".join(anew))) if anew else None
