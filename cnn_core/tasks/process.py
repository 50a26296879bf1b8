"""The process of one task in the background: ``python -m cnn_core.tasks.process FOLDER``.

It waits for its turn, calls the function that the folder names, and writes how that ended. It belongs to nobody:
closing a browser, or ending the server that started it, changes nothing. It yields the processor to everybody else, and
on a machine that runs out of memory it is the first to go.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

import psutil

from cnn_core.storage import workspace
from cnn_core.storage.file_lock import try_lock
from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import TaskFailedError, TaskStoppedError

NICENESS: Final = 10
MOST_BYTES: Final = 0.7
"""Share of the machine's memory that a task may take; ``CONVLENS_TASK_BYTES`` names a number of bytes instead."""
_TICK: Final = 0.2

Function = Callable[[Path, dict[str, Any]], None]


def main(folder: Path) -> None:
    """Wait, work, and write how it ended; nothing, if another process has the task, or it has ended."""
    lock = _own(folder)
    if lock is None or (folder / task_folder.OUTCOME).exists():
        return
    _yield_to_others()
    slot, task = None, task_folder.read(folder / task_folder.TASK) or {}
    try:
        slot = _wait(folder, task)
        threading.Thread(target=_watch, args=(folder,), daemon=True).start()
        _resolve(str(task.get("function")))(folder, task.get("arguments", {}))
        task_folder.finish(folder, "done")
    except TaskStoppedError:
        task_folder.finish(folder, "stopped")
    except BaseException as error:
        traceback.print_exc()
        task_folder.finish(folder, "failed", *_code_and_message(error))
    finally:
        task_folder.ticket_of(task).unlink(missing_ok=True)
        if slot is not None:
            slot.close()
        lock.close()


def _own(folder: Path) -> IO[bytes] | None:
    """Take the task's lock, with retries: somebody who only looks whether it is held has it for a moment."""
    for _ in range(20):
        if (lock := try_lock(folder / task_folder.LOCK)) is not None:
            return lock
        time.sleep(0.05)
    return None


def _yield_to_others() -> None:
    with suppress(OSError, AttributeError):
        os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800")


def _wait(folder: Path, task: dict[str, Any]) -> IO[bytes]:
    """Until it is this task's turn; the slot, a lock.

    Raises:
        TaskStoppedError: it is to stop meanwhile.
    """
    ticket, lane = task_folder.ticket_of(task), str(task.get("lane"))
    while True:
        if (folder / task_folder.STOP).exists():
            raise TaskStoppedError
        if task_folder.is_first(ticket, lane):
            for path in task_folder.slot_paths(lane):
                if (slot := try_lock(path)) is not None:
                    ticket.unlink(missing_ok=True)
                    return slot
        time.sleep(_TICK)


def _resolve(name: str) -> Function:
    module, _, function = name.rpartition(".")
    is_door = module.startswith("cnn_core.") and module.endswith(".worker") and not function.startswith("_")
    if not is_door and name not in task_folder.FUNCTIONS:
        raise TaskFailedError(
            "failed", {"message": f"A task is a function of a module `worker`. Received: {name[:80]!r}"}
        )
    found: Function = getattr(importlib.import_module(module), function)
    return found


def _code_and_message(error: BaseException) -> tuple[str, str]:
    """Code and message of what went wrong."""
    match error:
        case TaskFailedError():
            return error.code, error.values.get("message", "")
        case MemoryError():
            return "memory", ""
        case workspace.DiskFullError():
            return "disk_full", str(error)
        case OSError() if error.errno == errno.ENOSPC:
            return "disk_full", str(error)
        case ValueError() if type(error).__module__.startswith("cnn_core."):
            return "refused", str(error)
    return "failed", f"{type(error).__name__}: {error}"


def _watch(folder: Path) -> None:
    """End the process when it is to stop or takes more memory than it may: nothing half written is in its place."""
    most, itself = _most_bytes(), psutil.Process()
    while True:
        time.sleep(_TICK)
        if (folder / task_folder.STOP).exists():
            _end(folder, "stopped")
        if itself.memory_info().rss > most:
            _end(folder, "failed", "memory")


def _end(folder: Path, state: str, code: str = "") -> None:
    with suppress(OSError):
        task_folder.finish(folder, state, code)
    os._exit(0)


def _most_bytes() -> float:
    given = os.environ.get("CONVLENS_TASK_BYTES", "")
    return int(given) if given.isdecimal() else MOST_BYTES * psutil.virtual_memory().total


if __name__ == "__main__":
    main(Path(sys.argv[1]))
