"""What a screen may ask: the present state of a conference, read from the tables."""
