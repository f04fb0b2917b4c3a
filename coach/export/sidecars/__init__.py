"""Text files beside the sound of an export."""
