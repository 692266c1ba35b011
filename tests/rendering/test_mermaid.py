from __future__ import annotations

import pytest

from extractor.rendering.mermaid import Edge, class_diagram, escape_label, flowchart

EDGES = [Edge("b.py", "c.py"), Edge("a.py", "b.py"), Edge("a.py", "b.py")]


def test_flowchart_draws_every_edge_once_and_in_order() -> None:
    assert (
        flowchart(EDGES)
        == """\
%%{init: {"flowchart": {"nodeSpacing": 16}}}%%
graph LR
    n_a_py["a.py"]
    n_b_py["b.py"]
    n_c_py["c.py"]
    n_a_py --> n_b_py
    n_b_py --> n_c_py"""
    )


def test_flowchart_sets_off_the_focus_and_shows_labels_of_several_lines() -> None:
    assert (
        flowchart([Edge("pkg/a.py", "lib/b#.py")], "pkg/a.py", {"pkg/a.py": ("a.py",), "lib/b#.py": ("lib/", "b#.py")})
        == """\
%%{init: {"flowchart": {"nodeSpacing": 16}}}%%
graph LR
    n_lib_b__py["lib/<br/>b#35;.py"]
    n_pkg_a_py["a.py"]
    n_pkg_a_py --> n_lib_b__py
    style n_pkg_a_py stroke-width:3px"""
    )


def test_class_diagram_points_from_a_class_to_its_base() -> None:
    assert (
        class_diagram([Edge("Child", "Base"), Edge("Base", "abc.ABC")])
        == """\
%%{init: {"class": {"hideEmptyMembersBox": true}}}%%
classDiagram
    direction LR
    class n_Base["Base"]
    class n_Child["Child"]
    class n_abc_ABC["abc.ABC"]
    n_abc_ABC <|-- n_Base
    n_Base <|-- n_Child"""
    )


@pytest.mark.parametrize("draw", [flowchart, class_diagram])
def test_the_order_of_the_edges_changes_nothing(draw: object) -> None:
    assert callable(draw)
    assert draw(EDGES) == draw(reversed(EDGES))


@pytest.mark.parametrize("draw", [flowchart, class_diagram])
@pytest.mark.parametrize("name", ["aa", "b.pyi", "end", "graph", "zz"])
def test_another_node_adds_its_own_lines_and_changes_no_other(draw: object, name: str) -> None:
    assert callable(draw)
    before, after = draw(EDGES).splitlines(), draw([*EDGES, Edge(name, "c.py")]).splitlines()
    added = [line for line in after if line not in before]
    assert [line for line in after if line in before] == before
    assert len(added) == 2


def test_nodes_of_one_spelling_but_for_punctuation_stay_apart() -> None:
    drawn = flowchart([Edge("a-b", "a_b"), Edge("a.b", "a-b")]).splitlines()
    assert drawn[2:5] == ['    n_a_b["a-b"]', '    n_a_b_2["a.b"]', '    n_a_b_3["a_b"]']


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("extractor/rendering/mermaid.py", "extractor/rendering/mermaid.py"),
        ("_private_name", "_private_name"),
        ("__init__.py", "__init#95;#95;.py"),
        ("name_", "name#95;"),
        ('"quoted"', "#34;quoted#34;"),
        ("Generic[T]", "Generic#91;T#93;"),
        ("{x}", "#123;x#125;"),
        ("#quot;", "#35;quot;"),
        ("&lt;", "#38;lt;"),
        ("%% no comment", "#37;#37;#32;no#32;comment"),
        ("<script>alert(1)</script>", "#60;script#62;alert(1)#60;/script#62;"),
        ("a\\b`c`", "a#92;b#96;c#96;"),
        ("*a* ~b~", "#42;a#42;#32;#126;b#126;"),
        ("- a", "#45;#32;a"),
        ("a-b", "a-b"),
        ("12. a", "#49;2.#32;a"),
        ("12a", "12a"),
        ("$$x$$", "#36;#36;x#36;#36;"),
        ("fa:fa-bell", "fa#58;fa-bell"),
        ("www.example.org", "www#46;example.org"),
        ("me@example.org", "me#64;example.org"),
        ("direction LR", "direction#32;LR"),
        ("end", "end"),
        ("größe/非同期", "größe/非同期"),
        ("a\nb\x00", "a#92;nb#92;x00"),
    ],
)
def test_labels_hold_references_to_what_mermaid_would_act_on(text: str, label: str) -> None:
    assert escape_label(text) == label
