"""A network as plain data, to and from a `keras.Model`: specification, table, Keras code, input fitting.

Doors: `spec` (plain data), `table`, `keras_code`, `build` (Keras).
"""
