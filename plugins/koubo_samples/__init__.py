"""The teaching set: three short scheme files that staff read first."""
