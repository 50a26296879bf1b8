"""Training: a run's folder and its process, what a training is made of, and what its curves say."""
