"""What the city decides on what the panel said, and the 決裁 that it goes through."""
