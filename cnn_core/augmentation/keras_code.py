"""Data augmentation as Keras code, as a student would write it, that makes the very same pictures when it runs.

The code is written from the settings and needs no Keras here. `steps` is the one list of layers and arguments, from
which `cnn_core.augmentation.pipeline` makes the real ones.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from cnn_core.augmentation.settings import Augmentation
from cnn_core.augmentation.zca import SCALE
from cnn_core.networks.code_text import call


class Step(NamedTuple):
    """One layer: its class, in `keras.layers` or in `cnn_core.augmentation.layers`, and its arguments."""

    layer: str
    arguments: dict[str, Any]


_OURS: Final = {
    "RandomChannelShift": '''
class RandomChannelShift(keras.layers.RandomBrightness):
    """Adds to each channel of each picture an amount of its own."""

    def get_random_transformation(self, data, training=True, seed=None):
        pictures, rows, columns, channels = self.backend.shape(data)
        seed = self._get_seed_generator(self.backend._backend)
        amounts = self.backend.random.uniform((pictures, 1, 1, channels), *self.factor, seed=seed)
        return {"rgb_delta": amounts * 255}
''',
    "RandomNoise": '''
class RandomNoise(keras.layers.RandomBrightness):
    """Adds Gaussian noise to every value."""

    def get_random_transformation(self, data, training=True, seed=None):
        seed = self._get_seed_generator(self.backend._backend)
        shape = self.backend.shape(data)
        return {"rgb_delta": self.backend.random.normal(shape, stddev=self.factor[1] * 255, seed=seed)}
''',
}
_MIX_UP: Final = """
def augment(images, labels):
    {images}mixed = mix_up({{"images": images, "labels": labels}}, training=True)
    return mixed["images"], mixed["labels"]
"""
_WHITENING: Final = '''
def whitening(train_images):
    """ZCA whitening fitted on the training pictures, (pictures, rows, columns, channels) in [0, 255]."""
    flat = train_images.reshape(len(train_images), -1) / 255
    mean = flat.mean(axis=0)
    variances, directions = np.linalg.eigh((flat - mean).T @ (flat - mean) / len(flat))
    strengths = 1 / (np.sqrt(np.maximum(variances, 0)) + {epsilon})
    matrix = (directions * strengths) @ directions.T
    shape = train_images.shape[1:]
    white = keras.layers.Dense(len(mean), name="zca", trainable=False)
    flat, picture = keras.layers.Flatten(name="zca_flat"), keras.layers.Reshape(shape, name="zca_picture")
    model = keras.Sequential([keras.Input(shape), flat, white, picture], name="whitening")
    # One standard deviation is {scale} levels, and the mean is 128: what comes out is like a picture again.
    white.set_weights([matrix * {scale} / 255, 128 - mean @ matrix * {scale}])
    return model
'''
_USE: Final = """
# images: float32 (pictures, rows, columns, channels) in [0, 255]; labels: one-hot. With tf.data, in batches:
# train = train.map(augment).prefetch(tf.data.AUTOTUNE)
"""


def steps(augmentation: Augmentation) -> list[Step]:
    """List the layers that the settings switch on, in the order in which they run; MixUp is always the last.

    Example:
        >>> steps(Augmentation(rotation=36))
        [Step(layer='RandomRotation', arguments={'factor': 0.1, 'fill_mode': 'reflect'})]
    """
    a = augmentation
    fill = {"fill_mode": a.fill_mode}
    shift = {"height_factor": a.shift_rows, "width_factor": a.shift_columns}
    wanted: list[tuple[Any, str, dict[str, Any]]] = [
        # Two layers: one with the mode "horizontal_and_vertical" flips both ways or not at all.
        (a.flip_horizontal, "RandomFlip", {"mode": "horizontal"}),
        (a.flip_vertical, "RandomFlip", {"mode": "vertical"}),
        (a.rotation, "RandomRotation", {"factor": round(a.rotation / 360, 6), **fill}),
        (a.shift_rows or a.shift_columns, "RandomTranslation", shift | fill),
        (a.zoom, "RandomZoom", {"height_factor": a.zoom, **fill}),
        (a.shear, "RandomShear", {"x_factor": a.shear, **fill}),
        (a.brightness, "RandomBrightness", {"factor": a.brightness}),
        # A pair: of one number Keras makes [1, 1 + number], and no picture would get less contrast.
        (a.contrast, "RandomContrast", {"factor": (a.contrast, a.contrast)}),
        (a.channel_shift, "RandomChannelShift", {"factor": a.channel_shift}),
        (a.noise, "RandomNoise", {"factor": a.noise}),
        (a.erasing, "RandomErasing", {"factor": (a.erasing, a.erasing)}),
        (a.mixup, "MixUp", {"alpha": a.mixup}),
    ]
    return [Step(layer, arguments) for on, layer, arguments in wanted if on]


def to_keras_code(augmentation: Augmentation, seed: int = 0) -> str:
    """Python code that defines ``augment(images, labels)``, and ``whitening(train_images)`` if that is switched on.

    Called for batch after batch in order, it gives exactly what `cnn_core.augmentation.pipeline.pipeline` gives for
    the seeds (seed, 0), (seed, 1), …

    Example:
        >>> print(to_keras_code(Augmentation(flip_horizontal=True, zoom=0.1)))
        import keras
        <BLANKLINE>
        augmentation = keras.Sequential(
            [
                keras.layers.RandomFlip(mode="horizontal", seed=0),
                keras.layers.RandomZoom(height_factor=0.1, fill_mode="reflect", seed=1),
            ]
        )
        <BLANKLINE>
        <BLANKLINE>
        def augment(images, labels):
            images = augmentation(images, training=True)
            return images, labels
        <BLANKLINE>
        <BLANKLINE>
        # images: float32 (pictures, rows, columns, channels) in [0, 255]; labels: one-hot. With tf.data, in batches:
        # train = train.map(augment).prefetch(tf.data.AUTOTUNE)
        <BLANKLINE>
    """
    chain = steps(augmentation)
    written = [_call(step, seed + index) for index, step in enumerate(chain)]
    mixes = bool(chain) and chain[-1].layer == "MixUp"
    parts = ["import keras\n" + ("import numpy as np\n" if augmentation.zca else "")]
    parts += [_OURS[step.layer] for step in chain if step.layer in _OURS]
    parts += [_sequential(written[:-1] if mixes else written)] if len(chain) > mixes else []
    parts += [f"mix_up = {written[-1]}\n"] if mixes else []
    parts.append(_function(len(chain) > mixes, mixes))
    parts += [_WHITENING.format(epsilon=augmentation.zca_epsilon, scale=SCALE)] if augmentation.zca else []
    return "\n".join([*parts, _USE])


def _call(step: Step, seed: int) -> str:
    module = "" if step.layer in _OURS else "keras.layers."
    return call(f"{module}{step.layer}", step.arguments | {"seed": seed})


def _sequential(calls: list[str]) -> str:
    lines = "".join(f"        {call},\n" for call in calls)
    return f"augmentation = keras.Sequential(\n    [\n{lines}    ]\n)\n"


def _function(changes: bool, mixes: bool) -> str:
    images = "images = augmentation(images, training=True)\n    " if changes else ""
    if mixes:
        return _MIX_UP.format(images=images)
    return f"\ndef augment(images, labels):\n    {images}return images, labels\n"
