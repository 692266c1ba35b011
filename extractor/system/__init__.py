"""What the operating system gives: files that are never reached through a link, a terminal, packages."""
