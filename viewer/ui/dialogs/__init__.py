"""Windows that open beside the main one; none of them blocks looking at images."""
