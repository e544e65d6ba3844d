"""Drawing and measuring by hand in the viewports."""
