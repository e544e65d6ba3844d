"""In place of the texts that NumPy gives its functions for help()."""
