"""What a member of an organisation sees and does."""
