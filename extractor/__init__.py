"""Two Markdown pages for every file of a repository, extracted with LibCST.

What `__all__` names is the interface for programs, and is imported when it is asked for; all else may change.
"""

from typing import TYPE_CHECKING, Any

from extractor.version import __version__

__all__ = [
    "Comparison",
    "Config",
    "ExtractorError",
    "FileFacts",
    "Outcome",
    "Repository",
    "__version__",
    "build",
    "compare",
    "extract",
    "load_config",
    "read",
    "render",
]

if TYPE_CHECKING:
    from extractor.api import (
        Comparison,
        Config,
        ExtractorError,
        FileFacts,
        Outcome,
        Repository,
        build,
        compare,
        extract,
        load_config,
        read,
        render,
    )


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from extractor import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return __all__
