"""Memory and time for a large ZIP of pictures to become a data set: ``python -m benchmarks.dataset_memory``.

The ZIP is made of drawn shapes, each picture another one. It is brought along and prepared in a process of its own, as
in the app; that process's largest memory is what counts. Its limit is 1.5 GB for 60,000 pictures.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.shapes import drawing as shapes
from cnn_core.datasets.source import DataSource

LIMIT = 1.5e9
DRAWN = 100  # of each class; the others are the same ones, moved and brightened
SIDE = 128


def build(path: Path, pictures: int) -> None:
    """Write a ZIP with so many JPEGs of 128 × 128 in eight folders."""
    drawn = [[shapes.picture(label, index, side=SIDE) for index in range(DRAWN)] for label in range(8)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(pictures):
            label, index = number % 8, number // 8 % DRAWN
            moved = np.roll(drawn[label][index], number // 8 // DRAWN * 5 + 1, axis=number % 2)
            file = io.BytesIO()
            Image.fromarray(moved).save(file, "JPEG", quality=85)
            archive.writestr(f"shapes/{shapes.CLASSES[label]}/{number:06}.jpg", file.getvalue())


def prepare(path: Path, side: int) -> dict[str, float]:
    """Bring the ZIP along and prepare it; seconds, pictures, words about the progress, and bytes of memory."""
    said = 0

    def progress(phase: str, done: int, total: int) -> None:
        nonlocal said
        said += 1

    start = time.perf_counter()
    collection = picture_collections.new_collection()
    picture_collections.add_archive(collection, path)
    brought = time.perf_counter()
    made = datasets.prepare(DataSource("own", collection), side, progress)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "pictures": len(made.labels),
        "brought": brought - start,
        "prepared": time.perf_counter() - brought,
        "said": said,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit,
    }


def main() -> None:
    """Print what it took; fail above the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=60_000)
    parser.add_argument("--side", type=int, default=96)
    parser.add_argument("--prepare", type=Path, help="a ZIP: prepare it in this process, and print the figures")
    options = parser.parse_args()
    if options.prepare:
        print(json.dumps(prepare(options.prepare, options.side)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pictures.zip"
        build(path, options.pictures)
        command = [
            sys.executable,
            "-m",
            "benchmarks.dataset_memory",
            "--prepare",
            str(path),
            "--side",
            str(options.side),
        ]
        environment = os.environ | {"CONVLENS_HOME": folder}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
        size = path.stat().st_size
    found = json.loads(done.stdout)
    print(f"{found['pictures']:,.0f} pictures in a ZIP of {size / 1e6:.0f} MB, to {options.side} × {options.side}")
    print(f"looked through in {found['brought']:.1f} s, prepared in {found['prepared']:.1f} s")
    print(f"progress told {found['said']:.0f} times")
    print(f"largest memory {found['memory'] / 1e9:.2f} GB, limit {LIMIT / 1e9:.1f} GB")
    assert found["memory"] <= LIMIT, found


if __name__ == "__main__":
    main()
