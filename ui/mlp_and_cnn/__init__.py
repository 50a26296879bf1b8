"""The page that compares an MLP and a CNN on moved and shuffled pictures."""
