"""Random changes to pictures while a network learns: batched TensorFlow operations, a few milliseconds a batch."""

from dataclasses import dataclass

import tensorflow as tf


@dataclass(frozen=True)
class Augmentation:
    """The bounds of random changes of pictures, each picture changed differently.

    Attributes:
        zoom: Smallest and largest side of the part of the picture that is shown, 1 = the whole side.
        aspect: Largest factor between the two sides of that part.
        shift: Largest shift beyond what the zoom allows, as a share of the side.
        rotation: Largest rotation in radians.
        flip: Whether half of the pictures are mirrored left to right.
        colour: Largest relative change of brightness, contrast and saturation, and of each channel by half as much.
        cutout: Side of a grey square that covers a part, as a share of the side; 0 for none.
        fill: What stands beyond the edges, "REFLECT" or "CONSTANT" (0).
    """

    zoom: tuple[float, float] = (1.0, 1.0)
    aspect: float = 1.0
    shift: float = 0.0
    rotation: float = 0.0
    flip: bool = False
    colour: float = 0.0
    cutout: float = 0.0
    fill: str = "REFLECT"

    def __call__(self, images: tf.Tensor) -> tf.Tensor:
        """Changes a batch of float32 pictures in [0, 1], ``(pictures, rows, columns, channels)``; the shape stays."""
        changed = self._move(images)
        if self.colour:
            changed = self._recolour(changed)
        if self.cutout:
            changed = self._cover(changed)
        return changed

    def _move(self, images: tf.Tensor) -> tf.Tensor:
        """Zoom, aspect, rotation, shift and flip in one bilinear projection about the centre."""
        count, rows, columns, _ = _sizes(images)
        side = _uniform(count, *self.zoom)
        stretch = tf.exp(_uniform(count, -0.5, 0.5) * tf.math.log(self.aspect))
        width, height = side * stretch, side / stretch
        mirror = tf.where(_uniform(count, 0, 1) < 0.5, -1.0, 1.0) if self.flip else tf.ones(count)
        angle = _uniform(count, -self.rotation, self.rotation)
        cosine, sine = tf.cos(angle), tf.sin(angle)
        across, down = cosine * width * mirror, -sine * height
        below, along = sine * width * mirror, cosine * height
        room = [tf.abs(1 - width) / 2 + self.shift, tf.abs(1 - height) / 2 + self.shift]
        shift_x = _uniform(count, -1, 1) * room[0] * columns
        shift_y = _uniform(count, -1, 1) * room[1] * rows
        centre_x, centre_y = (columns - 1) / 2, (rows - 1) / 2
        offset_x = centre_x + shift_x - across * centre_x - down * centre_y
        offset_y = centre_y + shift_y - below * centre_x - along * centre_y
        zero = tf.zeros(count)
        transforms = tf.stack([across, down, offset_x, below, along, offset_y, zero, zero], axis=1)
        return tf.raw_ops.ImageProjectiveTransformV3(
            images=images,
            transforms=transforms,
            output_shape=tf.shape(images)[1:3],
            interpolation="BILINEAR",
            fill_mode=self.fill,
            fill_value=0.0,
        )

    def _recolour(self, images: tf.Tensor) -> tf.Tensor:
        """Brightness, contrast, saturation and a tint, clipped to [0, 1]."""
        count = tf.shape(images)[0]
        shape = (count, 1, 1, 1)
        grey = tf.reduce_mean(images, axis=3, keepdims=True)
        saturation = tf.random.uniform(shape, 1 - self.colour, 1 + self.colour)
        images = grey + (images - grey) * saturation
        gain = tf.random.uniform(shape, 1 - self.colour, 1 + self.colour)
        tint = tf.random.uniform((count, 1, 1, tf.shape(images)[3]), -self.colour / 2, self.colour / 2)
        lift = tf.random.uniform(shape, -self.colour / 2, self.colour / 2)
        mean = tf.reduce_mean(images, axis=(1, 2, 3), keepdims=True)
        return tf.clip_by_value(mean + (images - mean) * gain * (1 + tint) + lift, 0.0, 1.0)

    def _cover(self, images: tf.Tensor) -> tf.Tensor:
        """A grey square at a random place, partly beyond the edge at times."""
        count, rows, columns, _ = _sizes(images)
        away_rows = tf.abs(tf.range(rows)[None] - _uniform(count, 0, 1)[:, None] * rows) < self.cutout * rows / 2
        away_columns = tf.abs(tf.range(columns)[None] - _uniform(count, 0, 1)[:, None] * columns) < (
            self.cutout * columns / 2
        )
        covered = away_rows[:, :, None] & away_columns[:, None, :]  # (pictures, rows, columns)
        return tf.where(covered[..., None], 0.5, images)


def _sizes(images: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
    shape = tf.shape(images)
    return shape[0], tf.cast(shape[1], tf.float32), tf.cast(shape[2], tf.float32), shape[3]


def _uniform(count: tf.Tensor, low: float, high: float) -> tf.Tensor:
    return tf.random.uniform((count,), low, high)
