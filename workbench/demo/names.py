"""The lists in names.toml, as lists, and how a name is spelt in an address."""

import tomllib
from pathlib import Path

_LISTS = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


def _words(key: str) -> list[str]:
    return [word.replace("_", " ") for word in _LISTS[key].split()]


GIRLS, BOYS, LAST = _words("girls"), _words("boys"), _words("last")
STREETS, CLUBS = _words("streets"), _words("clubs")
PLACES = [(place[:4], place[5:]) for place in _words("places")]
SERIES, MAIL_HOSTS = _words("series"), _words("mail_hosts")


def plain(text: str) -> str:
    """Spell a name as an e-mail address does.

    >>> plain("Per Øyvind")
    'per.oyvind'
    """
    swaps = {"æ": "ae", "ø": "o", "å": "a", " ": ".", "-": ""}
    return "".join(swaps.get(letter, letter) for letter in text.lower())
