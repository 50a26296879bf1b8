"""The training page.

Doors: ``setup`` and ``start`` begin a run, ``controls`` steer it, ``live`` draws it with ``inside`` and ``health``,
``after`` draws what follows, ``compare`` several runs; ``metrics`` reads a run's records.
"""
