"""A training as a Python program and a notebook that do the same outside of the app.

Doors: `script`, `training_code`.
"""
