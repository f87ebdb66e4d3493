"""Official letters: filled in, made one by one or all in one go, issued once more."""
