"""Where stages meet: a request becomes a proved timeline with its sound."""
