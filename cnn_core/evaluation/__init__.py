"""Evaluation of a network on a part of a data set, as it is or corrupted, and its answers as CSV files.

Doors: `question` (plain data), `worker` (what the engine runs), `held_out`, `csv_files`.
"""
