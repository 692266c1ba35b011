"""What makes reading Python fast: most of a source never comes to LibCST."""
