"""The sentence that stands beside a name wherever it is listed: the first of its own docstring."""

from __future__ import annotations

from extractor.facts import FileFacts
from extractor.link.summaries import first_sentence


def words_of(file: FileFacts) -> dict[str, str]:
    """Return the first sentence of each class and function at the top level of a file, by name; none is empty.

    Of several definitions of one name, the first that says something counts.
    """
    words: dict[str, str] = {}
    for definition in file.code.definitions() if file.code else ():
        if definition.scope == "module" and definition.docstring and definition.name not in words:
            words[definition.name] = first_sentence(definition.docstring)
    return {name: sentence for name, sentence in words.items() if sentence}
