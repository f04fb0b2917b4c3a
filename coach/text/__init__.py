"""Text for people: how it is printed, and the sentences of the coach itself."""
