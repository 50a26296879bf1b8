"""The page that compares an MLP and a CNN on moved and shuffled pictures.

Doors: ``request`` has both networks learn and answer, ``payload`` sends the view the answers, ``controls`` choose
networks and picture, ``pixel_shuffle`` draws the control experiment.
"""
