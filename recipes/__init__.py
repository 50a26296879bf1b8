"""Recipes that train the shipped networks: ``python -m recipes.NAME`` makes ``models/NAME/`` again."""

import os

from cnn_core.networks.environment import keras_variables

os.environ.update(keras_variables())  # before a recipe imports Keras
