"""Answers of a network graph, node by node and unit by unit, for one picture.

Doors: `result` (plain data), `worker` (what the engine runs).
"""
