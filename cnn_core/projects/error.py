"""The one exception that a refused project file raises, and its sentences in English."""

from __future__ import annotations

from typing import Final

from cnn_core.errors import SafeCodedError

_SENTENCES: Final = {
    "not_a_project": "A project is a .zip file that ConvLens saved. Received: something else. Choose that file.",
    "damaged": "A project file is complete and undamaged. Received: a broken one. Save or send it again.",
    "too_large": "A project file has at most {limit} MB, also unpacked. Received: more. Save it without the pictures.",
    "newer": "This ConvLens reads project files up to version {limit}. Received: version {received}, of a newer one. "
    "Update ConvLens, and open the file again.",
    "member": "A project file holds what ConvLens writes. Received: {member}. Save the project again.",
    "changed": "Every file of a project is as it was saved. Received: {member}, which was changed. Save or send the "
    "project again.",
    "content": "Every file of a project has the form that ConvLens writes. Received: {member}, which has another. Save "
    "the project again with this version.",
    "network": "A run's network fits the pictures and classes that the run says. Received: {member}, which does not. "
    "Save the project again.",
}


class ProjectError(SafeCodedError, ValueError):
    """A project file that cannot be opened; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``project_error.<code>``.
        values: what is to be put into that sentence; nothing in it can act as markup.

    Example:
        >>> str(ProjectError("newer", {"limit": 1, "received": 2}))[:61]
        'This ConvLens reads project files up to version 1. Received: '
    """

    sentences = _SENTENCES
