"""A visitor's work as one file: data, network, runs and settings, saved and opened again.

Doors: `saving`, `opening`, `error` (every reason for a refusal).
"""
