"""Measured speed, printed as ratios of one run: ``python -m benchmarks.NAME``. Nothing here is a test."""

import os

from cnn_core.networks.environment import keras_variables

os.environ.update(keras_variables())  # before a benchmark imports Keras
