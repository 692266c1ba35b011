"""What all files together say of each file, as one digest: whether it changed, without keeping it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from extractor.link.repository import Repository


def relation_digests(repository: Repository) -> dict[str, bytes]:
    """Return a digest of the relations that are asked for by each file's path, or by a target in it.

    What a page says of a file other than its own hangs on that file's facts and on these, and on nothing else.
    """
    graph = repository.graph
    by_path: tuple[Iterable[tuple[str, Any]], ...] = (
        graph.imports.items(),
        graph.imported_by.items(),
        repository.tests.items(),
        repository.callers.items(),
    )
    by_target = (graph.users, graph.bases, graph.subclasses, graph.overrides, graph.overridden_by)
    found: defaultdict[str, list[object]] = defaultdict(list)
    for number, relation in enumerate(by_path):
        for path, value in relation:
            found[path].append((number, value))
    for number, relation_of_targets in enumerate(by_target, len(by_path)):
        for target, others in relation_of_targets.items():
            found[target.path].append((number, target.qualname, others))
    repository.reads.take()  # no page's
    encode = msgspec.msgpack.Encoder().encode
    return {path: hashlib.blake2b(encode(relations), digest_size=16).digest() for path, relations in found.items()}
