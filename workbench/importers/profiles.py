"""What each system's exports look like: data in `profiles/*.toml`, read once.

A heading is `seen` when it stands in a public source or a real file, and `assumed` when it is our
proposal; the import log keeps the headings met, so that a first real file can turn one into the
other.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent / "profiles"

Kind = Literal["members", "invoices", "claims", "holds", "steps"]
CellType = Literal[
    "id", "text", "name", "phone", "email", "postcode", "day", "past_day", "birth_day",
    "amount", "kid", "word", "account",
]  # fmt: skip


class Column(BaseModel):
    """One canonical column: what its cells are, and the headings it goes under."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: CellType
    required: bool = False  # without the heading the file is not of this kind
    needed: bool = False  # without a readable value the row is set aside
    seen: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    words: dict[str, str] = Field(default_factory=dict)  # the system's word -> ours


class Profile(BaseModel):
    """One kind of file from one system."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    system: str
    kind: Kind
    key: tuple[str, ...]  # the columns that identify a row, for the list of values set aside
    day_order: Literal["dmy", "ymd"] = "dmy"
    footer: tuple[str, ...] = ()  # patterns for the first filled cell of a row that is no data
    columns: dict[str, Column]

    def is_footer(self, first: str) -> bool:
        """Say whether a row that begins with `first` is a total or a note, not data."""
        return any(re.fullmatch(pattern, first, re.IGNORECASE) for pattern in self.footer)


@cache
def load_profiles() -> tuple[Profile, ...]:
    """Return every profile shipped with the package, in the order of their file names."""
    return tuple(
        Profile.model_validate(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(HERE.glob("*.toml"))
    )
