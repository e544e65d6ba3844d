"""What Lightbox costs, beside other programs and the floor: `make bench`, docs/performance.md."""
