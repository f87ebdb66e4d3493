"""Lists for people who work in them: declared once, asked by the address, shown and sent as files."""
