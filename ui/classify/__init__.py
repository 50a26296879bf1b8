"""The page Classify: one picture, many pictures, the live camera, the drawing pad.

Doors: ``request`` asks the engine for one picture, ``photos`` for many, ``live`` for frames of the camera;
``payload`` and ``gallery`` send the views; ``digit`` is the drawing pad, ``marks`` what visitors say of answers,
``settings`` what the link keeps.
"""
