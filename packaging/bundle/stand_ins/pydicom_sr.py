"""In place of pydicom.sr, which loads 3 MB of tables for programs that write reports."""
