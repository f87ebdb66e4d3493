"""The day of the public presentation: timetable, clock, tablets, attendance, signature."""
