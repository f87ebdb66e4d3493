"""From eligible cost to the yen granted: what is known, the steps a file names, and the rule."""
