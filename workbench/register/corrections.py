"""What was learnt of a person, laid over what the member system says until it says so itself."""

from typing import Any

import pandas as pd

from workbench.model import frames


def standing(name: str, frame: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return the corrections of the frame `name` that still stand, one for each field.

    One stands while the member system says what it said when it was made (`base`): once it says
    the new value the correction is done, and where it says a third thing that is newer. Of several
    the latest counts.
    """
    own = corrections[corrections["noun"] == name].sort_values(["made_on", "correction_id"])
    if own.empty:
        return own
    key = frames.SHAPES[name].key
    rows = {_record(row, key): row for row in frames.records(frame)}
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for one in frames.records(own):
        newest[one["record"], one["field"]] = one
    kept = {
        (record, field): one
        for (record, field), one in newest.items()
        if record in rows and rows[record][field] == one["base"] != one["value"]
    }
    for one in newest.values():  # what is wrong is wrong in every row of the member's
        for record, row in rows.items() if one["value"] is None else ():
            is_same = record.partition("|")[0] == one["record"].partition("|")[0]
            if is_same and one["base"] is not None and row[one["field"]] == one["base"]:
                also = {
                    **one,
                    "record": record,
                    "correction_id": f"{one['correction_id']}:{record}",
                }
                kept.setdefault((record, one["field"]), also)
    return frames.build("corrections", kept.values())


def apply(name: str, frame: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `name` as it is with the corrections that stand."""
    stands = frames.records(standing(name, frame, corrections))
    if not stands:
        return frame
    key = frames.SHAPES[name].key
    rows = {_record(row, key): row for row in frames.records(frame)}
    for one in stands:
        rows[one["record"]] = {**rows[one["record"]], one["field"]: one["value"]}
    return frames.build(name, rows.values())


def _record(row: dict[str, Any], key: tuple[str, ...]) -> str:
    return "|".join(str(row[part]) for part in key)
