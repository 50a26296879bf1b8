"""Public address of what notebooks take from `cnn_core.network_graph.layer_outputs`."""

from cnn_core.network_graph.layer_outputs import layer_outputs

__all__ = ["layer_outputs"]
