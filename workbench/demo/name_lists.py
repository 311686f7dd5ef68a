"""The names of name_lists.toml as lists, and how a name is spelt in an address."""

import tomllib
from pathlib import Path

TEXTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LISTS: dict[str, list[str]] = {
    key: [name.replace("_", " ") for name in text.split()] for key, text in TEXTS.items()
}
GIRLS, BOYS, LAST = LISTS["girls"], LISTS["boys"], LISTS["last"]
STREETS, CLUBS, MAIL_HOSTS = LISTS["streets"], LISTS["clubs"], LISTS["mail_hosts"]
PLACES = [(place[:4], place[5:]) for place in LISTS["places"]]
PHONE_SERIES = LISTS["phone_series"]
SPELLINGS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", " ": ".", "-": ""})


def plain(text: str) -> str:
    """Spell a name as an e-mail address does.

    >>> plain("Per Øyvind")
    'per.oyvind'
    """
    return text.lower().translate(SPELLINGS)
