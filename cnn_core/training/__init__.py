"""A training run: its settings, its process, what it leaves on the disk, and what that tells."""
