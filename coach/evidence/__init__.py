"""Evidence: proof in hand, from an exported folder alone."""
