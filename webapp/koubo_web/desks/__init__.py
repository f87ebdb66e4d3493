"""One blueprint for each who sits there: public, applicant, reviewer, officer, department."""
