"""Letters that only newer Pythons know are the same on all."""

from __future__ import annotations

import pytest

from extractor.extraction.unicode import casefolded, is_alphanumeric, is_part_of_a_word, is_wide, lowered


@pytest.mark.parametrize("letter", ["\u2c2f", "\ua7c0", "\U00010570", "\u1c89", "\ua7da", "\U00010d50", "\U00016ea0"])
def test_a_young_capital_has_no_other_case(letter: str) -> None:
    assert (lowered(letter), casefolded(letter)) == (letter, letter)


def test_older_letters_are_lowered_as_ever() -> None:
    text = "ÄÖ ΟΔΟΣ Ⰰ ABC ẞ"
    assert (lowered(text), casefolded(text)) == (text.lower(), text.casefold())


@pytest.mark.parametrize("letter", ["\U0001e4d0", "\U00031350", "\U0002ebf0", "\U00010580", "é"])
def test_a_young_letter_is_one(letter: str) -> None:
    assert is_part_of_a_word(letter)
    assert is_alphanumeric(letter)


@pytest.mark.parametrize("emoji", ["\U0001fae8", "\U0001fae9", "\U0001f600"])
def test_a_young_emoji_is_none_and_takes_two_columns(emoji: str) -> None:
    assert not is_part_of_a_word(emoji)
    assert not is_alphanumeric(emoji)
    assert is_wide(emoji)
