"""Reports looked at: who has reported, the two looks, refused costs, the sample."""
