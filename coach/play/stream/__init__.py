"""A session as one stream of samples, and what can be asked of it."""
