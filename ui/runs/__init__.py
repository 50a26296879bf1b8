"""Training runs as every page knows them: their list, names and networks."""
