"""Measures of a classification, from scores and true classes alone; imports no Keras.

Doors: `classification`, `confusion_matrix`, `calibration`, `comparison`, `out_of_distribution`, `wilson`.
"""
