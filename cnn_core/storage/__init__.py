"""Storage within bounds: the folder on the disk with its locks and downloads, and caches in memory.

Doors: `workspace`, `file_lock`, `download`, `guarded_zip`, `recent`.
"""
