"""Everything that computes: images, windows, layers written out in numpy, networks as data, and Keras models."""
