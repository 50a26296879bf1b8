"""A task in the background, as files say it: who waits for a turn, who works, how it ended.

A task has a folder of its own, and a process of its own (`cnn_core.tasks.process`) that holds a lock there as long as
it lives. So whoever reads the folder knows whether the task still goes on, also after this server, or the task's
process, was killed. There is no other record, and nobody who keeps one.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from cnn_core.errors import CodedError
from cnn_core.storage import workspace
from cnn_core.storage.file_lock import is_locked, locked

TASK: Final = "task.json"
LOCK: Final = "task.lock"
OUTCOME: Final = "outcome.json"
STOP: Final = "stop"
LOG: Final = "log.txt"

FUNCTIONS: Final = ("cnn_core.training.run_process.train",)
"""Tasks outside of modules named `worker`: a published name, which the folders of older runs hold too."""

LANES: Final[Mapping[str, int]] = MappingProxyType({"data": 2, "training": 1})
"""What waits behind what of its own kind → how many go on at once, unless ``CONVLENS_TRAININGS`` says otherwise."""

MOST_WAITING: Final = 20
"""Tasks of a lane that wait; further ones are refused."""

START_SECONDS: Final = 30.0
"""In which a process that was started takes its lock; one that did not will not come."""

ELSEWHERE_SECONDS: Final = 86_400.0
"""The same for one that another machine is to start."""


class QueueFullError(RuntimeError):
    """Too many tasks wait already."""


class TaskFailedError(CodedError):
    """Raised by a task to end as failed.

    Attributes:
        code: what went wrong, for the catalogues.
        values: "message", more about it, if there is more.
    """

    def __str__(self) -> str:
        """Return the code and the message."""
        return f"{self.code}: {self.values.get('message', '')}"


class TaskStoppedError(Exception):
    """Raised by a task to end as stopped."""


@dataclass(frozen=True)
class TaskState:
    """Where a task stands.

    Attributes:
        state: "queued", "running", "done", "stopped", "failed", or "interrupted": its process is gone.
        place: of a queued one, how many are before it, those at work counted as one.
        code: of a failed one, what went wrong.
        message: of a failed one, more about it.
    """

    state: str
    place: int = 0
    code: str = ""
    message: str = ""


def slots(lane: str) -> int:
    """Return how many tasks of a lane run at once on this machine.

    Raises:
        ValueError: ``CONVLENS_TRAININGS`` is no whole number from 1 to 64.
    """
    text = os.environ.get("CONVLENS_TRAININGS", "") if lane == "training" else ""
    if not text:
        return LANES[lane]
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise ValueError(f"CONVLENS_TRAININGS is a whole number from 1 to 64. Received: {text!r}")
    return int(text)


def announce(folder: Path, function: str, arguments: Mapping[str, Any], lane: str, elsewhere: bool = False) -> None:
    """Put a task into the queue; its process is to be started afterwards.

    Args:
        folder: of the task, which is there.
        function: dotted name of a function of (folder, arguments).
        arguments: JSON.
        lane: one of `LANES`.
        elsewhere: whether another machine will start it, whenever it has time.

    Raises:
        QueueFullError: too many wait already.
    """
    queue = workspace.folder("queue")
    with locked(queue / f"{lane}.lock"):
        if len(_waiting(lane)) >= MOST_WAITING:
            raise QueueFullError
        ticket = f"{lane}-{time.time_ns():020d}-{secrets.token_hex(4)}.ticket"
        task = {"function": function, "arguments": dict(arguments), "lane": lane, "ticket": ticket}
        for name in (OUTCOME, STOP):
            (folder / name).unlink(missing_ok=True)
        put(folder / TASK, task)
        put(queue / ticket, {"folder": str(folder), "elsewhere": elsewhere})


def state(folder: Path) -> TaskState:
    """Return the state of a task; cheap."""
    alive = is_locked(folder / LOCK)
    task, ended = read(folder / TASK), read(folder / OUTCOME)
    if ended is not None and not alive:
        return TaskState(str(ended.get("state")), 0, str(ended.get("code", "")), str(ended.get("message", "")))
    ticket = ticket_of(task or {})
    if not _is_live(ticket):
        return TaskState("running" if alive else "interrupted")
    lane = str((task or {}).get("lane"))
    place = sum(other.name < ticket.name for other in _waiting(lane)) + _all_slots_taken(lane)
    return TaskState("queued", place) if place or not _is_present(ticket) else TaskState("running")


def stop(folder: Path) -> None:
    """End a task, whether it waits or works; its process looks a few times a second."""
    if state(folder).state not in ("queued", "running"):
        return
    (folder / STOP).touch()
    ticket = ticket_of(read(folder / TASK) or {})
    if _is_live(ticket) and not _is_present(ticket):  # nobody is there yet to look
        finish(folder, "stopped")
        ticket.unlink(missing_ok=True)


def ticket_of(task: Mapping[str, Any]) -> Path:
    """Return the file by which a task waits in the queue; it is gone when its turn has come."""
    return workspace.folder("queue") / Path(str(task.get("ticket", "?"))).name


def is_first(ticket: Path, lane: str) -> bool:
    """Return True if nobody of the lane who is there, or about to be, came earlier."""
    return not any(other.name < ticket.name and _is_present(other) for other in _waiting(lane))


def slot_paths(lane: str) -> list[Path]:
    """List the locks of which a task of the lane holds one while it works."""
    return [workspace.folder("queue") / f"{lane}-slot-{number}.lock" for number in range(slots(lane))]


def finish(folder: Path, state_: str, code: str = "", message: str = "") -> None:
    """Write how a task ended; of a full disk this takes the last bytes."""
    put(folder / OUTCOME, {"state": state_, "code": code, "message": message[:2000]})


def put(path: Path, content: Mapping[str, Any]) -> None:
    """Write a small file of JSON in one step, also where only the room is left that others are to have."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside.write_text(json.dumps(content), encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path) -> dict[str, Any] | None:
    """Read what `put` has written; None if it is not there, or broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_live(ticket: Path) -> bool:
    """Return True if somebody is there with a ticket, or will come, from here or from elsewhere."""
    said = read(ticket)
    if said is None or (Path(str(said.get("folder"))) / OUTCOME).exists():
        return False
    return _is_present(ticket) or (said.get("elsewhere") is True and _age(ticket) < ELSEWHERE_SECONDS)


def _is_present(ticket: Path) -> bool:
    """Return True if the process with a ticket waits, or is being started on this machine."""
    said = read(ticket) or {}
    started_here = said.get("elsewhere") is False and _age(ticket) < START_SECONDS
    return started_here or is_locked(Path(str(said.get("folder"))) / LOCK)


def _all_slots_taken(lane: str) -> bool:
    return all(is_locked(path) for path in slot_paths(lane))


def _waiting(lane: str) -> list[Path]:
    """List the live tickets of a lane, in order, and remove the others."""
    tickets = sorted(workspace.folder("queue").glob(f"{lane}-*.ticket"))
    live = [ticket for ticket in tickets if _is_live(ticket)]
    for ticket in set(tickets) - set(live):
        ticket.unlink(missing_ok=True)
    return live


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return ELSEWHERE_SECONDS
