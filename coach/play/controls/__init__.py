"""Ways in for requests: keys and the buttons of the desktop."""
