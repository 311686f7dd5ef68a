"""Houses to work in: a folder with what the package finds in its own, and clubs in them."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]


def furnish(house: Path) -> Path:
    """Put the standard policies and rates in a house that has none, and return it."""
    for name in ("policies", "rates"):
        shutil.copytree(ROOT / "data" / name, house / "data" / name)
    return house


def take_old_files(toml: str) -> str:
    """Return the settings of a club in which files may be as old as can be: for tests of what is
    asked, whose files have no new facts from week to week."""
    text = toml.replace("bankfil_bankdager = 2", "bankfil_bankdager = 30")
    return text.replace("ukentlig_fil_dager = 6", "ukentlig_fil_dager = 90")
