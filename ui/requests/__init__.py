"""Requests to the engine that pages wait for: in one step or many, with progress."""
