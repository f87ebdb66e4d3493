"""A scheme in words: the draft of its 募集要項, and what changed between two of its files."""
