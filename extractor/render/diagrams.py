"""What the diagrams of pages show: neighbours of a file, inheritance in a file, imports within a folder."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from extractor.link.graph import base_name
from extractor.link.resolve import Target
from extractor.render.mermaid import Edge, class_diagram, flowchart
from extractor.render.place import Place
from extractor.render.subject import Subject

_MOST_NODES = 12
"""Of a neighbour graph, the file itself included; the page counts the rest in words."""

_MOST_DRAWN = 24
"""Nodes of the other diagrams."""


@dataclass(frozen=True)
class Diagram:
    """A diagram's Mermaid text (empty: there is nothing to draw), and how many nodes it leaves out."""

    text: str = ""
    left_out: int = 0


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
    edges = [Edge(subject.path, path) for path in shown_imports]
    edges += [Edge(path, subject.path) for path in shown_importers]
    if not edges:
        return Diagram()
    shown = {*shown_imports, *shown_importers}
    return Diagram(flowchart(edges, focus=subject.path), len({*imports, *importers} - shown))


def inheritance(subject: Subject) -> Diagram:
    """Return the class diagram of a file's classes that have bases; several definitions of one name are one class."""
    facts = subject.python
    if facts is None:
        return Diagram()
    edges = [
        Edge(each.qualname, _base_label(subject, each.qualname, index, base))
        for each in facts.classes
        for index, base in enumerate(each.bases)
        if base_name(base) not in ("", "object")
    ]
    return _most_connected({edge for edge in edges if edge.source != edge.target}, class_diagram)


def _base_label(subject: Subject, qualname: str, index: int, base: str) -> str:
    found = subject.repository.graph.bases.get(Target(subject.path, qualname), ())
    target = found[index] if index < len(found) else None
    return target.qualname if target and target.path == subject.path else base_name(base)


def folder_graph(place: Place) -> Diagram:
    """Return the graph of the imports between a folder's files and subfolders, the folder's own `__init__` too."""
    members = {each.path: posixpath.basename(each.path) for each in place.files}
    edges = set[Edge]()
    for source in place.repository.files_below(place.folder):
        for target in place.repository.graph.imports.get(source.path, ()):
            edge = Edge(_member(place, source.path, members), _member(place, target, members))
            if edge.source and edge.target and edge.source != edge.target:
                edges.add(edge)
    return _most_connected(edges, flowchart)


def _most_connected(edges: set[Edge], draw: Callable[[Iterable[Edge]], str]) -> Diagram:
    """Return the diagram of the nodes with the most edges: one of a hundred nodes shows nothing."""
    degrees = Counter(label for edge in edges for label in (edge.source, edge.target))
    shown = set(sorted(degrees, key=lambda label: (-degrees[label], label))[:_MOST_DRAWN])
    drawn = [edge for edge in edges if {edge.source, edge.target} <= shown]
    return Diagram(draw(drawn), len(degrees) - len(shown)) if drawn else Diagram()


def _member(place: Place, path: str, files: dict[str, str]) -> str:
    """Return the label of the member of the folder that a path belongs to; empty for one elsewhere."""
    if path in files:
        return files[path]
    prefix = f"{place.folder}/" if place.folder else ""
    return f"{path[len(prefix) :].partition('/')[0]}/" if path.startswith(prefix) else ""
