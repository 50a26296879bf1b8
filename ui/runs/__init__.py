"""Training runs as every page knows them.

Doors: ``known`` (the runs of this visit and of the link, and the open one), ``networks`` of a run, ``names`` of its
parts.
"""
