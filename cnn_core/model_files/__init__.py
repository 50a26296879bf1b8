"""Suspicious reading of somebody else's .keras file, before and without Keras.

Doors: `check` (the whole check), `error` (every reason for a refusal).
"""
