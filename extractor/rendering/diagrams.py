"""What the diagrams of pages show: neighbours of a file, inheritance in a file, imports within a folder."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from extractor.link.graph import base_name
from extractor.link.resolve import Target
from extractor.rendering.mermaid import Edge, class_diagram, flowchart
from extractor.rendering.place import Place
from extractor.rendering.subject import Subject

_MOST_NODES = 12
"""Of a neighbour graph, the file itself included; the page counts the rest in words."""

_MOST_CLASSES = 24
_MOST_MEMBERS = 16
"""Of a folder graph."""
_MOST_ARROWS = 24
"""Of a folder graph: where all import all, fewer members show more."""


@dataclass(frozen=True)
class Diagram:
    """A diagram's Mermaid text (empty: there is nothing to draw), and how many nodes it leaves out."""

    text: str = ""
    left_out: int = 0
    has_dashed: bool = False
    """Whether an arrow is dashed: an import that does not run while the file is imported."""


def neighbour_graph(subject: Subject) -> Diagram:
    """Return the graph of the files that a file imports and that import it.

    Where they are too many, imports and importers share the room, each in the order of code points.
    """
    graph = subject.repository.graph
    imports = graph.imports.get(subject.path, ())
    importers = graph.imported_by.get(subject.path, ())
    room = _MOST_NODES - 1
    shown_imports = imports[: max(room // 2, room - len(importers))]
    shown_importers = importers[: room - len(shown_imports)]
    deferred, deferred_by = graph.deferred.get(subject.path, ()), graph.deferred_by.get(subject.path, ())
    edges = [Edge(subject.path, path, path in deferred) for path in shown_imports]
    edges += [Edge(path, subject.path, path in deferred_by) for path in shown_importers]
    if not edges:
        return Diagram()
    shown = {*shown_imports, *shown_importers}
    labels = {path: _label(path, subject.folder) for path in {subject.path, *shown}}
    left_out = len({*imports, *importers} - shown)
    return Diagram(flowchart(edges, subject.path, labels), left_out, _has_dashed(edges))


def _has_dashed(edges: Iterable[Edge]) -> bool:
    return any(edge.is_dashed for edge in edges)


def _label(path: str, folder: str) -> tuple[str, ...]:
    """Return the name of a file of this folder; of another file, its folder on a line of its own.

    It depends on nothing else, such as a folder that all have in common: a new neighbour changes no other's line.
    """
    its_folder, name = posixpath.split(path)
    if its_folder == folder:
        return (name,)
    return (f"{its_folder}/", name) if its_folder else (f"/{name}",)


def inheritance(subject: Subject) -> Diagram:
    """Return the class diagram of a file's classes that have bases; several definitions of one name are one class."""
    facts = subject.python
    if facts is None:
        return Diagram()
    edges = [
        Edge(cls.qualname, _base_label(subject, cls.qualname, index, base))
        for cls in facts.classes
        for index, base in enumerate(cls.bases)
        if base_name(base) not in ("", "object")
    ]
    edges = [edge for edge in edges if edge.source != edge.target]
    return _most_connected(edges, class_diagram, _MOST_CLASSES, len(edges))


def _base_label(subject: Subject, qualname: str, index: int, base: str) -> str:
    """Return the qualname of a base that is a class of the same file; of any other, its name in the source."""
    bases = subject.repository.graph.bases.get(Target(subject.path, qualname), ())
    target = bases[index] if index < len(bases) else None
    return target.qualname if target and target.path == subject.path else base_name(base)


def folder_graph(place: Place) -> Diagram:
    """Return the graph of the imports between a folder's files and subfolders, the folder's own `__init__` too."""
    members = {file.path: posixpath.basename(file.path) for file in place.files}
    graph = place.repository.graph
    are_dashed: dict[tuple[str, str], bool] = {}
    for source in place.repository.paths_below(place.folder):
        deferred = graph.deferred.get(source, ())
        for target in graph.imports.get(source, ()):
            ends = (_member(place, source, members), _member(place, target, members))
            if all(ends) and ends[0] != ends[1]:
                # An arrow between subfolders stands for all imports between them.
                are_dashed[ends] = target in deferred and are_dashed.get(ends, True)
    edges = [Edge(*ends, is_dashed) for ends, is_dashed in are_dashed.items()]
    return _most_connected(edges, flowchart, _MOST_MEMBERS, _MOST_ARROWS)


def _most_connected(
    edges: Collection[Edge], draw: Callable[[Iterable[Edge]], str], most_nodes: int, most_edges: int
) -> Diagram:
    """Return the diagram of the nodes with the most edges, as many as keep it readable."""
    degrees = Counter(node for edge in edges for node in (edge.source, edge.target))
    ranked = sorted(degrees, key=lambda node: (-degrees[node], node))
    drawn: list[Edge] = []
    # From few to many: one node more may bring more arrows than there is room for, and then the last size stands.
    for size in range(2, min(len(ranked), most_nodes) + 1):
        shown = set(ranked[:size])
        among = [edge for edge in edges if {edge.source, edge.target} <= shown]
        if len(among) > most_edges:
            break
        drawn = among
    nodes = {node for edge in drawn for node in (edge.source, edge.target)}
    return Diagram(draw(drawn), len(degrees) - len(nodes), _has_dashed(drawn)) if drawn else Diagram()


def _member(place: Place, path: str, files: dict[str, str]) -> str:
    """Return the label of the member of the folder that a path belongs to; empty for one elsewhere."""
    if path in files:
        return files[path]
    prefix = f"{place.folder}/" if place.folder else ""
    return f"{path[len(prefix) :].partition('/')[0]}/" if path.startswith(prefix) else ""
