"""The day of the public presentation at the officer's desk."""
