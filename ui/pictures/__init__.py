"""The visitor's picture, which follows from page to page.

Doors: ``picker`` draws the control and gives the picture, ``visitor`` keeps it, ``offered`` lets views fetch it at
other sizes.
"""
