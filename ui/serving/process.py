"""Start of the web process: what it does once, to answer quickly ever after."""

from __future__ import annotations

import gc
from functools import cache


@cache
def settle() -> None:
    """Take what has been imported so far out of the garbage collector's rounds, for good.

    Called by ``app.py`` after its imports; only the first call does anything. Those objects live as long as the
    process, and looking through them again and again would hold up every visitor's rerun.

    Python looks through all objects only when those that are new are a quarter of those that it found the last time.
    So it has to look once more: else what it has just put aside would count, and tens of thousands of objects that
    nobody needs could gather, with the pictures and messages that hang on them.
    """
    gc.collect()
    gc.freeze()
    gc.collect()
