"""What everybody may see: the front page and the calls."""
