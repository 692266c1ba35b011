"""The sentence that stands beside a name wherever it is listed: the first of its own docstring or description."""

from __future__ import annotations

from functools import lru_cache

from extractor.facts import FileFacts
from extractor.link.summaries import first_sentence

sentence_of = lru_cache(20_000)(first_sentence)
"""A docstring -> its first sentence: the file's own page, those that list it and what is told of it all ask."""


def words_of(file: FileFacts) -> dict[str, str]:
    """Return the first sentence of each class, function and variable at the top level of a file, by name; no empty one.

    Of several definitions of one name, the first of which something is said counts.
    """
    words: dict[str, str] = {}
    for definition in file.code.definitions() if file.code else ():
        if definition.scope == "module" and definition.docstring and definition.name not in words:
            words[definition.name] = sentence_of(definition.docstring)
    for variable in file.code.variables if file.code else ():
        if variable.description and variable.name not in words:
            words[variable.name] = sentence_of(variable.description)
    return {name: sentence for name, sentence in words.items() if sentence}
