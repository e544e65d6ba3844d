"""In place of pydicom.examples, which looks up its test files on the disc at each start."""
