"""The verbs of paper: keying, reading back, scans, declarations, workbooks."""
