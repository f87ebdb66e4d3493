"""Mutual evaluation: goals, each side's sheet, the joint one."""
