"""All measurements, one after the other: ``make bench``. Each can be run alone as ``python -m benchmarks.NAME``."""

import subprocess
import sys

NAMES = (
    "browser", "first_view", "explorer", "explorer_core", "unchanged", "engine_round_trip", "load", "memory",
    "dataset_memory", "training", "why", "classify",
)  # fmt: skip


def main() -> None:
    """Run each in a process of its own, so that none warms another up."""
    for name in NAMES:
        print(f"\n— python -m benchmarks.{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    main()
