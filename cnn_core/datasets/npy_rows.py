"""Writes a .npy file row by row, without knowing how many will come, and reads single rows without mapping it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


class NpyWriter:
    """An array that grows along its first axis, on the disk. The first row decides about shape and dtype.

    NumPy leaves room in the header for the first axis to grow, so that it can be written again at the end:
    https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

    Args:
        path: of the file; what was there before is written over.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     writer = NpyWriter(Path(folder) / "rows.npy")
        ...     for row in np.arange(6, dtype=np.uint8).reshape(3, 2):
        ...         writer.append(row)
        ...     writer.close()
        ...     with NpyReader(Path(folder) / "rows.npy") as rows:
        ...         np.load(Path(folder) / "rows.npy").tolist(), rows[1].tolist()
        ([[0, 1], [2, 3], [4, 5]], [2, 3])
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._row: NDArray[np.generic] | None = None
        self.rows = 0

    @property
    def bytes_of_one(self) -> int:
        """Bytes of a row; 0 before the first."""
        return 0 if self._row is None else self._row.nbytes

    @property
    def bytes(self) -> int:
        """Bytes of all rows so far."""
        return self.rows * self.bytes_of_one

    def append(self, row: NDArray[np.generic]) -> None:
        """Write one more row.

        Raises:
            ValueError: it has another shape or dtype than the first.
        """
        if self._row is None:
            self._row = np.empty_like(row)
            self._write_header()
        if row.shape != self._row.shape or row.dtype != self._row.dtype:
            raise ValueError(f"All rows have the shape {self._row.shape} and {self._row.dtype}. Received: {row.shape}")
        self._file.write(np.ascontiguousarray(row).data)
        self.rows += 1

    def close(self) -> None:
        """Write how many rows there are, and close the file. Safe to call again."""
        if not self._file.closed and self._row is not None:
            self._file.seek(0)
            self._write_header()
        self._file.close()

    def _write_header(self) -> None:
        assert self._row is not None  # noqa: S101 - for mypy: both callers have a row
        header = {
            "descr": np.lib.format.dtype_to_descr(self._row.dtype),
            "fortran_order": False,
            "shape": (self.rows, *self._row.shape),
        }
        np.lib.format.write_array_header_1_0(self._file, header)


class NpyReader:
    """Reads single rows of a .npy file. Nothing is mapped, so a long file does not count as this process's memory.

    Args:
        path: of the file, as `NpyWriter` writes it.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        np.lib.format.read_magic(self._file)
        shape, _, self._dtype = np.lib.format.read_array_header_1_0(self._file)
        self._shape = shape[1:]
        self._start = self._file.tell()
        self._bytes = int(np.prod(self._shape)) * self._dtype.itemsize

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getitem__(self, position: int) -> NDArray[Any]:
        self._file.seek(self._start + position * self._bytes)
        return np.frombuffer(self._file.read(self._bytes), self._dtype).reshape(self._shape)
