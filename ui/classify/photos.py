"""A visitor's many pictures and their answers: what is kept of them in this visit, and how the engine is asked.

The pictures come small, and a gallery has at most `MOST_PHOTOS` of them with `MOST_BYTES` together; all visitors' share
`MOST_BYTES_OF_ALL`. A few batches are computed at a time, so that others' questions come in between.
"""

from __future__ import annotations

import weakref
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

import engine
from cnn_core.classification.many_pictures_result import Asked, QuickAnswers
from cnn_core.datasets.collections.names import clean_name
from ui.language import t
from ui.requests import timeouts
from ui.requests.session import session

MOST_PHOTOS: Final = 2000
MOST_BYTES: Final = 80_000_000
MOST_BYTES_OF_ALL: Final = 800_000_000
BATCH: Final = 32
"""Pictures of one question, as many as the network takes at a time."""
IN_FLIGHT: Final = 3
"""Questions of one gallery at a time: two are computed, and one waits so that no worker does."""

ANSWER: Final = "cnn_core.classification.worker.answers"


@dataclass(eq=False)
class Photo:
    """A picture of the gallery.

    Attributes:
        name: of its file, as it is shown.
        data: its file; b"" if it was not taken.
        best: (class, score), best first; empty while it is not answered.
        judged: the score of "none of these".
        problem: why there is no answer, as a word of the catalogue with its values; None: nothing is wrong.
        digest: of the picture once it has been opened, which marks are kept by; "" before.
    """

    name: str
    data: bytes
    best: tuple[tuple[int, float], ...] = ()
    judged: float = float("nan")
    problem: tuple[str, dict[str, Any]] | None = None
    digest: str = ""

    @property
    def state(self) -> int:
        """0 while it waits, 1 when it is answered, 2 if it cannot be."""
        return 2 if self.problem else int(bool(self.best))


@dataclass(eq=False)
class Gallery:
    """All pictures of a visitor, in the order in which they came.

    Attributes:
        photos: the pictures.
        asked: who answers; None while there is no network that could.
        pool: which of the engine's pools runs it.
        acknowledged: the number of the last message of the view that was taken.
        more: whether further pictures are on their way.
        chosen: the place of the picture that is shown whole; -1: none.
        thumbnails: places whose thumbnails the view lacks.
        notice: a word of the catalogue about the whole, with its values, or None.
        full: whether pictures were refused for want of room.
    """

    photos: list[Photo] = field(default_factory=list)
    asked: Asked | None = None
    pool: str = "shared"
    acknowledged: int = 0
    more: bool = False
    chosen: int = -1
    thumbnails: tuple[int, ...] = ()
    notice: tuple[str, dict[str, Any]] | None = None
    full: bool = False
    _waiting: deque[int] = field(default_factory=deque)
    _flying: dict[Future[QuickAnswers], list[Photo]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _galleries.add(self)

    @property
    def size(self) -> int:
        """Bytes that the pictures take."""
        return sum(len(photo.data) for photo in self.photos)

    @property
    def missing(self) -> bool:
        """Return True if answers are still to come."""
        return bool(self._flying) or (self._ready() and self.asked is not None and self.notice is None)

    @property
    def flying(self) -> tuple[Future[QuickAnswers], ...]:
        """The questions under way."""
        return tuple(self._flying)

    def add(self, name: str, data: bytes, *, large: bool = False) -> None:
        """Take a picture, if there is room; one that was too large to be sent is listed without an answer."""
        if self._is_full(len(data)):
            self.full, self.more = True, False
            return
        photo = Photo(clean_name(name) or "?", data)
        self.photos.append(photo)
        if large:
            photo.problem = ("gallery.too_large", {"limit": 8})
        else:
            self._waiting.append(len(self.photos) - 1)

    def clear(self) -> None:
        """Let go of everything but what the view and the network said."""
        self.forget_answers()
        self.photos.clear()
        self._waiting.clear()
        self.chosen, self.thumbnails, self.notice, self.full, self.more = -1, (), None, False, False

    def ask(self, asked: Asked | None, pool: str) -> None:
        """Say who is to answer; what another one has answered is asked again."""
        if (asked, pool) == (self.asked, self.pool):
            return
        self.asked, self.pool, self.notice = asked, pool, None
        self.forget_answers()

    def forget_answers(self) -> None:
        """Let all pictures that could be read wait again."""
        for future in self._flying:
            future.cancel()
        self._flying.clear()
        for photo in self.photos:
            if photo.data and (photo.problem is None or photo.problem[0].startswith("engine_error.")):
                photo.best, photo.judged, photo.problem = (), float("nan"), None
        self._waiting = deque(place for place, photo in enumerate(self.photos) if photo.state == 0)

    def advance(self) -> None:
        """Take the answers that have come, and ask on."""
        for future in [one for one in self._flying if one.done()]:
            self._take(future, self._flying.pop(future))
        while self.asked and not self.notice and len(self._flying) < IN_FLIGHT and self._ready():
            photos = [self.photos[self._waiting.popleft()] for _ in range(min(BATCH, len(self._waiting)))]
            files = tuple(photo.data for photo in photos)
            future = engine.submit(
                ANSWER, self.asked, files, turn=f"{session()}:photos", timeout=timeouts.PHOTOS, pool=self.pool
            )
            self._flying[future] = photos

    def _ready(self) -> bool:
        """Return True if a batch is full, or no more pictures are on their way."""
        return len(self._waiting) >= BATCH or bool(self._waiting and not self.more)

    def _take(self, future: Future[QuickAnswers], photos: list[Photo]) -> None:
        try:
            found = future.result()
        except engine.EngineError as error:
            for photo in photos:
                photo.problem = (f"engine_error.{error.code}", {})
            return
        except ValueError as error:  # the network does not classify, or is no longer there
            self.notice = ("classify.refused", {"reason": str(error)})
            return
        for place, photo in enumerate(photos):
            pairs = zip(found.classes[place].tolist(), found.scores[place].tolist(), strict=True)
            photo.best = tuple((class_, score) for class_, score in pairs if class_ >= 0)
            photo.judged = float(found.judged[place])
        for one in found.broken:
            photos[one.place].problem = (f"image_error.{one.code}", one.values)
            photos[one.place].data = b""

    def _is_full(self, size: int) -> bool:
        return (
            len(self.photos) >= MOST_PHOTOS
            or self.size + size > MOST_BYTES
            or sum(gallery.size for gallery in list(_galleries)) + size > MOST_BYTES_OF_ALL
        )


_galleries: weakref.WeakSet[Gallery] = weakref.WeakSet()
"""All visitors' galleries, as long as their visits last."""


def problem_of(photo: Photo) -> str:
    """Write why a picture has no answer, in the visitor's language, or ""."""
    return t(photo.problem[0], **photo.problem[1]) if photo.problem else ""
