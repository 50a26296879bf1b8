"""The home page's stages by the core's own arithmetic, which stand there while Keras is being loaded."""

import numpy as np
import pytest

from cnn_core.convolution_lab import worker as keras_laboratory
from cnn_core.convolution_lab.result import LabResult
from cnn_core.pictures.images import to_float
from ui.home.stages import STACK, STAGE_PAGES, numpy_stages
from ui.pictures.visitor import sample


def keras_result(name: str) -> LabResult:
    return keras_laboratory.run(STACK, to_float(sample(name).square(STACK.size), color=True))


@pytest.mark.parametrize("name", ["cat", "checkerboard"])
def test_the_written_out_stages_are_those_of_keras(name: str):
    seen, result = numpy_stages(sample(name)), keras_result(name)
    assert not seen.from_keras
    np.testing.assert_allclose(seen.maps["feature"], result.feature_maps, atol=1e-5)
    np.testing.assert_allclose(seen.maps["activation"], result.activation_maps, atol=1e-5)
    np.testing.assert_allclose(seen.maps["pooled"], result.pooled_maps, atol=1e-5)


def test_every_stage_has_a_page_that_explains_it():
    assert numpy_stages(sample("cat")).maps.keys() == STAGE_PAGES.keys()
