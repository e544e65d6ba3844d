"""Parts that sit beside the images or inside a dialog."""
