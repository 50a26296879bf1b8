"""Measured speed, printed as ratios of one run: ``python -m benchmarks.NAME``. Nothing here is a test."""
