"""PCM to ears: one stream, one device, and the verbs that reach them."""
