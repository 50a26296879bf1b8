"""The one exception that a refused model file raises, and its sentences in English."""

from __future__ import annotations

from typing import Final

from cnn_core.errors import SafeCodedError

_SENTENCES: Final = {
    "empty": "A model file has content. Received: 0 bytes. Choose another file.",
    "too_many_bytes": "A model file may have at most {limit} MB. Received: more. Choose a smaller network.",
    "unreadable": "A model is the bytes or the path of a file. Received: {received}. Check that you may read the file.",
    "not_a_model": 'A model is a .keras file, as `model.save("NAME.keras")` writes it. Received: something else. Save'
    " the model in this way and choose that file.",
    "hdf5": "A model is a .keras file. Received: an HDF5 file, which holds weights or an older kind of model. Load it"
    " in Keras and save it as NAME.keras.",
    "damaged": "A model file is complete and undamaged. Received: a broken .keras file. Save or send it again.",
    "member": "A .keras file holds metadata.json, config.json and model.weights.h5. Received: {member}. Save the "
    "model with Keras 3 itself and change nothing in the file.",
    "unpacked": "What is packed in a model file may have at most {limit} MB. Received: {member}, which claims more. "
    "Save the model again, or choose a smaller network.",
    "config": "The config.json of a model file is JSON that Keras wrote. Received: {received}. Save the model again.",
    "keras_2": "A model file is written by Keras 3. Received: one by Keras {received}. Load it in Keras 3 and save it"
    " again.",
    "code": "A model file brings no code with it; nothing of it is executed. Received: {layer} ({received}). Replace "
    "it by a layer of Keras that does the same.",
    "custom_class": "A model is made of Keras's own layers. Received: {layer} of the class {received}, which somebody"
    " wrote. Replace it by layers of Keras.",
    "layer_class": "The layers here work on pictures. Received: {layer} of the class {received}, which this page does"
    " not know. Choose a network without it.",
    "object": "The parts of a layer are Keras's own. Received: {received} in {layer}. Replace it by one of Keras.",
    "setting": "A layer's settings are values that Keras writes. Received: {setting} = {received} in {layer}. Build "
    "the layer anew and save the model again.",
    "data_format": "Pictures are (rows, columns, channels). Received: {layer}, which wants channels first. Build it "
    'with data_format="channels_last".',
    "shape": "Each layer fits what it receives. Received: {layer} of the class {received}, which does not fit its "
    "input. Check the model in Keras with `model.summary()`.",
    "graph": "The layers of a model hang together without loops. Received: {layer}, whose input is missing. Save the "
    "model again.",
    "inputs": "A network has one input, a picture. Received: {received} inputs. Choose a network with one.",
    "outputs": "A network has one output. Received: {received} outputs. Choose a network with one.",
    "input_shape": "A network's input is a picture: rows, columns and 1 or 3 channels. Received: {received}. Choose a"
    " network for pictures.",
    "input_open": "A network's input has a fixed size. Received: {received}. Build it with `keras.Input((rows, "
    "columns, channels))`.",
    "input_size": "A network's picture has at most {limit} × {limit} pixels. Received: {received}. Build the network "
    "for smaller pictures.",
    "too_many_layers": "A network has at most {limit} layers. Received: more. Choose a smaller network.",
    "parameters": "A network has at most {limit} million parameters. Received: more, when {layer} is counted. Choose "
    "a smaller network.",
    "activations": "The maps of a network take at most {limit} MB. Received: more, when {layer} is counted. Build it "
    "for smaller pictures.",
    "computation": "One picture costs at most {limit} billion multiplications. Received: more, when {layer} is "
    "counted. Choose a smaller network.",
    "weights": "model.weights.h5 holds plain arrays of numbers. Received: {received}. Save the model with Keras "
    "itself.",
    "weights_missing": "A model file holds all weights of its network. Received: {received} of {wanted} numbers. Save"
    " the whole model with `model.save`.",
    "loading": "Keras loads the model as it stands in the file. Received: an error at {layer}. Check that "
    "`keras.models.load_model` loads the file on your computer, and save it again with Keras 3.",
}  # fmt: skip


class ModelFileError(SafeCodedError, ValueError):
    """A model file that cannot be used; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``model_error.<code>``.
        values: what is to be put into that sentence; nothing in it can act as markup.

    Example:
        >>> str(ModelFileError("outputs", {"received": 2}))
        'A network has one output. Received: 2 outputs. Choose a network with one.'
    """

    sentences = _SENTENCES
