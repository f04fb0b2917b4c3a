"""Storage: files that appear whole or not at all, one writer for each folder, and the folders of the platform."""
