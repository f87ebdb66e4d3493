"""The officer's pages about money and awards, one module each."""
