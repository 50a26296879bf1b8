"""The teacher of ``flowers_cnn``: EfficientNet-Lite0 as ImageNet left it, with a last layer for the five flowers."""

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.model_store import store as model_store
from recipes import flower_photos
from recipes.pictures import Pictures

EPOCHS = 30
BATCH = 64


def build() -> keras.Model:
    """The teacher with a last layer that has learnt nothing yet: ``(180, 180, 3)`` in [0, 1] → logits ``(5,)``."""
    trunk = keras.saving.load_model(model_store.path("efficientnet_lite0"), compile=False)
    features = keras.Model(trunk.input, trunk.get_layer("average").output, name="features")
    features.trainable = False
    side = flower_photos.SIDE
    pictures = keras.Input((side, side, 3))
    enlarged = keras.layers.Resizing(*trunk.input_shape[1:3])(keras.layers.Rescaling(255.0)(pictures))
    outputs = keras.layers.Dense(len(flower_photos.CLASSES), name="head")(features(enlarged))
    return keras.Model(pictures, outputs, name="flowers_teacher")


def teach(model: keras.Model, pictures: Pictures) -> None:
    """Trains the last layer, on these pictures and their mirror images; all else stays as it is."""
    trunk = keras.Model(model.input, model.get_layer("head").input)
    numbers = np.concatenate([_features(trunk, images) for images in (pictures.images, pictures.images[:, :, ::-1])])
    head = keras.Sequential([keras.Input(numbers.shape[1:]), keras.layers.Dropout(0.3), model.get_layer("head")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    head.compile(keras.optimizers.AdamW(1e-3, weight_decay=0.01), loss)
    head.fit(numbers, np.tile(pictures.labels, 2), epochs=EPOCHS, batch_size=BATCH, verbose=0)


def _features(trunk: keras.Model, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    see = tf.function(lambda batch: trunk(tf.cast(batch, tf.float32) / 255.0, training=False))
    return np.concatenate([see(images[start : start + BATCH]).numpy() for start in range(0, len(images), BATCH)])
