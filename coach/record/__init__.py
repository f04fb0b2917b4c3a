"""Recording of a voice: lines of a script, asked for one by one at a terminal, and judged."""
