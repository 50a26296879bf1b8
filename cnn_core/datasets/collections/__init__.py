"""Visitors' own pictures as data sets: uploaded archives and camera pictures, their classes and files.

Doors: `collection` (made, opened, changed), `archive` (an uploaded ZIP).
"""
