"""Facts of all files -> what only the whole shows: module names, where imports lead, what a name stands for."""
