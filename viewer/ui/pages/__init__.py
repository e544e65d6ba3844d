"""One page for each state in which there is no image to show."""
