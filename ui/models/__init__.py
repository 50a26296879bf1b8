"""The page of kept networks: run cards, saving under a name, exports, the list."""
