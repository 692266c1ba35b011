"""Independent oracles: what a page and its facts must say, worked out without the code under test."""
