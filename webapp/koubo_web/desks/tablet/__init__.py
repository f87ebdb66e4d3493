"""What a tablet shows that a card opened: one seat's sheets on the day of the presentations."""
