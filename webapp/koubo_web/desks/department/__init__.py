"""What a department (担当課) sees and does."""
