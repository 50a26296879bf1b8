"""What the web process does once, at its start, to answer quickly ever after."""

from __future__ import annotations

import gc
from functools import cache


@cache
def settle() -> None:
    """Take what has been imported so far out of the garbage collector's rounds, for good.

    Called by ``app.py`` after its imports; only the first call does anything. Those objects live as long as the
    process, and looking through them again and again would hold up every visitor's rerun.
    """
    gc.collect()
    gc.freeze()
