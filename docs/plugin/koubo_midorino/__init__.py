"""みどり野市 まちなか緑化助成: the plugin of the guide; city, scheme and sums are made up."""
