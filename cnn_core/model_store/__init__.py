"""Trained networks: shipped, kept by visitors, fetched; their cards, loading and export.

Doors: `names`, `card` and `path` of the shipped ones, `source` (where a network comes from), `loading`, `kept`,
`export`.
"""

from __future__ import annotations

from cnn_core.model_store.store import card, names, path

__all__ = ["card", "names", "path"]
