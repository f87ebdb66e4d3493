"""The account of an award as it is written through the year."""
