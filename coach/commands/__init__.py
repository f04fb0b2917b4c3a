"""One function for each command of some length: plain values in, no command-line library."""
