"""Data sets: the kinds there are, their sources, how they are prepared, split, streamed and looked at.

Doors: `source` (what a link names), `dataset` (a prepared one), `preparing`, `stream`, `tasks` and `views` (what the
engine runs). `collections/` has visitors' own pictures, `originals/` the publishers' files, `shapes/` the drawn set.
"""
