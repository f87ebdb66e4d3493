"""Selected projects as everybody may read them."""
