"""The evaluation page: which network on which pictures, and every figure and picture of the answer.

Doors: ``choice`` and ``preparing`` give the subject, ``networks`` the candidates, ``request`` asks the engine;
``classes``, ``confusion_matrix``, ``pictures``, ``calibration``, ``robustness`` and ``comparison`` draw a section
each; ``files`` are taken away, ``settings`` is what the link keeps.
"""
