"""The law of the importers, for files nobody thought of: rows = taken + set aside + frame."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.importers.law import hold_canonical, hold_privacy, hold_rows, hold_sentence, keys_by_row
from workbench.model.errors import WorkbenchError

SAMPLES = Path(__file__).parents[1] / "samples"
ODD = """- NULL nan Sum sum Totalt 0 -350 1e309 1,5,5 31.02.2026 01.01.0001 45000 99999 ² ٣٣ 𝟑
=1+1 @x 2026-13-01T25:00:00Z a@b@c + +47 () '' 🙂 01029912345 1.23456789012346E+24 <b>"""
UNSEEN = ("", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", "\u200b", "A\u030a", "x" * 300, "9" * 40)
JUNK = st.one_of(
    st.sampled_from([*ODD.split(), *UNSEEN]),
    st.text(st.characters(exclude_characters='";\r\n', exclude_categories=["Cs"]), max_size=12),
)
WHERE = st.tuples(st.integers(0, 20), st.integers(0, 14))
MOVES = ("drop cell", "drop row", "again", "blank")
CHANGE = st.one_of(
    st.tuples(st.sampled_from(["put", "add cell"]), WHERE, JUNK),
    st.tuples(st.sampled_from(MOVES), WHERE, st.just("")),
)
QUOTE = st.tuples(st.just("put"), WHERE, st.sampled_from(['"', '"Høst', 'x"', '""', '"a"b']))


def load_rows() -> dict[str, list[list[str]]]:
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make_samples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lists = {
        "fordringer": module.CLAIMS,
        "medlemmer": module.MEMBERS,
        "giroer": module.SPOORTZ_BILLS,
        "faktura": module.COURSE_BILLS,
    }
    plain = str.maketrans(";\n", "/ ")
    return {
        name: [[str(cell or "").translate(plain) for cell in row] for row in rows]
        for name, rows in lists.items()
    }


ROWS = load_rows()
RUN = settings.get_profile("law")  # as many examples as --trials asks for


def changed(rows: list[list[str]], changes) -> list[list[str]]:
    rows = [list(row) for row in rows]
    for what, (at, cell), text in changes:
        at %= len(rows)
        row = rows[at]
        match what:
            case "put" if row:
                row[cell % len(row)] = text
            case "drop cell" if row:
                del row[cell % len(row)]
            case "add cell":
                row.insert(cell, text)
            case "drop row" if len(rows) > 1:
                del rows[at]
            case "again":
                rows.insert(at, list(row))
            case "blank":
                rows.insert(at, [])
    return rows


def ids(rows: list[list[str]]) -> Counter[str]:
    """Count the rows that still begin with the number they had."""
    return Counter(row[0] for row in rows if row and row[0].isascii() and row[0].isdigit())


def read(rows: list[list[str]], map_file):
    """Return what was read, or None for a file that was refused as a whole."""
    text = "".join(";".join(row) + "\r\n" for row in rows)
    try:
        mapped = map_file(text.encode("utf-8"))
    except WorkbenchError as error:
        hold_sentence(str(error))
        return None
    hold_rows(mapped, [mapped.header.sheet])
    hold_canonical(mapped)
    hold_privacy(mapped)
    return mapped


@pytest.mark.parametrize("name", ROWS)
@settings(RUN)
@given(changes=st.lists(CHANGE, min_size=1, max_size=6))
def test_whatever_stands_in_the_cells_no_row_is_lost(name, changes, map_file):
    rows = changed(ROWS[name], changes)

    mapped = read(rows, map_file)

    if mapped is not None:
        aside = {one.row for one in mapped.set_aside if one.whole_row}
        assert mapped.rows_taken + mapped.rows_aside + mapped.rows_frame == len(rows)
        numbered = {n for n, row in enumerate(rows, 1) if ids([row])}
        header = next(n for n, row in enumerate(rows, 1) if len(row) > 4 and n not in numbered)
        assert {n for n in numbered if n > header} <= aside | {*mapped.columns["row"]}


@pytest.mark.parametrize("name", ROWS)
@settings(RUN)
@given(changes=st.lists(QUOTE, min_size=1, max_size=2))
def test_no_quote_mark_swallows_a_row(name, changes, map_file):
    rows = changed(ROWS[name], changes)

    mapped = read(rows, map_file)

    if mapped is not None:
        key = mapped.profile.key[0]
        seen = Counter(str(record[key]) for record in mapped.records)
        keys = keys_by_row(mapped)
        aside = {(one.row, keys[one.row].partition(":")[0]) for one in mapped.set_aside}
        seen += Counter(first for _, first in aside)
        assert not ids(rows) - seen
