"""The data page: data sets to choose, prepare and look at, and visitors' own collections."""
