"""Reports, settlement, statistics: what was done and spent, and the sum that is fixed."""
