"""The page of the Activation and Pooling Lab.

Doors: ``request`` asks the engine for both views, ``controls`` draws the controls.
"""
