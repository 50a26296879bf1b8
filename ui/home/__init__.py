"""The home page.

Door: ``stages`` computes the stages from a picture to pooled maps, and lists the pages that explain them.
"""
