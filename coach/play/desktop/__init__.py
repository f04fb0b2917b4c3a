"""A session as a media player of the Linux desktop."""
