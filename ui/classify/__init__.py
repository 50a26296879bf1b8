"""The classify page: one picture, many, the live camera, the drawing pad."""
