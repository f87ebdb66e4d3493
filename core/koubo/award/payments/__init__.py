"""交付請求 and payments: bills, lists for the city's accounts, transfers."""
