"""The networks that pages offer: shipped, kept, of runs, and a visitor's own model file.

Doors: ``networks.network(name)`` gives one, ``names`` are those in links, ``card`` draws its card, ``brought`` takes
a visitor's file, which ``brought_files`` holds; ``weights`` fetches those of keras.applications.
"""
