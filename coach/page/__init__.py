"""Page for a phone: an exported album as one HTML, one style sheet and one script, beside its sound."""
