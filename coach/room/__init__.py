"""Items in turn, all day, for a room where nobody sits at the keyboard: within hours, with quiet between them."""
