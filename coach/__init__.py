"""A hands-free audio coach: a protocol becomes a session you can hear and tracks you can carry."""

__version__ = "0.1.0"
