"""Any Keras model opened as a graph of nodes: read, edited, run, with costs and receptive fields.

Doors: `NetworkGraph` (plain data), `edits`, `loaded` (the networks that a worker keeps).
"""

from __future__ import annotations

from cnn_core.network_graph.graph import NetworkGraph

__all__ = ["NetworkGraph"]
