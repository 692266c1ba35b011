"""Page texts + what is on the disk -> a plan; the plan -> files, or a report."""
