"""The commands of `koubo`, one a file; cli.py lists them."""
