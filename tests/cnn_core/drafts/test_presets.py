"""The networks to begin with, against the counts of their sources."""

from __future__ import annotations

import pytest

from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.drafts import NetworkDraft, problems, table
from cnn_core.drafts.presets import AUGMENTATIONS, PRESETS, VGG_DEPTHS, default_for, vgg, weight_layers
from cnn_core.model_store.pretrained import APPLICATIONS


def parameters(draft: NetworkDraft) -> int:
    return sum(row.parameters for row in table(draft))


@pytest.mark.parametrize(
    ("name", "size", "count"),
    [
        ("cifar10_tutorial", (32, 32, 3, 10), 122_570),  # the tutorial's own summary
        ("flowers_tutorial", (180, 180, 3, 5), 3_989_285),  # the tutorial's own summary
        ("flowers_tutorial_dropout", (180, 180, 3, 5), 3_989_285),
        ("mlp", (28, 28, 1, 10), 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10),
        ("transfer", (224, 224, 3, 5), 4_694_024 - 1_281_000 + 1281 * 5),  # the card's, another head
    ],
)
def test_a_preset_has_the_parameters_of_its_source(name: str, size: tuple[int, int, int, int], count: int):
    assert parameters(PRESETS[name](*size)) == count


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("side", [8, 9, 28, 32, 64, 96, 180, 256])
@pytest.mark.parametrize("classes", [2, 1000])
def test_every_preset_can_be_trained_on_pictures_of_every_size(name: str, side: int, classes: int):
    draft = PRESETS[name](side, side, 3, classes)
    assert (draft.rows, draft.columns, draft.channels, draft.classes) == (side, side, 3, classes)
    assert problems(draft) == []


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
def test_vgg_is_counted_as_in_keras_applications(name: str):
    draft = vgg(224, 224, 3, 1000, depth=int(name[3:]))
    assert parameters(draft) == APPLICATIONS[name].parameters
    assert sum(weight_layers(draft)) == int(name[3:])
    assert problems(draft)[0].code == "too_many_parameters"


@pytest.mark.parametrize(
    ("depth", "stages"), [(8, "11111"), (11, "11222"), (13, "22222"), (16, "22333"), (19, "22444"), (6, "111")]
)
def test_the_convolutions_of_vgg_are_spread_as_in_the_paper(depth: int, stages: str):
    kinds = [layer.kind for layer in vgg(224, 224, 3, 1000, depth=depth).layers[:-3]]
    assert "".join(kinds) == "".join("Conv2D" * int(count) + "MaxPooling2D" for count in stages)


@pytest.mark.parametrize("depth", VGG_DEPTHS)
@pytest.mark.parametrize("side", [8, 28, 224])
def test_a_network_like_vgg_has_as_many_weight_layers_as_were_asked_for(depth: int, side: int):
    assert sum(weight_layers(vgg(side, side, 3, 10, depth=depth, filters=4, units=8))) == depth


def test_another_depth_is_refused():
    with pytest.raises(ValueError, match="from 4 to 19"):
        vgg(32, 32, 3, 10, depth=20)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ((32, 32, 3, 8, 1600), "cifar10_tutorial"),
        ((8, 8, 1, 10, 0), "cifar10_tutorial"),
        ((64, 64, 3, 10, 5000), "cifar10_tutorial"),
        ((180, 180, 3, 5, 3670), "transfer"),
        ((96, 96, 3, 3, 60), "transfer"),
        ((128, 128, 3, 10, 60_000), "cifar10_tutorial"),
    ],
)
def test_photographs_begin_with_transfer(data: tuple[int, int, int, int, int], name: str):
    assert default_for(*data) == name


def test_the_augmentation_of_a_preset_is_one():
    for name, chosen in AUGMENTATIONS.items():
        assert name in PRESETS
        assert augmentation_settings.decode(augmentation_settings.encode(augmentation_settings.Augmentation(**chosen)))
