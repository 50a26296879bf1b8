"""The page of the Convolution Lab.

Doors: ``request`` asks the engine for maps, ``payload`` sends them to the view, ``messages`` checks what it sends
back, ``controls`` are its controls as plain data, ``take_away`` the dialog of files.
"""
