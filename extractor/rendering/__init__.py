"""Facts and links -> page texts: sections decide what is said, templates how it looks."""
