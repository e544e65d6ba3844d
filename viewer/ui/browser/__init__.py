"""The list of patients, examinations and series at the left of the window."""
