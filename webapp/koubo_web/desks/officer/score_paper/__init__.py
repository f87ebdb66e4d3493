"""Score sheets that came on paper or in Excel."""
