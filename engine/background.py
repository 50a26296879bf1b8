"""Tasks in the background, each in a process of its own that outlives the page, the visit and this server.

What they do, and how it stands, is in their folders (`cnn_core.tasks.folder`); here their processes are started: on
this machine, or, for those that may run anywhere, by a worker of the Dask cluster. The workers then need the same
workspace: ``CONVLENS_HOME`` names a folder that all machines see.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cnn_core.networks.environment import keras_variables
from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import QueueFullError
from engine import tasks
from engine.errors import EngineError

_PROJECT: Final = Path(__file__).resolve().parents[1]
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS")


def announce(function: str, folder: Path, arguments: Mapping[str, Any], lane: str, elsewhere: bool) -> None:
    """Put a task into the queue.

    Raises:
        ValueError: the name is not one of ours.
        EngineError: too many wait already.
    """
    if function not in task_folder.FUNCTIONS:
        tasks.check_name(function)
    try:
        task_folder.announce(folder, function, arguments, lane, elsewhere)
    except QueueFullError:
        raise EngineError("full") from None


def launch(folder: Path) -> subprocess.Popen[bytes]:
    """Start the process of a task on this machine.

    Raises:
        EngineError: that is not possible.
    """
    try:
        with (folder / task_folder.LOG).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "cnn_core.tasks.process", str(folder)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(), start_new_session=True,
            )  # fmt: skip
    except OSError as error:
        raise EngineError("unavailable") from error
    # Somebody has to wait for the process, or its entry stays in the system's table when it has ended.
    threading.Thread(target=process.wait, name="background task", daemon=True).start()
    return process


def environment() -> dict[str, str]:
    """Return a task's variables: it finds this project wherever the server was started, and may use all cores."""
    given = {name: value for name, value in os.environ.items() if name not in _THREADS}
    paths = os.pathsep.join(filter(None, [str(_PROJECT), given.get("PYTHONPATH", "")]))
    return given | keras_variables(given) | {"PYTHONPATH": paths}


def run_on_worker(folder: str) -> int:
    """Start a task's process on a machine of the cluster, and wait until it ends.

    The worker's place is given back at once: a training takes long, and the process yields to other requests.
    """
    importlib.import_module("distributed").secede()  # an optional dependency
    return launch(Path(folder)).wait()
