"""A scheme file: read with the line of every value, judged by its parts, complained about all at once."""
