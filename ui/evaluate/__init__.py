"""The evaluation page: which network on which pictures, and every figure and picture of the answer."""
