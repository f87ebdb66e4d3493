"""交付: applied for, granted, offered to runners-up, agreed upon, ended before any money."""
