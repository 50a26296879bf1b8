"""The page of kept networks.

Doors: ``kept_list`` draws the list, ``save`` the button and dialog that keep a run's network, ``exports`` its file
formats, ``run_card`` writes the card of a network that was trained here.
"""
