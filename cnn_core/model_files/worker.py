"""The check of a stranger's model file as far as it takes neither Keras nor HDF5, which the engine runs fenced."""

from __future__ import annotations

from cnn_core.model_files.check import check_model_file

__all__ = ["check"]


def check(path: str) -> None:
    """Check a .keras file, its weights excepted.

    Raises:
        ModelFileError: the file cannot be used; it says which layer it is, and why.

    Example:
        >>> try:
        ...     check("")
        ... except ValueError as error:
        ...     print(error.code)
        unreadable
    """
    check_model_file(path, weights=False)
