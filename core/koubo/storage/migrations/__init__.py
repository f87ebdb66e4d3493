"""The core's migrations, one file in `versions` for each."""
