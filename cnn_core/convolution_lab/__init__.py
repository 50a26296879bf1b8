"""One layer stack of the visitor's choice: its settings, sizes, problems, kernels and edits, and its maps from Keras.

Doors: `stack` (the settings), `result`, `sizes`, `problems`, `worker` (what the engine runs).
"""
