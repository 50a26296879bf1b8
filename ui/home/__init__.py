"""The home page. ``stages`` computes the stages from a picture to pooled maps, and the pages that explain them."""
