"""Where other files call what a module defines."""

from __future__ import annotations

from helpers.linking import linked

MODULE = """
def one(): ...
def _two(): ...
class Three:
    def four(self): ...
LIMIT = 1
"""


def callers(files: dict[str, str], path: str = "p/m.py") -> list[tuple[str, str, str]]:
    found = linked({"p/__init__.py": "", "p/m.py": MODULE, **files}).callers.get(path, ())
    return [(each.path, each.owner, each.callee) for each in found]


def test_calls_lead_through_imports_and_re_exports() -> None:
    files = {
        "p/__init__.py": "from .m import one as first",
        "a.py": "from p import first\ndef f():\n    first()\n    first()\n",
        "b.py": "import p.m\np.m.Three().four()\n",
        "c.py": "from p.m import Three\nclass C:\n    def g(self): return Three.four(self)\n",
    }
    assert callers(files) == [("a.py", "f", "one"), ("b.py", "", "Three"), ("c.py", "C.g", "Three.four")]


def test_tests_come_last() -> None:
    call = "from p.m import one\none()\n"
    assert [path for path, _, _ in callers({"a/test_m.py": call, "z.py": call})] == ["z.py", "a/test_m.py"]


def test_what_is_private_a_value_or_at_home_has_no_callers() -> None:
    files = {"a.py": "from p.m import _two, LIMIT\n_two()\nLIMIT()\n", "p/m.py": MODULE + "one()\n"}
    assert callers(files) == []


def test_namesakes_are_not_called() -> None:
    files = {"a.py": "from q import one\none()\n", "b.py": "def one(): ...\none()\n", "c.py": "x.one()\n"}
    assert callers(files) == []
