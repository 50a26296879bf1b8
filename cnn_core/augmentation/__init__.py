"""Random changes of training pictures: their settings, the Keras pipeline, its code, and where it contradicts labels.

Doors: `settings` (plain data), `pipeline` (Keras), `keras_code`, `contradictions`, `worker` (what the engine runs).
"""
