"""Small tasks for the workers of these tests; found through PYTHONPATH and an allowed prefix."""
