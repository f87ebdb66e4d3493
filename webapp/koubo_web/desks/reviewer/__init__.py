"""What a member of a panel (審査委員) sees and does."""
