"""Papers: official letters to PDF."""
