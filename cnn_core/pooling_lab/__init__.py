"""Activation functions and poolings side by side on one picture.

Doors: `study` (the settings), `result`, `worker` (what the engine runs).
"""
