"""Attacks and accidents, played on whole runs of the installed command."""
