"""What was not read, as people go through it."""

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.values.record_ids import is_digest


def gathered(aside: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what was set aside as people go through it: what has a proposal first, then whole
    rows, and last what was repaired; all that a row lacks stands together."""
    lines: list[dict[str, Any]] = []
    lacks: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(aside, key=_turn):
        place = (row["sha256"], row["sheet"], row["row"])
        is_lack = row["reason"] == "mangler" and row["proposal"] is row["repaired"] is None
        if is_lack and place in lacks:
            lacks[place]["column"] += f", {row['column']}"
            continue
        lines.append({**row})
        if is_lack:
            lacks[place] = lines[-1]
    return lines


def _turn(row: Mapping[str, Any]) -> tuple[bool, bool, bool]:
    return row["repaired"] is not None, row["proposal"] is None, not row["whole_row"]


def repaired_note(lines: Iterable[Mapping[str, Any]]) -> str:
    """Say how many lines are left, where some are repaired."""
    is_repaired = [line["repaired"] is not None for line in lines]
    done = sum(is_repaired)
    return f" ({len(is_repaired) - done} gjenstår, {done} er rettet)" if done else ""


def about(whose: str | None, record: str) -> str:
    """Say whose a row set aside is, with the parts of its key.

    >>> about("Ola Li", "9:1:Kurs: Øvet"), about(None, "9")
    ('Ola Li (9, 1, Kurs: Øvet)', '9')
    """
    key = ", ".join(part for part in record.split(":", 2) if part and not is_digest(part))
    return f"{whose} ({key})" if whose and key else whose or key
