"""Explanations of a network's answer: one file a method, each with its paper and with what is known against it.

`cnn_core.explanation.explain` is the door; it runs in the engine's workers. `cnn_core.explanation.result` has what
comes back, and the list of methods.
"""
