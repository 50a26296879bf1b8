"""Public address of what notebooks take from `cnn_core.networks.build`; `docs/public_names.md` lists it."""

from cnn_core.networks.build import NetworkSpec, build, describe, to_keras_code

__all__ = ["NetworkSpec", "build", "describe", "to_keras_code"]
