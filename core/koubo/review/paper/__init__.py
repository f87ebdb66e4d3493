"""Sheets on paper and in Excel, which count like those of the site."""
