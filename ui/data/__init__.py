"""The data page: data sets to choose, prepare and look at, and visitors' own collections.

Doors: ``choice`` of a data set, ``preparing`` it in the background, ``views`` and ``statistics`` of its pictures,
``collection`` of a visitor's own pictures, ``loaders`` side by side, ``settings`` that the link keeps.
"""
