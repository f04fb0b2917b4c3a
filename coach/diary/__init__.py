"""What was done, and how it felt: kept on this machine, and only here."""
