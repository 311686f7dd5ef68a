"""The typed rows, held against the schema: columns, types, and what may be missing."""

import re
from datetime import date
from enum import EnumType
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from tests.books import NOUN_ROWS
from workbench.model.day_rows import DAY_TABLES
from workbench.model.shapes import DAY, FLAG, INT, SCHEMA, STORED, TEXT

DTYPES = {str: TEXT, int: INT, bool: FLAG, date: DAY}


def declared(schema: str, table: str) -> dict[str, bool]:
    """Return column -> whether it may be missing."""
    body = re.search(rf"CREATE TABLE {table} \((.+?)\n\) STRICT", schema, re.DOTALL)[1]
    columns = re.findall(r"^  ([a-z]\w*) (?:TEXT|INTEGER)(.*)$", body, re.MULTILINE)
    return {name: "NOT NULL" not in rest and "PRIMARY KEY" not in rest for name, rest in columns}


def hints(row: type) -> dict[str, tuple[type, bool]]:
    """Return field -> its type, and whether it may be None."""
    found = {}
    for name, hint in get_type_hints(row).items():
        kinds = {kind for kind in get_args(hint) or (hint,) if kind is not NoneType}
        (kind,) = kinds
        found[name] = (str if isinstance(kind, EnumType) else kind, kind is not hint)
    return found


@pytest.mark.parametrize("noun", NOUN_ROWS)
def test_a_nouns_row_has_columns_of_its_table_with_their_types(noun):
    may_be_missing = declared(SCHEMA, noun)

    for name, (kind, is_optional) in hints(NOUN_ROWS[noun]).items():
        assert STORED[noun].columns[name] == DTYPES[kind], name
        assert may_be_missing[name] == is_optional, name


@pytest.mark.parametrize("table", DAY_TABLES)
def test_days_of_a_row_of_the_day_are_named_so(table):
    row = hints(DAY_TABLES[table][0])

    days = {name for name, (kind, _) in row.items() if kind is date}
    assert days == {name for name in row if name.endswith("_on")}
