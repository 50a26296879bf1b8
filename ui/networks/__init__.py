"""The networks that pages offer: shipped, kept, of runs, and a visitor's own model file."""
