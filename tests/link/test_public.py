"""What a module shows to others, by `__all__` or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers.linking import linked

from extractor.link.public import Public, public_names

if TYPE_CHECKING:
    from collections.abc import Mapping


def public(files: Mapping[str, str], path: str = "p/__init__.py") -> Public:
    return public_names(path, linked(files))


A = "__all__ = ['fa']\n__all__.append('ga')\ndef fa(): ...\ndef ga(): ...\ndef other(): ...\n"
B = "from .a import __all__ as names\n__all__ = ['fb', *names]\n"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from . import a\n__all__ = ['x'] + a.__all__", "fa ga x"),
        ("from . import a\n__all__ = ['x']\n__all__ += a.__all__", "fa ga x"),
        ("from . import a, b\n__all__ = [*a.__all__, *b.__all__]", "fa fb ga"),
        ("import p.b\n__all__ = p.b.__all__", "fa fb ga"),
        ("from p import b as c\n__all__ = list(c.__all__)", "fa fb ga"),
        ("from .b import __all__", "fa fb ga"),
        ("from .b import __all__ as of_b\n__all__ = tuple(of_b)", "fa fb ga"),
        ("from itertools import chain\nfrom . import a, b\n__all__ = list(chain(a.__all__, b.__all__))", "fa fb ga"),
        ("from . import a, b\n__all__ = sum([a.__all__, b.__all__], [])", "fa fb ga"),
        ("from . import a\n__all__ = a.__all__.copy()\n__all__.remove('ga')", "fa"),
        ("from . import a\n__all__ = []\n__all__.extend(a.__all__)", "fa ga"),
        ("__all__ = []\ndef f(): ...", ""),
    ],
)
def test_an_all_that_is_joined_from_modules_of_the_repository_has_their_names(source: str, names: str) -> None:
    found = public({"p/__init__.py": source, "p/a.py": A, "p/b.py": B})
    assert (" ".join(sorted(found.names)), found.joined) == (names, ())


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("import other\n__all__ = other.__all__", "other.__all__"),
        ("from . import bare\n__all__ = bare.__all__", "bare.__all__"),
        ("from . import dynamic\n__all__ = dynamic.__all__", "dynamic.__all__"),
        ("__all__ = names()", "names()"),
    ],
)
def test_what_only_running_would_tell_is_said_to_be_joined(source: str, joined: str) -> None:
    files = {"p/__init__.py": source, "p/bare.py": "", "p/dynamic.py": "__all__ = dir()\n"}
    assert public(files).joined == (joined,)


def test_modules_that_join_each_other_come_to_an_end() -> None:
    files = {"p/__init__.py": "", "p/a.py": "from . import b\n__all__ = ['x', *b.__all__]\n"}
    files["p/b.py"] = "from . import a\n__all__ = ['y', *a.__all__]\n"
    assert public(files, "p/a.py").names == {"x", "y"}


def test_a_package_without_all_hands_on_what_it_imports_from_its_own_modules() -> None:
    source = """
        import os
        import json as json
        from typing import Any
        from . import a
        from .a import fa, ga as made, other as _other
        from p.b import one
        from q import helper, other as other
        if TYPE_CHECKING:
            from .a import typed
        VERSION = 1
        def f():
            from .a import local
    """
    files = {"p/__init__.py": source, "p/a.py": A, "p/b.py": "one = 1\n", "q.py": "def helper(): ...\n"}
    assert sorted(public(files).names) == ["VERSION", "f", "fa", "json", "made", "one", "other"]


def test_a_star_brings_what_its_module_shows() -> None:
    files = {"p/__init__.py": "from .a import *\nfrom .c import *\nfrom os import *\n", "p/a.py": A}
    files["p/c.py"] = "from .a import other\ndef fc(): ...\ndef _private(): ...\n"
    assert sorted(public(files).names) == ["fa", "fc", "ga"]


def test_a_module_hands_on_only_what_it_says_twice() -> None:
    files = {"p/__init__.py": "", "p/m.py": "from .a import fa, ga as ga\ndef f(): ...\n", "p/a.py": A}
    assert sorted(public(files, "p/m.py").names) == ["f", "ga"]
