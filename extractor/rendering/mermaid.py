"""Mermaid diagrams: nodes with escaped labels under ids of our own, in a fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from types import MappingProxyType
from typing import TypeAlias

from extractor.rendering.markdown import visible

_ACTED_ON = re.compile(
    r"""[#"<>&`\\\[\]{}%]            # by Mermaid's grammar, or by the HTML around it
      | [ ]                          # `direction LR` is a statement even within a label
      | [$]                          # mathematics
      | :                            # an icon (`fa:fa-bell`), an address
      | [*~@] | _(?=_*(?!\w))        # Markdown, which some versions read in every label, some in those of classes
      | ^[-+=] | ^\d(?=\d*[.)])
      | (?<=www)\.
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What does not stand for itself within a quoted label. An underscore that can end no emphasis does."""

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9]")

_DENSE = '%%{init: {"flowchart": {"nodeSpacing": 16}}}%%'
"""Rows closer than Mermaid's 50: a column of eleven files fits a screen."""

_NAMES_ONLY = '%%{init: {"class": {"hideEmptyMembersBox": true}}}%%'
"""A class is drawn without its members, so without the two boxes for them."""


@dataclass(frozen=True)
class Edge:
    """An arrow between two nodes, each known by a text of its own: its label, unless it is given another."""

    source: str
    target: str
    is_dashed: bool = False


Labels: TypeAlias = Mapping[str, tuple[str, ...]]
"""Node -> the lines of its label."""


def flowchart(edges: Iterable[Edge], focus: str = "", labels: Labels = MappingProxyType({})) -> str:
    """Return a left-to-right graph of the edges, in code point order; the node `focus` is drawn bold."""
    ordered, ids = _nodes(edges)
    lines = [_DENSE, "graph LR"]
    lines += [f'    {ids[node]}["{_lines(labels.get(node, (node,)))}"]' for node in ids]
    lines += [f"    {ids[edge.source]} {'-.->' if edge.is_dashed else '-->'} {ids[edge.target]}" for edge in ordered]
    if focus in ids:
        lines.append(f"    style {ids[focus]} stroke-width:3px")
    return "\n".join(lines)


def class_diagram(edges: Iterable[Edge]) -> str:
    """Return a class diagram; an edge leads from a class to one of its bases.

    It grows to the right by generations and down by classes: side by side, many classes are too small to read.
    """
    ordered, ids = _nodes(edges)
    lines = [_NAMES_ONLY, "classDiagram", "    direction LR"]
    lines += [f'    class {ids[node]}["{escape_label(node)}"]' for node in ids]
    lines += [f"    {ids[edge.target]} <|-- {ids[edge.source]}" for edge in ordered]
    return "\n".join(lines)


def escape_label(text: str) -> str:
    """Return the text of a label so that Mermaid shows it as it is, by Mermaid's character references (`#35;`)."""
    return _ACTED_ON.sub(lambda match: f"#{ord(match[0])};", visible(text))


def _lines(label: tuple[str, ...]) -> str:
    return "<br/>".join(map(escape_label, label))


def _nodes(edges: Iterable[Edge]) -> tuple[list[Edge], dict[str, str]]:
    """Return the edges in order, each once, and an id for each node."""
    ordered = sorted(set(edges), key=lambda edge: (edge.source, edge.target))
    return ordered, _ids(node for edge in ordered for node in (edge.source, edge.target))


def _ids(nodes: Iterable[str]) -> dict[str, str]:
    """Return an id for each node, made from its text, so that a new node changes no other line of a committed page.

    The prefix keeps Mermaid's keywords apart; nodes that only differ in what an id cannot hold are numbered.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for node in sorted(set(nodes)):
        plain = "n_" + _NOT_IN_ID.sub("_", node)
        ids[node] = next(name for name in chain([plain], (f"{plain}_{n}" for n in count(2))) if name not in taken)
        taken.add(ids[node])
    return ids
