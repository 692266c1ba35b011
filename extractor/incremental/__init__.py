"""Which pages need not be made again: what was asked for them, and what of it changed; the others are made."""
