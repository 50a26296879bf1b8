"""The comparison of an MLP and a CNN of the same size on moved and shuffled pictures.

Doors: `settings` (plain data), `worker` (what the engine runs).
"""
