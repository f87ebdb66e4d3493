"""What a scheme offers and asks: scheme files, releases, calls, themes, the amount rule."""
