"""Mermaid diagrams: nodes with escaped labels under ids of our own, in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count

from extractor.render.markdown import visible

_ENTITIES: Mapping[str, str] = {
    "#": "#35;",
    '"': "#quot;",
    "<": "#lt;",
    ">": "#gt;",
    "&": "#amp;",
    "`": "#96;",
    "\\": "#92;",
    "[": "#91;",
    "]": "#93;",
    "{": "#123;",
    "}": "#125;",
    "%": "#37;",
}
"""What Mermaid or the HTML around it acts on within a quoted label, in Mermaid's own character references."""

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9]")


@dataclass(frozen=True)
class Edge:
    """An arrow between two labels."""

    source: str
    target: str


def flowchart(edges: Iterable[Edge], focus: str = "") -> str:
    """Return a left-to-right graph of the edges, in code point order; the node `focus` is drawn bold."""
    ordered = sorted(set(edges), key=lambda edge: (edge.source, edge.target))
    ids = _ids(label for edge in ordered for label in (edge.source, edge.target))
    lines = ["graph LR", *(f'    {node}["{escape_label(label)}"]' for label, node in ids.items())]
    lines += [f"    {ids[edge.source]} --> {ids[edge.target]}" for edge in ordered]
    if focus in ids:
        lines.append(f"    style {ids[focus]} stroke-width:3px")
    return "\n".join(lines)


def class_diagram(edges: Iterable[Edge]) -> str:
    """Return a class diagram; an edge leads from a class to one of its bases."""
    ordered = sorted(set(edges), key=lambda edge: (edge.source, edge.target))
    ids = _ids(label for edge in ordered for label in (edge.source, edge.target))
    lines = ["classDiagram", *(f'    class {node}["{escape_label(label)}"]' for label, node in ids.items())]
    lines += [f"    {ids[edge.target]} <|-- {ids[edge.source]}" for edge in ordered]
    return "\n".join(lines)


def escape_label(text: str) -> str:
    """Return the text of a label so that Mermaid shows it as it is."""
    return "".join(_ENTITIES.get(character, character) for character in visible(text))


def _ids(labels: Iterable[str]) -> dict[str, str]:
    """Return an id for each label, made from it, so that a new node changes no other line of a committed page.

    The prefix keeps Mermaid's keywords apart; labels that only differ in what an id cannot hold are numbered.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for label in sorted(set(labels)):
        plain = "n_" + _NOT_IN_ID.sub("_", label)
        ids[label] = next(each for each in chain([plain], (f"{plain}_{n}" for n in count(2))) if each not in taken)
        taken.add(ids[label])
    return ids
