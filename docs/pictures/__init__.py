"""Takes the pictures of the applicant's guide from the running demo, always the same ones."""
