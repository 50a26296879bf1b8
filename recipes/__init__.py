"""Recipes that train the shipped networks: ``python -m recipes.NAME`` makes ``models/NAME/`` again."""
