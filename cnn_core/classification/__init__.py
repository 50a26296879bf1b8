"""Predictions of a network for pictures: one picture, many, and whether it is out of distribution.

Doors: `result` and `many_pictures_result` (plain data), `prediction` and `many_pictures` (what the engine runs).
"""
