"""The augmentation page.

Doors: ``augmentation`` (the pipeline that is being worked on), ``controls`` draws it, ``preview`` draws augmented
pictures and the code, ``settings`` is what the link keeps.
"""
