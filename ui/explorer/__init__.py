"""The page of the Network Explorer.

Doors: ``request`` asks the engine for networks, ``units`` for single units, ``moment`` says what stands on screen,
``payload`` sends it to the view, ``messages`` checks what it sends back; ``controls`` is the bar, ``notices`` the
sentences above, ``settings`` what the link keeps.
"""
