"""What a provision says, as evidence that can be stored."""

from __future__ import annotations

from fundmodel.sentences import Language, Sentence, Text

__all__ = ["in_words"]


def in_words(said: Sentence) -> Text:
    """
    Give a sentence in each language.

    A provision may say values of any type, and files know some types only.
    """
    return Text({language.value: said.render(language) for language in Language})
