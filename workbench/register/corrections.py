"""What was learnt of a person, laid over what the member system says until it says so itself."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from workbench.model.rows import Correction, Guardian, Member

Row = TypeVar("Row", Member, Guardian)


def standing(
    noun: str, rows: Sequence[Member | Guardian], corrections: Sequence[Correction]
) -> list[Correction]:
    """Return the corrections of the rows of `noun` that still stand, one for each field.

    One stands while the member system says what it said when it was made (`base`): once it says
    the new value the correction is done, and where it says a third thing that is newer. Of several
    the latest counts. A value that is wrong is wrong in every row of the same member.
    """
    newest = _newest(correction for correction in corrections if correction.noun == noun)
    by_key = {row.key: row for row in rows}
    stands = {}
    for field, correction in newest.items():
        row = by_key.get(correction.record)
        if row is not None and _has_base(row, correction) and correction.value != correction.base:
            stands[field] = correction
    for correction in newest.values():
        for key in _rows_with_wrong_value(correction, rows):
            other_id = f"{correction.correction_id}:{key}"
            other = correction._replace(record=key, correction_id=other_id)
            stands.setdefault((key, correction.field), other)
    return list(stands.values())


def apply(noun: str, rows: Sequence[Row], corrections: Sequence[Correction]) -> list[Row]:
    """Return the rows of `noun` as they are with the corrections that stand."""
    by_key = {row.key: row for row in rows}
    for correction in standing(noun, rows, corrections):
        change: dict[str, Any] = {correction.field: correction.value}
        by_key[correction.record] = by_key[correction.record]._replace(**change)
    return list(by_key.values())


def _newest(corrections: Iterable[Correction]) -> dict[tuple[str, str], Correction]:
    """Return record and field -> the latest correction of it."""
    in_order = sorted(corrections, key=lambda row: (row.made_on, row.correction_id))
    return {(row.record, row.field): row for row in in_order}


def _rows_with_wrong_value(correction: Correction, rows: Sequence[Member | Guardian]) -> list[str]:
    """Return the keys of the member's rows that have the value which a correction takes away."""
    if correction.value is not None or correction.base is None:
        return []
    member_id = correction.record.partition("|")[0]
    own = [row for row in rows if row.member_id == member_id]
    return [row.key for row in own if _has_base(row, correction)]


def _has_base(row: Member | Guardian, correction: Correction) -> bool:
    return bool(getattr(row, correction.field) == correction.base)
