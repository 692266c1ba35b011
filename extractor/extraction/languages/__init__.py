"""The names that files declare, in all languages but Python: most languages are a row in a table."""
