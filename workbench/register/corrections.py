"""Corrections of a person's data: used instead of what the member system states, until it states
the correct value itself."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from workbench.model.rows import Correction, Guardian, Member
from workbench.values.text import fold

Row = TypeVar("Row", Member, Guardian)


def find_standing(
    noun: str, rows: Sequence[Member | Guardian], corrections: Sequence[Correction]
) -> list[Correction]:
    """Return the corrections that still stand, one for each field of a row. `rows` are those of the
    table `noun`: members or guardians.

    A correction stands while the member system states the value it stated when the correction was
    made (`base`). If it states the corrected value the correction is done; a third value is newer
    than the correction. Of several corrections the latest counts. A value that is removed as wrong
    is removed from every row of the same member or name.
    """
    newest = _newest(correction for correction in corrections if correction.noun == noun)
    by_key = {row.key: row for row in rows}
    standing = {}
    for key_and_field, correction in newest.items():
        row = by_key.get(correction.record)
        if row is not None and _has_base(row, correction) and correction.value != correction.base:
            standing[key_and_field] = correction
    for correction in newest.values():
        for key in _keys_with_wrong_value(correction, rows):
            correction_id = f"{correction.correction_id}:{key}"
            removal = correction._replace(record=key, correction_id=correction_id)
            standing.setdefault((key, correction.field), removal)
    return list(standing.values())


def apply(noun: str, rows: Sequence[Row], corrections: Sequence[Correction]) -> list[Row]:
    """Return the rows of `noun` with the corrections that still stand."""
    by_key = {row.key: row for row in rows}
    for correction in find_standing(noun, rows, corrections):
        change: dict[str, Any] = {correction.field: correction.value}
        by_key[correction.record] = by_key[correction.record]._replace(**change)
    return list(by_key.values())


def _newest(corrections: Iterable[Correction]) -> dict[tuple[str, str], Correction]:
    """Return a row's key and a field -> the latest correction of it."""
    oldest_first = sorted(corrections, key=lambda row: (row.made_on, row.correction_id))
    return {(row.record, row.field): row for row in oldest_first}


def _keys_with_wrong_value(correction: Correction, rows: Sequence[Member | Guardian]) -> list[str]:
    """Return the keys of the rows with the value that a correction removes, of the same member, or
    of a person with the same name: a guardian stands with each of the children."""
    if correction.value is not None or correction.base is None:
        return []
    member_id = correction.record.partition("|")[0]
    names = {fold(row.name) for row in rows if row.key == correction.record and row.name}
    return [
        row.key
        for row in rows
        if _has_base(row, correction)
        and (row.member_id == member_id or fold(row.name or "") in names)
    ]


def _has_base(row: Member | Guardian, correction: Correction) -> bool:
    return bool(getattr(row, correction.field) == correction.base)
