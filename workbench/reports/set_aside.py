"""What could not be read in the files, in the order in which people go through it."""

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.values.record_ids import is_digest


def sort_set_aside(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what was set aside, with the missing values of a row in the file merged into one line.

    Values with a proposal come first, then whole rows, and repaired values last.
    """
    lines: list[dict[str, Any]] = []
    missing_values: dict[tuple[Any, ...], dict[str, Any]] = {}  # by file, sheet and row
    for row in sorted(rows, key=_sort_key):
        place = (row["sha256"], row["sheet"], row["row"])
        has_text = row["proposal"] is not None or row["repaired"] is not None
        is_missing = row["reason"] == "mangler" and not has_text
        if is_missing and place in missing_values:
            missing_values[place]["column"] += f", {row['column']}"
            continue
        lines.append({**row})
        if is_missing:
            missing_values[place] = lines[-1]
    return lines


def _sort_key(row: Mapping[str, Any]) -> tuple[bool, bool, bool]:
    return row["repaired"] is not None, row["proposal"] is None, not row["whole_row"]


def describe_repaired(lines: Iterable[Mapping[str, Any]]) -> str:
    """Return how many lines are left and how many are repaired; "" if none is repaired."""
    is_repaired = [line["repaired"] is not None for line in lines]
    repaired = sum(is_repaired)
    if not repaired:
        return ""
    return f" ({len(is_repaired) - repaired} gjenstår, {repaired} er rettet)"


def name_of_record(owner: str | None, record: str) -> str:
    """Return whose row was set aside, with the parts of the record's key.

    >>> name_of_record("Ola Li", "9:1:Kurs: Øvet"), name_of_record(None, "9")
    ('Ola Li (9, 1, Kurs: Øvet)', '9')
    """
    key = ", ".join(part for part in record.split(":", 2) if part and not is_digest(part))
    return f"{owner} ({key})" if owner and key else owner or key
