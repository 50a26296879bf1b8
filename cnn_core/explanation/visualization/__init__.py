"""Feature visualization and DeepDream: pictures that a network's units ask for, climbed by gradient.

Doors: `result` (plain data), `feature_visualization` and `deep_dream` (what the engine runs).
"""
