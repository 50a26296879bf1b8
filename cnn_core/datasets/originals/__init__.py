"""Data set files as their publishers offer them: found or downloaded, and read.

Doors: `files` (which files a data set needs), `arrays` and `archives` (readers).
"""
