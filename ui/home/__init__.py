"""The home page's stages, from a picture to pooled maps."""
