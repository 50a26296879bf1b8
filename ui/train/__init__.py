"""The training page: setup, start, live curves, health, comparison and what comes after."""
