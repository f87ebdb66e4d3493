"""Applications and their filings; eligibility; correction."""
