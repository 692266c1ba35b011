"""The page templates, one a page and one a section; installed as `extractor.templates`."""
