"""What the sections of a documentation page say, one module a section or family of them, in the page's order."""
