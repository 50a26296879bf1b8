"""The drawn data set: circles, squares and triangles on grounds of many kinds.

Door: `drawing`.
"""
