"""Explanation methods, one file each, with its paper and its known criticism.

Door: `cnn_core.explanation.explain`, which chooses among them.
"""
