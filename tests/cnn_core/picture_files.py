"""Picture files and ZIPs of them, good and bad, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_core.datasets.shapes import drawing as shapes


def encoded(number: int, form: str = "PNG", side: int = 24, **options: object) -> bytes:
    """A drawn picture as a file; another number is another picture."""
    file = io.BytesIO()
    Image.fromarray(shapes.picture(number % 8, number, side=side)).save(file, form, **options)
    return file.getvalue()


def turned(number: int) -> bytes:
    """A JPEG that lies on its side and says so: 16 rows and 32 columns, 32 and 16 once it stands upright."""
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.full((16, 32, 3), number, np.uint8)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def zip_of(path: Path, files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A ZIP with these members."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def two_classes(count: int = 4, prefix: str = "") -> dict[str, bytes]:
    """Members of a good ZIP: so many pictures of cats and of dogs."""
    return {
        f"{prefix}{name}/{number}.png": encoded(number + 100 * (name == "dog"))
        for name in ("cat", "dog")
        for number in range(count)
    }
