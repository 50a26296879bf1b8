"""Every shipped network is the network that its recipe builds, and the one that was asked for."""

import keras
import numpy as np
import pytest

from cnn_core.model_store import store as model_store
from recipes import cifar10_cnn, flowers_cnn, mlp_cifar10, mnist_cnn, tiny_vgg

RECIPES = [tiny_vgg, cifar10_cnn, flowers_cnn, mnist_cnn, mlp_cifar10]


@pytest.fixture(scope="module", params=RECIPES, ids=lambda recipe: recipe.SUBJECT.name)
def shipped(request: pytest.FixtureRequest):
    """A recipe's subject and the network in its folder."""
    recipe = request.param
    name = recipe.SUBJECT.name
    return recipe, keras.saving.load_model(model_store.path(name), safe_mode=True), model_store.card(name)


def configuration(model: keras.Model) -> list[tuple[str, str, object]]:
    return [
        (layer.name, type(layer).__name__, getattr(layer, "activation", None) and layer.activation.__name__)
        for layer in model.layers
    ]


def test_it_is_what_the_recipe_builds(shipped):
    recipe, model, card = shipped
    built = recipe.build(False)
    assert configuration(model) == configuration(built)
    assert [weight.shape for weight in model.weights] == [weight.shape for weight in built.weights]
    assert model.count_params() == card.parameters
    assert not model.compiled


def test_it_carries_nothing_of_its_training(shipped):
    _, model, _ = shipped
    names = {type(layer).__name__ for layer in model.layers}
    assert not names & {"BatchNormalization", "Normalization", "Lambda"}


def test_its_scores_are_probabilities(shipped):
    _, model, card = shipped
    pictures = np.random.default_rng(0).uniform(size=(3, *model.input_shape[1:])).astype(np.float32)
    scores = model(pictures * (255 if card.input.scaling == "bytes" else 1), training=False)
    assert scores.shape == (3, len(card.classes))
    np.testing.assert_allclose(keras.ops.sum(scores, axis=1), 1, atol=1e-5)


def test_its_accuracy_lies_in_its_interval(shipped):
    _, _, card = shipped
    for accuracy in (card.accuracy, *card.further_accuracies):
        low, high = accuracy.interval
        assert low < accuracy.value < high
        assert accuracy.value * accuracy.pictures == pytest.approx(round(accuracy.value * accuracy.pictures))


def test_tiny_vgg_is_the_network_of_cnn_explainer():
    model = keras.saving.load_model(model_store.path("tiny_vgg"), safe_mode=True)
    names = [layer.name for layer in model.layers[1:]]
    first, second = (
        [f"conv_{block}_1", f"relu_{block}_1", f"conv_{block}_2", f"relu_{block}_2", f"max_pool_{block}"]
        for block in (1, 2)
    )
    assert names == [*first, *second, "flatten", "output"]
    assert model.count_params() == 19_920
    assert model.input_shape == (None, 64, 64, 3)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            assert (layer.kernel_size, layer.filters, layer.padding, layer.use_bias) == ((3, 3), 10, "valid", True)
            assert layer.activation is keras.activations.linear


def test_cifar10_networks_are_of_about_the_same_size():
    convolutional, dense = (model_store.card(name).parameters for name in ("cifar10_cnn", "mlp_cifar10"))
    assert convolutional == 122_570
    assert abs(dense - convolutional) < 0.001 * convolutional


def test_flowers_cnn_has_the_tutorials_augmentation_inside():
    model = keras.saving.load_model(model_store.path("flowers_cnn"), safe_mode=True)
    flip, rotation, zoom = (model.get_layer(name) for name in ("random_flip", "random_rotation", "random_zoom"))
    assert flip.mode == "horizontal"
    assert tuple(rotation.get_config()["factor"]) == (-0.1, 0.1)
    assert zoom.get_config()["height_factor"] == 0.1
    assert model.get_layer("rescaling").scale == 1 / 255
    assert model.count_params() == 3_989_285


def test_all_maps_of_mnist_cnn_fit_on_one_screen():
    model = keras.saving.load_model(model_store.path("mnist_cnn"), safe_mode=True)
    maps = 0
    for layer in model.layers:
        split = getattr(layer, "activation", keras.activations.linear) is not keras.activations.linear
        if not isinstance(layer, keras.layers.Flatten):
            maps += layer.output.shape[-1] * (2 if split else 1)
    assert maps <= 150
