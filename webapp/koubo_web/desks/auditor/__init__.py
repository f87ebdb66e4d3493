"""What an auditor (監査担当) sees: what stands out, and every case as a file; nothing is changed."""
