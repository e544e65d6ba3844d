"""One viewport: canvas, corner text, slider, input, film bar."""
