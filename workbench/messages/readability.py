"""How easy a text is to read."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# a new sentence begins with no small letter ("15. januar" is one), or on a new line
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[^\sa-zæøåäöé])|\n+")
LONG_WORD = 7  # letters


def lix(text: str) -> float:
    """Return LIX: the words of a sentence, plus how many of a hundred words are long.

    Below 30 is easy to read, 40 is the language of newspapers.

    >>> lix("Vi ringte deg 15. januar. Ring oss gjerne tilbake!")
    16.5
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]
    long_words = [word for word in words if len(word) >= LONG_WORD]
    return len(words) / len(sentences) + 100 * len(long_words) / len(words)
