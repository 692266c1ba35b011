"""Where a name leads: through re-exports to its definition, or nowhere; never to a guess."""

from __future__ import annotations

import pytest
from helpers.linking import imports_of, leads_to, linked, shown, statements
from hypothesis import given
from hypothesis import strategies as st

from extractor.link.resolve import Resolver
from extractor.link.tracking import Tracker

INIT = "pkg/__init__.py"
CORE = {"pkg/core.py": "class Thing:\n    def method(self): ...\ndef function(): ...\nLIMIT = 3\n_hidden = 1\n"}
ONE = {"pkg/core.py": "class Thing: ...\n__all__ = ['Thing']"}
OTHER = {"pkg/other.py": "__all__ = ['other']\nother = Thing = None"}

NAMES = [
    pytest.param({"a.py": "from pkg.core import Thing"}, "Thing", "pkg/core.py:Thing", id="imported"),
    pytest.param({"a.py": "from pkg.core import Thing as T"}, "T", "pkg/core.py:Thing", id="alias"),
    pytest.param({"a.py": "from pkg.core import Thing as T"}, "Thing", None, id="the name behind an alias"),
    pytest.param({"a.py": "from pkg.core import LIMIT"}, "LIMIT", "pkg/core.py:LIMIT", id="variable"),
    pytest.param({"a.py": "from pkg.core import Thing"}, "Thing.method", "pkg/core.py:Thing.method", id="member"),
    pytest.param({"a.py": "from pkg.core import Thing"}, "Thing.other", None, id="no such member"),
    pytest.param({"a.py": "from pkg.core import missing"}, "missing", None, id="no such name"),
    pytest.param({"a.py": "import pkg.core"}, "pkg.core.Thing", "pkg/core.py:Thing", id="import a.b"),
    pytest.param({"a.py": "import pkg.core", INIT: ""}, "pkg.core.Thing", "pkg/core.py:Thing", id="in a package"),
    pytest.param({"a.py": "import pkg.core as c"}, "c.Thing", "pkg/core.py:Thing", id="import a.b as c"),
    pytest.param({"a.py": "import pkg.core\nThing = pkg.core.Thing"}, "Thing", "pkg/core.py:Thing", id="alias"),
    pytest.param(
        {"a.py": "import numpy\narray = numpy.array"}, "array", "a.py:array", id="alias of something elsewhere"
    ),
    pytest.param({"a.py": "a = a.a"}, "a", "a.py:a", id="alias of itself"),
    pytest.param(
        {"a.py": "from pkg import core\nThing = core.Thing\nThing = None"},
        "Thing",
        "a.py:Thing",
        id="no alias any more",
    ),
    pytest.param(
        {"a.py": "from pkg import core\nmaker = core.Thing()\nmethod = maker.method"},
        "method",
        "a.py:method",
        id="alias of an instance's",
    ),
    pytest.param({"a.py": "import pkg.core as c"}, "c", "pkg/core.py", id="the module itself"),
    pytest.param({"a.py": "from pkg import core"}, "core.function", "pkg/core.py:function", id="submodule"),
    pytest.param({"a.py": "from pkg.core import *"}, "Thing", "pkg/core.py:Thing", id="star"),
    pytest.param({"a.py": "from pkg.core import *"}, "_hidden", None, id="star, private"),
    pytest.param(
        {"a.py": "from b import *", "b.py": "_c = 1\n__all__ = names()\n__all__.append('_c')"},
        "_c",
        "b.py:_c",
        id="star, private and named among what only running would tell",
    ),
    pytest.param({"a.py": "class Thing: ...\nfrom pkg.core import *"}, "Thing", "a.py:Thing", id="own before star"),
    pytest.param({"a.py": "def f():\n    from pkg.core import Thing"}, "Thing", None, id="bound inside a function"),
    pytest.param({"a.py": "import numpy"}, "numpy.array", None, id="third party"),
    pytest.param({"a.py": ""}, "print", None, id="built in"),
    pytest.param(
        {"a.py": "try:\n    from pkg._fast import f\nexcept ImportError:\n    from pkg.core import function as f"},
        "f",
        "pkg/core.py:function",
        id="fallback of what is not there",
    ),
    pytest.param(
        {
            "a.py": "try:\n    from pkg.quick import f\nexcept ImportError:\n    f = None",
            "pkg/quick.py": "def f(): ...",
        },
        "f",
        "pkg/quick.py:f",
        id="what is there before its fallback",
    ),
    pytest.param({"a.py": "try:\n    from fast import f\nexcept ImportError:\n    f = None"}, "f", "a.py:f", id="None"),
]


@pytest.mark.parametrize(("files", "name", "expected"), NAMES)
def test_a_name_leads_to_its_definition(files: dict[str, str], name: str, expected: str | None) -> None:
    assert leads_to("a.py", name, {**CORE, **files}) == expected


REEXPORTS = [
    pytest.param({INIT: "from .core import Thing"}, "pkg/core.py:Thing", id="one step"),
    pytest.param(
        {INIT: "from .api import Thing", "pkg/api.py": "from .core import Thing as Thing"},
        "pkg/core.py:Thing",
        id="two steps",
    ),
    pytest.param({INIT: "from .core import function as Thing"}, "pkg/core.py:function", id="under another name"),
    pytest.param({INIT: "from .core import *"}, "pkg/core.py:Thing", id="star"),
    pytest.param(
        {INIT: "from .api import *", "pkg/api.py": "from .core import *\n__all__ = ['Thing']"},
        "pkg/core.py:Thing",
        id="star with __all__",
    ),
    pytest.param(
        {INIT: "from .api import *", "pkg/api.py": "from .core import Thing\n__all__ = ['other']"},
        None,
        id="star, not in __all__",
    ),
    pytest.param(
        {
            INIT: "from .api import *",
            "pkg/api.py": "from . import core\nfrom .core import *\n__all__ = []\n__all__ += core.__all__",
            "pkg/core.py": "class Thing: ...\n__all__ = ['Thing']",
        },
        "pkg/core.py:Thing",
        id="joined __all__",
    ),
    pytest.param(
        {
            INIT: "from .api import *",
            "pkg/api.py": "from . import core\nfrom .core import *\n__all__ = [*core.__all__]",
            "pkg/core.py": "class Thing: ...\n__all__ = []",
        },
        None,
        id="joined __all__ without the name",
    ),
    pytest.param(
        {INIT: "from .api import *", "pkg/api.py": "from .core import *\nfrom .core import __all__", **ONE},
        "pkg/core.py:Thing",
        id="taken over __all__",
    ),
    pytest.param(
        {INIT: "from .api import *", "pkg/api.py": "from .core import Thing\nfrom .other import __all__", **OTHER},
        None,
        id="taken over __all__ without the name",
    ),
    pytest.param(
        {INIT: "from .one import *\nfrom .two import *", "pkg/one.py": "Thing = 1", "pkg/two.py": "Thing = 2"},
        "pkg/two.py:Thing",
        id="the last star wins",
    ),
    pytest.param({INIT: "from .other import Thing", "pkg/other.py": "from . import Thing"}, None, id="cycle"),
    pytest.param({INIT: "from .other import *", "pkg/other.py": "from . import *"}, None, id="cycle of stars"),
    pytest.param(
        {INIT: "from .other import Thing\nfrom .core import *", "pkg/other.py": "from . import Thing"},
        "pkg/core.py:Thing",
        id="out of a cycle",
    ),
    pytest.param({INIT: "from pkg import Thing"}, None, id="from itself"),
    pytest.param({INIT: "from . import Thing", "pkg/Thing.py": ""}, "pkg/Thing.py", id="submodule"),
    pytest.param({INIT: "", "pkg/Thing.py": ""}, "pkg/Thing.py", id="submodule that nothing imports"),
    pytest.param({INIT: "class Thing: ...", "pkg/Thing.py": ""}, f"{INIT}:Thing", id="class before submodule"),
    pytest.param({INIT: "Thing = 1", "pkg/Thing.py": ""}, f"{INIT}:Thing", id="variable before submodule"),
    pytest.param(
        {INIT: "from .Thing import Thing", "pkg/Thing.py": "def Thing(): ..."}, "pkg/Thing.py:Thing", id="both"
    ),
    pytest.param({INIT: "from elsewhere import Thing", "pkg/Thing.py": ""}, None, id="third party before submodule"),
    pytest.param(
        {INIT: "from .user import go", "pkg/user.py": "from . import Thing\ngo = 1", "pkg/Thing.py": ""},
        "pkg/Thing.py",
        id="submodule that another imports from the package",
    ),
    pytest.param(
        {INIT: "from .user import Thing", "pkg/user.py": "from . import Thing", "pkg/Thing.py": ""},
        "pkg/Thing.py",
        id="submodule in a cycle",
    ),
    pytest.param(
        {INIT: "from base import *", "base/__init__.py": "", "base/Thing.py": "", "pkg/Thing.py": ""},
        "pkg/Thing.py",
        id="a star does not bring submodules",
    ),
    pytest.param(
        {INIT: "from base import *", "base/__init__.py": "__all__ = ['Thing']", "base/Thing.py": ""},
        "base/Thing.py",
        id="a star brings a submodule of __all__",
    ),
    pytest.param(
        {
            INIT: "from base import *",
            "base/__init__.py": "from base.Thing import *",
            "base/Thing.py": "class Thing: ...",
        },
        "base/Thing.py:Thing",
        id="a star brings what another star puts over a submodule",
    ),
]


@pytest.mark.parametrize(("files", "expected"), REEXPORTS)
def test_what_a_package_reexports_leads_to_its_definition(files: dict[str, str], expected: str | None) -> None:
    repository = linked({**CORE, **files, "a.py": "from pkg import Thing"})
    (statement,) = statements(repository, "a.py")
    assert shown(repository.resolver.imported("a.py", statement, "Thing")) == expected
    assert shown(repository.resolver.dotted("a.py", "Thing")) == expected


SUBMODULES = [
    pytest.param("", "pkg/part.py", id="nothing of that name"),
    pytest.param("from . import part", "pkg/part.py", id="imports the submodule"),
    pytest.param("from pkg import part", "pkg/part.py", id="imports the submodule by its whole name"),
    pytest.param("import pkg.part", "pkg/part.py", id="imports the submodule as a module"),
    pytest.param("def part(): ...", INIT, id="function"),
    pytest.param("part = 1", INIT, id="variable"),
    pytest.param("from .part import part", INIT, id="function of the submodule"),
    pytest.param("from json import part", INIT, id="something from elsewhere"),
    pytest.param("from .core import *", "pkg/part.py", id="a star without the name"),
]


@pytest.mark.parametrize(("source", "expected"), SUBMODULES)
def test_the_import_graph_has_submodules_where_the_package_lacks_the_name(source: str, expected: str) -> None:
    files = {**CORE, INIT: source, "pkg/part.py": "def part(): ...", "a.py": "from pkg import part"}
    assert imports_of("a.py", files) == (expected,)


def _line(module: str) -> st.SearchStrategy[str]:
    others = st.sampled_from([each for each in "abcd" if each != module])
    names = st.sampled_from("xy")
    return st.one_of(
        st.builds("from {} import *".format, others),
        st.builds("from {} import {} as {}".format, others, names, names),
        st.builds("class {}: ...".format, names),
        st.builds("__all__ = [{!r}]".format, names),
    )


TANGLES = st.fixed_dictionaries({f"{each}.py": st.lists(_line(each), max_size=5).map("\n".join) for each in "abcd"})


@given(TANGLES, st.permutations([(f"{module}.py", name) for module in "abcd" for name in "xy"]))
def test_cycles_answer_alike_whichever_question_comes_first(
    files: dict[str, str], questions: list[tuple[str, str]]
) -> None:
    repository = linked(files)
    alone = {each: Resolver(repository.files, repository.modules, Tracker()).dotted(*each) for each in questions}
    together = Resolver(repository.files, repository.modules, Tracker())
    assert {each: together.dotted(*each) for each in questions} == alone


def test_cycles_of_star_imports_are_followed_once() -> None:
    modules = range(24)
    files = {f"p/m{each}.py": "".join(f"from .m{n} import *\n" for n in modules if n != each) for each in modules}
    files["p/__init__.py"] = "".join(f"from .m{each} import *\n" for each in modules)
    resolver = linked(files).resolver
    assert [resolver.dotted(f"p/m{each}.py", "missing") for each in modules] == [None for _ in modules]


def test_what_is_too_far_away_leads_nowhere() -> None:
    files = {f"hop{n}.py": f"from hop{n + 1} import target" for n in range(400)} | {"hop400.py": "target = 1"}
    assert shown(linked(files).resolver.dotted("hop350.py", "target")) == "hop400.py:target"
    assert linked(files).resolver.dotted("hop0.py", "target") is None


def test_a_name_in_a_scope_leads_to_the_innermost_definition() -> None:
    resolver = linked({"a.py": "class A: ...\nclass B:\n    class A: ...\n    def f(self): ...\n"}).resolver
    assert shown(resolver.dotted("a.py", "A", "B")) == "a.py:B.A"
    assert shown(resolver.dotted("a.py", "A", "C")) == "a.py:A"


def test_users_of_a_definition_are_those_that_import_it_by_whatever_name() -> None:
    files = {
        **CORE,
        INIT: "from .core import Thing",
        "a.py": "from pkg import Thing as T",
        "b.py": "from pkg.core import Thing, function",
        "c.py": "import pkg.core",
        "d.py": "from pkg.core import *",
    }
    users = {shown(target): found for target, found in linked(files).graph.users.items()}
    assert users == {"pkg/core.py:Thing": ("a.py", "b.py", INIT), "pkg/core.py:function": ("b.py",)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Own", "a.py:Own"),
        ("pkg.core.Thing", "pkg/core.py:Thing"),
        ("pkg.core.Thing.method", "pkg/core.py:Thing.method"),
        ("pkg.core", "pkg/core.py"),
        ("pkg.Thing", "pkg/core.py:Thing"),
        ("pkg.core.missing", None),
        ("core.Thing", None),
        ("Thing", None),
        ("pkg", None),
        ("os.path", None),
    ],
)
def test_a_text_names_by_the_top_level_package_what_it_need_not_import(name: str, expected: str | None) -> None:
    resolver = linked({**CORE, INIT: "from .core import Thing", "a.py": "class Own: ..."}).resolver
    assert shown(resolver.named("a.py", name)) == expected


def test_a_text_names_first_what_its_own_file_means() -> None:
    files = {**CORE, "pkg/other.py": "class Thing: ...", "a.py": "import pkg.other as pkg"}
    assert shown(linked(files).resolver.named("a.py", "pkg.Thing")) == "pkg/other.py:Thing"
