"""The folder on the disk: its places, locks, downloads, and what is deleted first when it is full.

Doors: `workspace`, `file_lock`, `download`.
"""
