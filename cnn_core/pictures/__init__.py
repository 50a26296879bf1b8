"""Pictures: any bytes to an RGB array or an error; sample pictures, links, patterns and the three loaders.

Doors: `images.load_image`, `errors`, `samples`, `link`.
"""
