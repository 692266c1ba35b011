"""The version, apart from what the package offers, so that whatever needs it imports no more."""

__version__ = "0.1.0"
