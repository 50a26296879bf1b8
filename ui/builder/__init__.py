"""The page on which a network is built layer by layer.

Doors: ``payload`` sends the view the draft, ``messages`` checks what it sends back, ``words`` says what is wrong with
a layer, ``settings`` is what the link keeps.
"""
