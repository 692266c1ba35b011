"""A repository on the disk -> its settings and its sources."""
