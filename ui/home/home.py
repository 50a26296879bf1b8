"""What the home page leads to: its stages with the pages that explain them, and what there is beyond one layer."""

from __future__ import annotations

from typing import Final

PICTURE: Final = "convolution_lab"
"""The page that a picture leads to."""
STAGES: Final = {"feature": "convolution_lab", "activation": "pooling_lab", "pooled": "pooling_lab"}
"""Each stage of a layer, as `ui.home.stages.Glance.maps` calls it → the page that explains it."""
FURTHER: Final = {
    "explore": ("network_explorer", "mlp_and_cnn"),
    "train": ("data", "augment", "build", "train", "evaluate"),
    "classify": ("classify", "models"),
}
"""What one can do beyond a single layer → its pages."""
