"""The command line: options, help and progress around `commands`."""
