"""Old facts and new -> what changed, in words."""
