"""The explanations on the page Classify.

Doors: ``section`` draws them all; ``reasons`` are maps of heat, ``units`` and ``unit_pictures`` what units look for,
``neighbours`` similar pictures, ``brush`` scores of a changed picture, ``made_picture`` one that is being made;
``payload`` sends the view, ``settings`` is what the link keeps.
"""
